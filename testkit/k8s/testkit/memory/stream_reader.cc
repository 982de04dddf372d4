#include <utility>

#include <k8s/testkit/memory/stream_reader.h>

namespace k8s::testkit::memory {
namespace {

/// As much as one read gives, if there is more: what a socket's buffer would hold.
constexpr std::size_t kMaxRead = 64 << 10;

}  // namespace

std::shared_ptr<StreamReader> StreamReader::Create(std::unique_ptr<core::Stream> stream, std::shared_ptr<Loop> loop,
                                                   const CallContext& context, const std::stop_token& transportEnds) {
  std::shared_ptr<StreamReader> reader(new StreamReader(std::move(stream), std::move(loop)));
  reader->EndOn(context, transportEnds);
  return reader;
}

void StreamReader::EndOn(const CallContext& context, const std::stop_token& transportEnds) {
  const auto cancel = IfAlive([](StreamReader& self) { self.End(Error(ErrorCode::kCancelled, "the stream was cancelled")); });
  on_stop_.emplace(context.stop, cancel);
  on_transport_end_.emplace(transportEnds, cancel);
  if (!context.deadline) return;
  loop_->PostAt(*context.deadline, IfAlive([](StreamReader& self) {
    self.End(Error(ErrorCode::kDeadlineExceeded, "the deadline passed while a stream was open"));
  }));
}

Future<std::string> StreamReader::Read() {
  Promise<std::string> promise;
  auto future = promise.GetFuture();
  loop_->Post([self = shared_from_this(), promise = std::move(promise)]() mutable {
    self->pending_.emplace(std::move(promise));
    self->Pump();
  });
  return future;
}

void StreamReader::End(Error reason) {
  loop_->Post([self = shared_from_this(), reason = std::move(reason)] {
    if (!self->end_) self->end_ = reason;
    self->stream_.reset();
    self->Pump();
  });
}

void StreamReader::Pump() {
  if (!pending_) return;
  if (end_) return Deliver(*end_);
  std::string bytes;
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

void StreamReader::Await(std::optional<std::chrono::nanoseconds> patience) {
  stream_->OnReady([loop = loop_, pump = IfAlive([](StreamReader& self) { self.Pump(); })] { loop->Post(pump); });
  if (!patience) return;
  const auto when = std::chrono::steady_clock::now() + std::chrono::duration_cast<Loop::TimePoint::duration>(*patience);
  if (!next_pump_ || when < *next_pump_) PumpAt(when);
}

void StreamReader::PumpAt(Loop::TimePoint when) {
  next_pump_ = when;
  loop_->PostAt(when, IfAlive([](StreamReader& self) {
                  self.next_pump_.reset();
                  self.Pump();
                }));
}

void StreamReader::Deliver(Result<std::string> bytes) {
  Promise<std::string> promise = std::move(*pending_);
  pending_.reset();
  promise.Set(std::move(bytes));
}

}  // namespace k8s::testkit::memory
