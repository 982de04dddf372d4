#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/meta/object_key.h>
#include <k8s/testkit/core/outcome.h>

namespace k8s::testkit::core {

/// Where a list that was cut goes on: what the server hands out as `continue`, in the form of the real one.
struct ContinueToken {
  /// The version of the first page, of which the others are too; none: whatever is there now.
  std::optional<std::uint64_t> version = {};
  /// The first key that is possible after the last object that was listed.
  ObjectKey start = {};

  /// `withNamespace`: the list is of many namespaces.
  std::string Write(bool withNamespace) const;
  /// A 400 of what this server has not written. `ns` is the namespace that is listed; empty for all, or none.
  static Outcome<ContinueToken> Read(std::string_view text, std::string_view ns, bool withNamespace);
};

/// The smallest key that comes after `key`.
ObjectKey Behind(const ObjectKey& key);

}  // namespace k8s::testkit::core
