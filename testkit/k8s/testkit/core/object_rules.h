#pragma once

#include <array>
#include <optional>
#include <string_view>

#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/route.h>

/// What holds for the objects of every resource.
namespace k8s::testkit::core {

/// Members of `metadata` that only the server sets.
inline constexpr std::array<std::string_view, 6> kServerOwnedMetadata = {
    "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"};

/// Whether the status is written through a path of its own, and ignored elsewhere.
bool HasStatusSubresource(const ApiResource& resource);
/// Whether the changes of what is wanted of an object are counted.
bool HasGeneration(const ApiResource& resource);
/// Whether two versions of an object want something different: they differ outside `metadata` and `status`; of one that is
/// defined without a path for its status, outside `metadata`.
bool WantsDiffer(const ApiResource& resource, const JsonValue& a, const JsonValue& b);
bool HasFinalizers(const JsonValue& metadata);
bool HasFinalizer(const JsonValue& metadata, std::string_view finalizer);
void AddFinalizer(Json& object, std::string_view finalizer);
void RemoveFinalizer(Json& object, std::string_view finalizer);

/// Gives the object the namespace of the path, unless it names another one.
std::optional<Failure> PlaceInNamespace(const Route& route, Json& object);

}  // namespace k8s::testkit::core
