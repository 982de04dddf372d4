#include <utility>  // Boost 1.74 forgets it where it has coroutines

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <k8s/testkit/http/mailbox.h>

namespace k8s::testkit::http {

void Mailbox::Post(UniqueFunction<void()> task) {
  std::lock_guard lock(mutex_);
  if (io_ != nullptr) boost::asio::post(*io_, std::move(task));
}

void Mailbox::Close() {
  std::lock_guard lock(mutex_);
  io_ = nullptr;
}

}  // namespace k8s::testkit::http
