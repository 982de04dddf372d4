#pragma once

#include <string_view>

#include <k8s/testkit/core/apply/field_set.h>
#include <k8s/testkit/core/apply/shape.h>

/// The annotation in which kubectl keeps what it applied when it did so on its own side.
namespace k8s::testkit::core {

inline constexpr std::string_view kKubectl = "kubectl";

/// The fields of a live object that are still what the annotation says.
FieldSet OwnedByLastApplied(const Shape& shape, const JsonValue& live);

/// Makes the annotation, if there is one, say `config`.
void RenewLastApplied(const JsonValue& config, Json& object);

}  // namespace k8s::testkit::core
