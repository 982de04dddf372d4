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
bool HasFinalizers(const JsonValue& metadata);
bool HasFinalizer(const JsonValue& metadata, std::string_view finalizer);
void AddFinalizer(Json& object, std::string_view finalizer);
void RemoveFinalizer(Json& object, std::string_view finalizer);

/// Gives the object the namespace of the path, unless it names another one.
std::optional<Failure> PlaceInNamespace(const Route& route, Json& object);

}  // namespace k8s::testkit::core
