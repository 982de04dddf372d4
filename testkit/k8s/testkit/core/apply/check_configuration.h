#pragma once

#include <optional>
#include <string>

#include <k8s/testkit/core/apply/shape.h>
#include <k8s/testkit/core/failure.h>

namespace k8s::testkit::core {

/// What is wrong with an object that is applied, as the real server says it: fields that its kind does not have, values of
/// another sort, items of a merged list that cannot be told apart. Nothing if it is fine.
std::optional<std::string> CheckConfiguration(const Shape& shape, const JsonValue& object);

/// The same of a whole configuration, as the answer to it.
std::optional<Failure> CheckApplied(const Shape& shape, const JsonValue& configuration);

/// `apps/v1, Kind=Deployment`
std::string KindForPeople(const JsonValue& object);

}  // namespace k8s::testkit::core
