#pragma once

#include <memory>
#include <string>

#include <k8s/transport/cpprest/inert_buffer.h>

namespace k8s::cpprest {

/// The body of a request, from memory. One that may not be repeated refuses to be sent a second time.
class RequestBody final : public InertBuffer {
 public:
  RequestBody(std::shared_ptr<const std::string> bytes, bool mayBeRepeated)
      : bytes_(std::move(bytes)), may_be_repeated_(mayBeRepeated) {}

  bool can_read() const override { return true; }
  bool can_seek() const override { return true; }
  pos_type seekpos(pos_type position, std::ios_base::openmode mode) override;
  pplx::task<std::size_t> getn(char_type* to, std::size_t count) override;

 private:
  const std::shared_ptr<const std::string> bytes_;
  const bool may_be_repeated_;
  std::size_t position_ = 0;
};

}  // namespace k8s::cpprest
