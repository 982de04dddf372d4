#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/testkit/core/outcome.h>

namespace k8s::testkit::core {

/// The target of a request, taken apart and decoded: `/api/v1/namespaces/a/pods?limit=3`.
struct Target {
  std::vector<std::string> segments;  ///< none is empty, ".", ".." or holds a slash
  std::vector<std::pair<std::string, std::string>> parameters;
  bool onlyWatches = false;  ///< it was below `watch`

  /// The first value of a parameter; empty when it is absent.
  std::string_view Parameter(std::string_view name) const;
  /// All values of a parameter.
  std::vector<std::string> All(std::string_view name) const;
  bool Has(std::string_view name) const;
  /// Whether a parameter is there and is not "false" or "0": how the real server reads a boolean.
  bool Flag(std::string_view name) const;
};

/// A path below `watch` is given as that of which it is a watch.
Outcome<Target> ParseTarget(std::string_view target);

}  // namespace k8s::testkit::core
