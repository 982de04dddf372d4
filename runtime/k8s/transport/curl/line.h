#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include <k8s/base/call_context.h>
#include <k8s/transport/curl/exchange.h>
#include <k8s/transport/curl/handles.h>
#include <k8s/transport/curl/line_driver.h>

namespace k8s::curl {

/// A handle with a connection of its own, for one calling thread at a time.
class Line {
 public:
  /// Both must be checked: libcurl may have no memory or descriptors.
  explicit Line(const Endpoint& endpoint);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  bool Usable() const { return usable_; }

  /// Does the whole exchange on this thread.
  Result<void> Perform(Exchange& exchange, const std::stop_token& stop);

  /// Ends the exchange that is performed with kCancelled. From any thread; Resume() before the next.
  void Interrupt();
  void Resume() { interrupted_ = false; }

  void RestSince(Exchange::Clock::time_point now) { idle_since_ = now; }
  Exchange::Clock::time_point IdleSince() const { return idle_since_; }

 private:
  Result<void> Drive(Exchange& exchange);
  bool HasStrayBytes() const;

  LineDriver driver_;
  Easy easy_;
  bool usable_ = false;
  Exchange::Clock::time_point idle_since_ = {};
  curl_socket_t socket_ = CURL_SOCKET_BAD;  // of the idle connection
  std::atomic<bool> interrupted_ = false;
};

}  // namespace k8s::curl
