#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {

/// What a request to list or to watch asks for, besides a choice of objects. What contradicts itself is a 422, as in the real
/// server.
struct ListOptions {
  enum class Match { kUnset, kExact, kNotOlderThan };

  bool watch = false;
  std::string resourceVersion = {};  ///< as it was given; "0" is any version, empty the latest
  std::uint64_t version = 0;         ///< its number
  Match match = Match::kUnset;
  std::int64_t limit = 0;  ///< of the objects in an answer; 0: all
  std::string continueWith = {};
  std::optional<bool> sendInitialEvents = {};
  bool bookmarks = false;
  std::int64_t timeoutSeconds = 0;  ///< 0: as long as the server likes

  static Outcome<ListOptions> Of(const Target& target);

  /// Whether a list must be of `version` and no other.
  bool WantsExactly() const;
};

}  // namespace k8s::testkit::core
