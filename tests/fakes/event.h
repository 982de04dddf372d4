#pragma once

#include <chrono>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace k8s::fakes {

/// Something that happens once and can be waited for, alone or together with a socket: what tests use instead of sleeping.
///
/// Thread safety: all members, from any thread.
class Event {
 public:
  Event() : fd_(eventfd(0, EFD_CLOEXEC)) {}
  ~Event() { close(fd_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void Set() { eventfd_write(fd_, 1); }

  /// Whether it happened in time.
  bool Wait(std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    pollfd waiting{fd_, POLLIN, 0};
    return poll(&waiting, 1, static_cast<int>(patience.count())) == 1;
  }

  /// Readable once it happened.
  int Fd() const { return fd_; }

 private:
  const int fd_;
};

}  // namespace k8s::fakes
