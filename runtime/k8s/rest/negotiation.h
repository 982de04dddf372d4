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

/// Whether the server refuses the form of a request, or that of any answer to it. Then it has done nothing, and a write may be
/// sent once more in another form.
bool RefusesForm(int httpStatus);

/// The same request without protobuf; nothing if it has none.
std::optional<ApiRequest> InJson(const ApiRequest& request);

}  // namespace k8s::internal
