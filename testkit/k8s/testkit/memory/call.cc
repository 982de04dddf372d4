#include <utility>

#include <k8s/base/call_end.h>
#include <k8s/testkit/core/identity.h>
#include <k8s/testkit/memory/call.h>

namespace k8s::testkit::memory {
namespace {

/// As much as one read gives, if there is more: what a socket's buffer would hold.
constexpr std::size_t kMaxRead = 64 << 10;

}  // namespace

template <class Act>
auto Call::IfAlive(Act act) {
  return [weak = weak_from_this(), act = std::move(act)]() mutable {
    if (const auto self = weak.lock()) act(*self);
  };
}

std::shared_ptr<Call> Call::Start(const Link& link, Request request, const CallContext& context) {
  core::SetCertifiedName(request.headers, link.peer.user);
  std::shared_ptr<Call> call(new Call(link, !request.MayBeRepeated()));
  call->EndOn(context, link);
  link.loop->Post([call, handler = link.peer.handler, request = std::move(request)] { call->Send(*handler, request); });
  return call;
}

void Call::EndOn(const CallContext& context, const Link& link) {
  const std::function<void()> cancel = [loop = loop_, end = IfAlive([](Call& self) { self.EndNow(CallCancelled()); })] {
    loop->Post(end);
  };
  on_stop_.emplace(context.stop, cancel);
  on_transport_end_.emplace(link.ends, cancel);
  on_server_end_.emplace(link.peer.ends,
                         [loop = loop_, lose = IfAlive([](Call& self) { self.LoseServer(); })] { loop->Post(lose); });
  if (!context.deadline) return;
  loop_->PostAt(*context.deadline, IfAlive([](Call& self) { self.EndNow(CallDeadlineExceeded()); }));
}

void Call::Send(core::Handler& handler, const Request& request) {
  if (end_) return;
  handler.Handle(request, [loop = loop_, self = shared_from_this()](core::Answer answer) {
    loop->Post([self, answer = std::move(answer)]() mutable { self->Take(std::move(answer)); });
  });
}

void Call::Take(core::Answer answer) {
  if (end_ || answer.fate == core::Fate::kNeverComes) return;
  if (answer.fate == core::Fate::kReset) return Break();
  body_ = std::exchange(answer.head.body, {});
  stream_ = std::move(answer.stream);
  head_is_there_ = true;
  head_.Set(std::move(answer.head));
}

Future<std::string> Call::Read() {
  Promise<std::string> promise;
  auto future = promise.GetFuture();
  loop_->Post([self = shared_from_this(), promise = std::move(promise)]() mutable {
    self->pending_read_.emplace(std::move(promise));
    self->Pump();
  });
  return future;
}

void Call::End(Error reason) {
  loop_->Post([self = shared_from_this(), reason = std::move(reason)] { self->EndNow(reason); });
}

void Call::EndNow(Error reason) {
  if (end_) return;
  end_ = std::move(reason);
  stream_.reset();
  patience_.request_stop();
  if (!std::exchange(head_is_there_, true)) head_.Set(*end_);
  Pump();
}

void Call::Break() {
  const Error broken(ErrorCode::kUnavailable, TransportFailure::kReset,
                     "the connection was closed before the answer was complete");
  EndNow(is_write_ ? broken.WithOutcomeUnknown() : broken);
}

void Call::LoseServer() {
  server_is_gone_ = true;
  if (!head_is_there_) return Break();
  Pump();
}

void Call::Pump() {
  if (!pending_read_) return;
  if (end_) return Deliver(*end_);
  std::string bytes = std::exchange(body_, {});
  while (stream_ != nullptr && bytes.size() < kMaxRead) {
    core::Stream::Step step = stream_->Next();
    if (step.state == core::Stream::State::kFrame) {
      bytes += step.frame;
    } else if (step.state == core::Stream::State::kEnd) {
      stream_.reset();
    } else if (!bytes.empty()) {
      break;
    } else if (step.state == core::Stream::State::kBreak || server_is_gone_) {
      return Break();
    } else {
      return Await(step.patience);
    }
  }
  Deliver(std::move(bytes));
}

void Call::Await(std::optional<std::chrono::nanoseconds> patience) {
  const auto pump = [loop = loop_, pumpAlive = IfAlive([](Call& self) { self.Pump(); })] { loop->Post(pumpAlive); };
  stream_->OnReady(pump);
  patience_.request_stop();
  if (!patience) return;
  patience_ = std::stop_source();
  const auto until = clock_->Now() + std::chrono::ceil<Clock::TimePoint::duration>(*patience);
  static_cast<void>(clock_->WaitUntilAsync(until, {.stop = patience_.get_token()}).Then([pump](const Result<void>& waited) {
    if (waited) pump();
  }));
}

void Call::Deliver(Result<std::string> bytes) {
  Promise<std::string> promise = std::move(*pending_read_);
  pending_read_.reset();
  promise.Set(std::move(bytes));
}

}  // namespace k8s::testkit::memory
