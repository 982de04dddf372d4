#pragma once

#include <mutex>

#include <k8s/base/function.h>

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace k8s::testkit::http {

/// The way onto the server's thread for those who may come when it is gone.
///
/// Thread safety: all members, from any thread.
class Mailbox {
 public:
  explicit Mailbox(boost::asio::io_context& io) : io_(&io) {}

  /// Drops what comes after Close().
  void Post(UniqueFunction<void()> task);
  void Close();

 private:
  std::mutex mutex_;
  boost::asio::io_context* io_;
};

}  // namespace k8s::testkit::http
