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
  /// False, and nothing is taken, once after a megabyte or more that came of compressed bytes: inflating takes time, in which
  /// whoever drives the handle has other things to look after.
  Result<bool> BytesArrived(std::string_view bytes) override;

  /// Once all of it has arrived.
  Result<Response> Take();

 private:
  Response response_;
  internal::CollectedBody body_;
  std::size_t inflated_ = 0;  // since the last pause
};

}  // namespace k8s::curl
