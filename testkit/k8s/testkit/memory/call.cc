#include <utility>

#include <k8s/testkit/memory/call.h>

namespace k8s::testkit::memory {
namespace {

/// As much as one read gives, if there is more: what a socket's buffer would hold.
constexpr std::size_t kMaxRead = 64 << 10;

Error Cancelled() { return Error(ErrorCode::kCancelled, "the call was cancelled"); }

}  // namespace

template <class Act>
auto Call::IfAlive(Act act) {
  return [weak = weak_from_this(), act = std::move(act)]() mutable {
    if (const auto self = weak.lock()) act(*self);
  };
}

std::shared_ptr<Call> Call::Start(const Link& link, Request request, const CallContext& context) {
  std::shared_ptr<Call> call(new Call(link.loop));
  call->EndOn(context, link.ends);
  link.loop->Post([call, handler = link.handler, request = std::move(request)] { call->Send(*handler, request); });
  return call;
}

void Call::EndOn(const CallContext& context, const std::stop_token& transportEnds) {
  const std::function<void()> cancel = [loop = loop_, end = IfAlive([](Call& self) { self.EndNow(Cancelled()); })] {
    loop->Post(end);
  };
  on_stop_.emplace(context.stop, cancel);
  on_transport_end_.emplace(transportEnds, cancel);
  if (!context.deadline) return;
  loop_->PostAt(*context.deadline, IfAlive([](Call& self) {
    self.EndNow(Error(ErrorCode::kDeadlineExceeded, "the deadline of the call has passed"));
  }));
}

void Call::Send(core::Handler& handler, const Request& request) {
  if (end_) return;
  handler.Handle(request, [loop = loop_, self = shared_from_this()](core::Answer answer) {
    loop->Post([self, answer = std::move(answer)]() mutable { self->Take(std::move(answer)); });
  });
}

void Call::Take(core::Answer answer) {
  if (end_) return;
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
  if (!std::exchange(head_is_there_, true)) head_.Set(*end_);
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
    } else if (bytes.empty()) {
      return Await(step.patience);
    } else {
      break;
    }
  }
  Deliver(std::move(bytes));
}

void Call::Await(std::optional<std::chrono::nanoseconds> patience) {
  stream_->OnReady([loop = loop_, pump = IfAlive([](Call& self) { self.Pump(); })]() mutable { loop->Post(std::move(pump)); });
  if (!patience) return;
  const auto when = std::chrono::steady_clock::now() + std::chrono::ceil<Loop::TimePoint::duration>(*patience);
  if (!next_pump_ || when < *next_pump_) PumpAt(when);
}

void Call::PumpAt(Loop::TimePoint when) {
  next_pump_ = when;
  loop_->PostAt(when, IfAlive([](Call& self) {
                  self.next_pump_.reset();
                  self.Pump();
                }));
}

void Call::Deliver(Result<std::string> bytes) {
  Promise<std::string> promise = std::move(*pending_read_);
  pending_read_.reset();
  promise.Set(std::move(bytes));
}

}  // namespace k8s::testkit::memory
