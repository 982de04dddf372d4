#include <utility>

#include <k8s/transport/curl/call.h>
#include <k8s/transport/curl/errors.h>

namespace k8s::curl {

void Call::Start(Seat seat) {
  seat_ = std::move(seat);
  if (!seat_.easy || !exchange_->Configure(seat_.easy.get(), this)) {
    seat_.connections = nullptr;
    return End(OutOfResources());
  }
  if (!seat_.connections->Add(seat_.easy.get())) {
    seat_.connections = nullptr;
    return End(OutOfResources());
  }
  WatchTheTime();
  on_stop_.emplace(stop_, Canceller{weak_from_this()});
}

void Call::Finish(CURLcode code) {
  if (!ended_) End(exchange_->Outcome(code));
}

void Call::Cancel() {
  loop_->Post([self = shared_from_this()] { self->CancelNow(); });
}

void Call::Canceller::operator()() const {
  if (const auto self = call.lock()) self->Cancel();
}

void Call::WatchTheTime() {
  if (alarm_) loop_->GetAlarms().Clear(*std::exchange(alarm_, std::nullopt));
  const auto next = exchange_->NextAlarm();
  if (!next) return;
  alarm_ = loop_->GetAlarms().Set(*next, [self = shared_from_this()] {
    self->alarm_.reset();
    if (auto overdue = self->exchange_->Overdue(Exchange::Clock::now())) return self->End(*overdue);
    self->WatchTheTime();
  });
}

// libcurl may show the bytes that it kept from within.
void Call::Unpause() {
  if (ended_) return;
  if (const CURLcode code = exchange_->Unpause(); code != CURLE_OK) return Finish(code);
  if (!ended_) WatchTheTime();
}

void Call::End(const Result<void>& outcome) {
  if (std::exchange(ended_, true)) return;
  const auto self = shared_from_this();
  on_stop_.reset();
  if (alarm_) loop_->GetAlarms().Clear(*std::exchange(alarm_, std::nullopt));
  if (seat_.connections) seat_.connections->Remove(seat_.easy.get());
  if (seat_.leave) std::exchange(seat_.leave, {})(*this);
  Ended(outcome);
}

}  // namespace k8s::curl
