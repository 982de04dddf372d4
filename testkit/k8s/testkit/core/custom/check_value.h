#pragma once

#include <vector>

#include <k8s/testkit/core/custom/schema.h>
#include <k8s/testkit/core/failure.h>

namespace k8s::testkit::core {

/// What is wrong with a whole object, in the words of the real server. Rules in CEL are not evaluated. What is there already
/// in `existing`, if that is not null, is right as it is: it came when the schema was another.
std::vector<Cause> CheckObject(const Schema& schema, const JsonValue& object, const JsonValue* existing);

/// What is wrong with a value that the schema gives as a default.
std::vector<Cause> CheckDefault(const Schema& schema, const JsonValue& value);

}  // namespace k8s::testkit::core
