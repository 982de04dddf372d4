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
  explicit ResponseSink(std::shared_ptr<BodyReceiver> receiver)
      : InertBuffer(std::ios_base::out), receiver_(std::move(receiver)) {}

 private:
  pplx::task<std::size_t> _putn(const std::uint8_t* bytes, std::size_t count) override;

  const std::shared_ptr<BodyReceiver> receiver_;
};

}  // namespace k8s::cpprest
