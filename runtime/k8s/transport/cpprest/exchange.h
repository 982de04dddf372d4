#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>

#include <boost/asio/steady_timer.hpp>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/transport/cpprest/in_flight.h>
#include <k8s/transport/cpprest/line.h>
#include <k8s/transport/cpprest/response_sink.h>
#include <k8s/transport/cpprest/sdk.h>
#include <k8s/transport/transport.h>

namespace k8s::cpprest {

/// One request and its answer, from the call to the last byte of the body, within the bounds of its context. However it goes,
/// it ends once: with the whole answer, an Error, or at once when the caller, the deadline or the transport says so, whatever
/// cpprestsdk is doing at that moment.
///
/// Keeps itself alive until cpprestsdk has let go of its connection.
class Exchange : public BodyReceiver, public std::enable_shared_from_this<Exchange> {
 public:
  /// What all exchanges of a transport need.
  struct Setting {
    std::shared_ptr<Line> line;
    std::shared_ptr<InFlight> inFlight;
  };

  Exchange(Setting setting, Request request, CallContext context);

  /// Once, on any thread.
  void Start();

  /// Ends it with kCancelled, soon, on the pool's thread. From any thread.
  void Cancel();

 protected:
  /// The status and the headers are there; the body follows through Receive(). An Error ends the exchange.
  virtual Result<void> HeadArrived(Response head) = 0;
  /// How long the head may take, and what follows it; nothing: as long as the caller allows.
  virtual std::optional<std::chrono::milliseconds> HeadTimeout() const = 0;
  virtual std::optional<std::chrono::milliseconds> BodyTimeout(int status) const = 0;
  /// Called once. Bytes may still be received, and must be refused.
  virtual void Ended(const Result<void>& outcome) = 0;
  virtual std::string_view AcceptEncoding() const = 0;

  const Line& GetLine() const { return *setting_.line; }
  const Request& GetRequest() const { return request_; }
  bool IsWrite() const { return !request_.MayBeRepeated(); }
  /// `why` as it is for a request that is under way: nothing tells whether any of it was sent.
  Error Lost(const Error& why) const { return IsWrite() ? why.WithOutcomeUnknown() : why; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Canceller {
    std::weak_ptr<Exchange> exchange;
    void operator()() const;
  };

  void BindToContext();
  void SetAlarm(Clock::time_point at);
  void Alarm();
  void Send();
  void RequestWritten();
  void Await(std::optional<std::chrono::milliseconds> limit);
  Clock::time_point Deadline() const;
  pplx::task<web::http::http_response> ReadBody(const web::http::http_response& response);
  void Finished(const pplx::task<web::http::http_response>& answer);
  void Abort(const Error& why);
  bool End(const Result<void>& outcome);

  const Setting setting_;
  const Request request_;
  const CallContext context_;
  pplx::cancellation_token_source connection_;

  std::mutex mutex_;
  bool ended_ = false;
  bool written_ = false;
  bool answered_ = false;  // the head is there
  boost::asio::steady_timer timer_;
  std::unique_ptr<std::stop_callback<Canceller>> on_stop_;
};

}  // namespace k8s::cpprest
