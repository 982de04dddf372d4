#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/json.h>

/// What holds for objects of the kind CustomResourceDefinition.
namespace k8s::testkit::core {

/// The finalizer under which the objects of a deleted definition are deleted.
inline constexpr std::string_view kCleanup = "customresourcecleanup.apiextensions.k8s.io";

bool IsDefinition(const ApiResource& resource);

/// Fills in what the real server fills in: names that follow from others, the way of conversion, the stored versions.
void CompleteDefinition(Json& definition, bool isNew);

/// What is wrong with a definition; `existing` is null when it is new.
std::vector<Cause> CheckDefinition(const JsonValue& definition, const JsonValue* existing);

/// Puts a condition among those of the status, in the place of the one of its type.
struct Condition {
  std::string_view type;
  std::string_view status;
  std::string_view reason;
  std::string_view message;
};
void SetCondition(Json& definition, const Condition& condition, std::string_view now);
/// Whether a condition of that type is there and true.
bool IsTrue(const JsonValue& definition, std::string_view conditionType);

}  // namespace k8s::testkit::core
