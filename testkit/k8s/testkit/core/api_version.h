#pragma once

#include <string_view>
#include <utility>

namespace k8s::testkit::core {

/// The group and the version of an `apiVersion`.
inline std::pair<std::string_view, std::string_view> SplitApiVersion(std::string_view apiVersion) {
  const std::size_t slash = apiVersion.find('/');
  if (slash == std::string_view::npos) return {{}, apiVersion};
  return {apiVersion.substr(0, slash), apiVersion.substr(slash + 1)};
}

}  // namespace k8s::testkit::core
