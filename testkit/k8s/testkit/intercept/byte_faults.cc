#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include <k8s/testkit/intercept/effect.h>

namespace k8s::testkit {
namespace {

using core::Stream;
using StreamPtr = std::unique_ptr<Stream>;
using State = Stream::State;

/// A body that is there already.
class WholeBody final : public Stream {
 public:
  explicit WholeBody(std::string body) : body_(std::move(body)) {}

  Step Next() override {
    if (body_.empty()) return {};
    return {.state = State::kFrame, .frame = std::exchange(body_, {})};
  }
  void OnReady(core::Wake wake) override { wake(); }

 private:
  std::string body_;
};

/// As much of a body as there may be, and then something else.
class Beginning final : public Stream {
 public:
  Beginning(StreamPtr body, std::size_t bytes, State then) : body_(std::move(body)), left_(bytes), then_(then) {}

  Step Next() override {
    if (left_ == 0) return {.state = then_};
    Step step = body_->Next();
    if (step.frame.size() > left_) step.frame.resize(left_);
    left_ -= step.frame.size();
    return step;
  }

  void OnReady(core::Wake wake) override {
    if (left_ != 0) body_->OnReady(std::move(wake));
  }

 private:
  const StreamPtr body_;
  std::size_t left_;
  const State then_;
};

/// A body in small pieces, with time between them.
class Trickle final : public Stream {
 public:
  Trickle(StreamPtr body, std::size_t bytes, std::chrono::nanoseconds every, std::shared_ptr<Clock> clock)
      : body_(std::move(body)), bytes_(bytes), every_(std::chrono::ceil<Duration>(every)), clock_(std::move(clock)) {}

  Step Next() override {
    if (rest_.empty()) {
      Step step = body_->Next();
      if (step.state != State::kFrame) return step;
      rest_ = std::move(step.frame);
    }
    const Clock::TimePoint now = clock_->Now();
    if (now < next_) return {.state = State::kWait, .patience = next_ - now};
    next_ = now + every_;
    Step piece{.state = State::kFrame, .frame = rest_.substr(0, bytes_)};
    rest_.erase(0, bytes_);
    return piece;
  }

  void OnReady(core::Wake wake) override {
    if (rest_.empty()) body_->OnReady(std::move(wake));
  }

 private:
  using Duration = Clock::TimePoint::duration;

  const StreamPtr body_;
  const std::size_t bytes_;
  const Duration every_;
  const std::shared_ptr<Clock> clock_;
  std::string rest_;
  Clock::TimePoint next_ = Clock::TimePoint::min();
};

/// Changes the body of an answer in the form in which it goes out.
class OfBytes final : public Fault::Effect {
 public:
  using Change = std::function<StreamPtr(StreamPtr, const std::shared_ptr<Clock>&)>;

  explicit OfBytes(Change change) : change_(std::move(change)) {}

  void Happen(const Surroundings& around, const Request& request, core::Handler::Respond respond) const override {
    around.server->Handle(request, [change = change_, clock = around.clock,
                                    respond = std::move(respond)](core::Answer answer) mutable {
      answer.onWire = [change = std::move(change), clock = std::move(clock)](core::Answer& sent) {
        StreamPtr body = sent.stream ? std::move(sent.stream) : std::make_unique<WholeBody>(std::exchange(sent.head.body, {}));
        sent.stream = change(std::move(body), clock);
      };
      respond(std::move(answer));
    });
  }

 private:
  const Change change_;
};

Fault BeginningOnly(std::size_t bytes, State then) {
  return Fault(std::make_shared<OfBytes>(
      [=](StreamPtr body, const auto&) { return std::make_unique<Beginning>(std::move(body), bytes, then); }));
}

}  // namespace

Fault CutAfterBytes(std::size_t bytes) { return BeginningOnly(bytes, State::kBreak); }
Fault StallAfterBytes(std::size_t bytes) { return BeginningOnly(bytes, State::kWait); }

Fault TrickleBytes(std::size_t bytes, std::chrono::nanoseconds every) {
  const std::size_t atLeastOne = std::max<std::size_t>(bytes, 1);
  return Fault(std::make_shared<OfBytes>([=](StreamPtr body, const std::shared_ptr<Clock>& clock) {
    return std::make_unique<Trickle>(std::move(body), atLeastOne, every, clock);
  }));
}

}  // namespace k8s::testkit
