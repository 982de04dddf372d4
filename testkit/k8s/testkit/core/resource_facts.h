#pragma once

#include <span>
#include <string>
#include <string_view>

#include <k8s/testkit/core/catalog.h>

/// What discovery tells of well-known resources and the specification does not.
namespace k8s::testkit::core {

/// "po" of pods.
std::span<const std::string_view> ShortNamesOf(const ApiResource& resource);
/// "all", for what `kubectl get all` shows.
std::span<const std::string_view> CategoriesOf(const ApiResource& resource);
/// "pod" of pods.
std::string SingularOf(const ApiResource& resource);

}  // namespace k8s::testkit::core
