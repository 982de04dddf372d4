#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include <k8s/transport/curl/connections.h>

namespace k8s::curl {

/// Hands streams out to connections of HTTP/2 so that none gets more than a server takes.
///
/// libcurl would fill the first connection and then open one for each further stream; so each group of streams has connections
/// of its own: one over HTTP/2, and with a server that speaks HTTP/1.1 only, one for each stream.
///
/// On the loop's thread only.
class StreamGroups {
 public:
  using Make = std::function<std::unique_ptr<Connections>()>;
  explicit StreamGroups(Make make) : make_(std::move(make)) {}

  /// Where the next stream goes.
  Connections& WithRoom();

  /// Closes what no stream uses, but for one group, for the next stream.
  void CloseSurplus();
  void Clear() { groups_.clear(); }

 private:
  const Make make_;
  std::vector<std::unique_ptr<Connections>> groups_;
};

}  // namespace k8s::curl
