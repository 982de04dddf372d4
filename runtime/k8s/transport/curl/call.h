#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/transport/check_request.h>
#include <k8s/transport/curl/connections.h>
#include <k8s/transport/curl/exchange.h>
#include <k8s/transport/curl/loop.h>

namespace k8s::curl {

/// An exchange that the loop drives, within the bounds of its context. However it goes, it ends once.
///
/// On the loop's thread only, but for Cancel().
class Call : public std::enable_shared_from_this<Call> {
 public:
  /// Where a call is driven, and what it gives back at its end.
  struct Seat {
    Connections* connections = nullptr;
    Easy easy = {};
    std::function<void(Call&)> leave = {};  ///< Once, when it has ended; the handle is off the connections
  };

  Call(std::shared_ptr<Loop> loop, const CallContext& context) : loop_(std::move(loop)), stop_(context.stop) {}
  virtual ~Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  void Start(Seat seat);

  /// libcurl is done with it.
  void Finish(CURLcode code);

  /// Ends it with `outcome`, if it has not ended.
  void End(const Result<void>& outcome);

  /// Ends it with kCancelled; now, or soon, and then from any thread.
  void CancelNow() { End(exchange_->Lost(CallCancelled())); }
  void Cancel();

  Easy TakeHandle() { return std::move(seat_.easy); }

 protected:
  Exchange& GetExchange() { return *exchange_; }
  template <class... Arguments>
  void MakeExchange(Arguments&&... arguments) {
    exchange_.emplace(std::forward<Arguments>(arguments)...);
  }
  /// Runs `task`, which is a member of this call, on the loop, outside of libcurl.
  template <class C, class R>
  void Post(R (C::*task)()) {
    loop_->Post([self = std::static_pointer_cast<C>(shared_from_this()), task] { ((*self).*task)(); });
  }
  /// Goes on where the receiver had no room.
  void Unpause();
  /// Keeps to the limits of time as the exchange tells them now.
  void WatchTheTime();
  /// The handle while it is driven, or null.
  CURL* Handle() const { return ended_ ? nullptr : seat_.easy.get(); }

 private:
  struct Canceller {
    std::weak_ptr<Call> call;
    void operator()() const;
  };

  /// Called once, and last: it may run what is not ours.
  virtual void Ended(const Result<void>& outcome) = 0;

  const std::shared_ptr<Loop> loop_;
  const std::stop_token stop_;
  std::optional<Exchange> exchange_;
  Seat seat_;
  bool ended_ = false;
  std::optional<Alarms::Id> alarm_;
  std::optional<std::stop_callback<Canceller>> on_stop_;
};

}  // namespace k8s::curl
