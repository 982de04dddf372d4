#pragma once

#include <optional>

#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {

/// What is wrong with an object that is about to be stored, beyond the types of its fields: what the schema of its definition
/// asks for, and what holds for definitions themselves, Secrets and ConfigMaps. `existing` is what it replaces, or null.
std::optional<Failure> CheckContent(const ApiResource& resource, const JsonValue& object, const Object* existing);

}  // namespace k8s::testkit::core
