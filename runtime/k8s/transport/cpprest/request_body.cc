#include <algorithm>
#include <ios>

#include <k8s/transport/cpprest/connection_check.h>
#include <k8s/transport/cpprest/request_body.h>

namespace k8s::cpprest {

// cpprestsdk rewinds a body only in order to send it again. A body that cannot seek would stop it too, but then it puts a
// connection that never was connected into its pool, and the next request fails.
RequestBody::pos_type RequestBody::seekpos(pos_type position, std::ios_base::openmode) {
  if (!may_be_repeated_) RefuseNextResend();
  position_ = std::min(static_cast<std::size_t>(static_cast<std::streamoff>(position)), bytes_->size());
  return static_cast<std::streamoff>(position_);
}

pplx::task<std::size_t> RequestBody::getn(char_type* to, std::size_t count) {
  const std::size_t taken = std::min(count, bytes_->size() - position_);
  std::copy_n(bytes_->data() + position_, taken, to);
  position_ += taken;
  return pplx::task_from_result(taken);
}

}  // namespace k8s::cpprest
