#pragma once

#include <memory>
#include <string_view>

#include <k8s/transport/cpprest/inert_buffer.h>

namespace k8s::cpprest {

/// Takes the body of an answer.
class BodyReceiver {
 public:
  virtual ~BodyReceiver() = default;

  /// Takes some bytes. Nothing more is read from the network before the task completes; failing, or throwing, ends the
  /// exchange.
  virtual pplx::task<void> Receive(std::string_view bytes) = 0;
};

/// The stream buffer through which cpprestsdk hands the body of an answer over.
class ResponseSink final : public InertBuffer {
 public:
  explicit ResponseSink(std::shared_ptr<BodyReceiver> receiver) : receiver_(std::move(receiver)) {}

  bool can_write() const override { return true; }
  pplx::task<std::size_t> putn_nocopy(const char_type* bytes, std::size_t count) override;

 private:
  const std::shared_ptr<BodyReceiver> receiver_;
};

}  // namespace k8s::cpprest
