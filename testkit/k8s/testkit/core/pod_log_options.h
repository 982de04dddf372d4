#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {

/// What of a container's log is asked for.
struct PodLogOptions {
  std::string container;  ///< empty: the only one, or any, of a pod that has none
  bool follow = false;
  std::optional<std::size_t> tailLines = {};
  std::optional<std::size_t> limitBytes = {};

  /// Of a request for the log of that pod; 400 and 422 as the real server says them.
  static Outcome<PodLogOptions> Of(const JsonValue& pod, const Target& target);

  /// Where in a log the lines begin that are wanted.
  std::size_t Begin(std::string_view text) const;
  /// What is shown of a log that nobody follows: those lines, and of them the first bytes.
  std::string_view Cut(std::string_view text) const;
};

}  // namespace k8s::testkit::core
