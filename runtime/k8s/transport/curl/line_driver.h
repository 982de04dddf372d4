#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include <poll.h>

#include <k8s/base/call_context.h>
#include <k8s/transport/curl/handles.h>

namespace k8s::curl {

/// Lets libcurl work on the calling thread and waits there for what it waits for. By its sockets, and not by
/// curl_multi_perform() and curl_multi_poll(), which look after each of them twice.
///
/// For one thread at a time, but for Wake().
class LineDriver {
 public:
  using Clock = std::chrono::steady_clock;

  LineDriver();
  ~LineDriver();
  LineDriver(const LineDriver&) = delete;
  LineDriver& operator=(const LineDriver&) = delete;
  bool Usable() const { return multi_ && wake_ >= 0; }

  bool Add(CURL* easy) { return curl_multi_add_handle(multi_.get(), easy) == CURLM_OK; }
  void Remove(CURL* easy) { curl_multi_remove_handle(multi_.get(), easy); }

  /// Waits until there is something to do for libcurl, or `end` has come or Wake() was called, and lets libcurl do it. False
  /// for lack of memory.
  bool Turn(std::optional<Clock::time_point> end);

  /// What became of the handle, once it is done.
  std::optional<CURLcode> Done();

  /// Ends the wait of Turn(), or of the next. From any thread.
  void Wake();

 private:
  bool ActOnTimer();
  bool ActOnSockets();
  void ForgetWakes();
  int PatienceMs(std::optional<Clock::time_point> end) const;
  static int OnSocket(CURL*, curl_socket_t socket, int what, void* self, void*);
  static int OnTimer(CURLM*, long milliseconds, void* self);

  const int wake_;
  std::vector<pollfd> sockets_;  // the first is wake_
  std::vector<pollfd> ready_;    // a copy to go through: libcurl changes the others when it is told
  std::optional<Clock::time_point> timer_;
  Multi multi_;  // goes first: it closes its sockets, and says so
};

}  // namespace k8s::curl
