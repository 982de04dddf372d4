#pragma once

#include <cstddef>
#include <string_view>

#include <k8s/transport/collected_body.h>
#include <k8s/transport/curl/exchange.h>

namespace k8s::curl {

/// An answer that is wanted whole.
class CollectedAnswer final : public Exchange::Receiver {
 public:
  explicit CollectedAnswer(std::size_t limit) : body_(limit) {}

  Result<void> HeadArrived(Response head) override;
  Result<bool> BytesArrived(std::string_view bytes) override;

  /// Once all of it has arrived.
  Result<Response> Take();

 private:
  Response response_;
  internal::CollectedBody body_;
};

}  // namespace k8s::curl
