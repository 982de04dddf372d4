#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include <k8s/rest/rest_client.h>
#include <k8s/transport/transport.h>

/// What becomes of a request that offers protobuf to a server that has none. Most answer in JSON what is asked in either; some
/// refuse.
namespace k8s::internal {

/// The resources whose server has refused protobuf: they travel as JSON from then on.
///
/// Thread safety: all members, from any thread.
class JsonOnlyResources {
 public:
  void Add(const RequestInfo& info);
  bool Has(const RequestInfo& info) const;

 private:
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> keys_;
};

/// What to send instead of a request that was answered with `httpStatus`: the same without protobuf, if the server may have
/// refused that, in the request or in any answer to it. Then it has done nothing, and a write may be sent once more.
std::optional<ApiRequest> InsteadOf(const ApiRequest& request, int httpStatus);

}  // namespace k8s::internal
