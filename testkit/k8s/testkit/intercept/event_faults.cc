#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/intercept/effect.h>

namespace k8s::testkit {
namespace {

using core::Stream;
using StreamPtr = std::unique_ptr<Stream>;
using State = Stream::State;
using Step = Stream::Step;

/// What comes in the place of an event.
struct Script {
  std::vector<Step> steps;  ///< at least one; the last goes on for ever, unless
  bool resumes = false;     ///< the watch goes on behind them
};

/// So many events of a watch, and then a script.
class Interrupted final : public Stream {
 public:
  Interrupted(StreamPtr watch, std::size_t events, Script script)
      : watch_(std::move(watch)), left_(events), script_(std::move(script)) {}

  Step Next() override {
    if (left_ == 0 && IsScripted()) return NextOfScript();
    Step step = watch_->Next();
    if (step.state == State::kFrame && left_ > 0) --left_;
    return step;
  }

  void OnReady(core::Wake wake) override {
    if (left_ == 0 && IsScripted()) return;  // it stalls
    watch_->OnReady(std::move(wake));
  }

 private:
  bool IsScripted() const { return !script_.resumes || next_ < script_.steps.size(); }
  Step NextOfScript() {
    const bool isLast = next_ + 1 >= script_.steps.size();
    const Step& step = script_.steps[next_];
    if (!isLast || script_.resumes) ++next_;
    return step;
  }

  const StreamPtr watch_;
  std::size_t left_;
  const Script script_;
  std::size_t next_ = 0;
};

class Duplicated final : public Stream {
 public:
  explicit Duplicated(StreamPtr watch) : watch_(std::move(watch)) {}

  Step Next() override {
    if (again_) return *std::exchange(again_, std::nullopt);
    Step step = watch_->Next();
    if (step.state == State::kFrame) again_ = step;
    return step;
  }
  void OnReady(core::Wake wake) override { watch_->OnReady(std::move(wake)); }

 private:
  const StreamPtr watch_;
  std::optional<Step> again_;
};

class Delayed final : public Stream {
 public:
  Delayed(StreamPtr watch, std::chrono::nanoseconds by, std::shared_ptr<Clock> clock)
      : watch_(std::move(watch)), by_(std::chrono::ceil<Clock::TimePoint::duration>(by)), clock_(std::move(clock)) {}

  Step Next() override {
    const Clock::TimePoint now = clock_->Now();
    Step last = Collect(now + by_);
    if (held_.empty()) return last;
    const Clock::TimePoint due = held_.front().due;
    if (due > now) return {.state = State::kWait, .patience = due - now};
    Step step{.state = State::kFrame, .frame = std::move(held_.front().frame)};
    held_.pop_front();
    return step;
  }

  void OnReady(core::Wake wake) override {
    if (!ended_) watch_->OnReady(std::move(wake));
  }

 private:
  struct Held {
    Clock::TimePoint due;
    std::string frame;
  };

  /// Takes what has happened; what the watch says after it.
  Step Collect(Clock::TimePoint due) {
    while (true) {
      Step step = watch_->Next();
      if (step.state != State::kFrame) {
        ended_ = step.state != State::kWait;
        return step;
      }
      held_.push_back({due, std::move(step.frame)});
    }
  }

  const StreamPtr watch_;
  const Clock::TimePoint::duration by_;
  const std::shared_ptr<Clock> clock_;
  std::deque<Held> held_;
  bool ended_ = false;
};

/// Changes the events of a watch before they are put into the form that the client wants.
class OfEvents final : public Fault::Effect {
 public:
  using Change = std::function<StreamPtr(StreamPtr, const std::shared_ptr<Clock>&)>;

  explicit OfEvents(Change change) : change_(std::move(change)) {}

  void Happen(const Surroundings& around, const Request& request, core::Handler::Respond respond) const override {
    around.server->Handle(request,
                          [change = change_, clock = around.clock, respond = std::move(respond)](core::Answer answer) mutable {
                            if (answer.stream) answer.stream = change(std::move(answer.stream), clock);
                            respond(std::move(answer));
                          });
  }

 private:
  const Change change_;
};

Fault After(std::size_t events, Script script) {
  return Fault(std::make_shared<OfEvents>([events, script = std::move(script)](StreamPtr watch, const auto&) {
    return std::make_unique<Interrupted>(std::move(watch), events, script);
  }));
}

Step Frame(std::string bytes) { return {.state = State::kFrame, .frame = std::move(bytes)}; }

std::string ExpiredEvent() {
  const core::Failure expired(410, "Expired", "The resourceVersion for the provided watch is too old.");
  return R"({"type":"ERROR","object":)" + core::StatusJson(expired) + "}\n";
}

}  // namespace

Fault CutAfterEvents(std::size_t events) { return After(events, {.steps = {{.state = State::kBreak}}}); }
Fault StallAfterEvents(std::size_t events) { return After(events, {.steps = {{.state = State::kWait}}}); }
Fault EndAfterEvents(std::size_t events) { return After(events, {.steps = {{.state = State::kEnd}}}); }

Fault ExpireAfterEvents(std::size_t events) {
  return After(events, {.steps = {Frame(ExpiredEvent()), {.state = State::kEnd}}});
}

Fault GarbageAfterEvents(std::size_t events, std::string bytes) {
  return After(events, {.steps = {Frame(std::move(bytes))}, .resumes = true});
}

Fault OversizedFrameAfterEvents(std::size_t events, std::size_t bytes) {
  const std::string_view head = R"({"type":"ADDED","object":{"data":")";
  const std::string_view tail = "\"}}\n";
  const std::size_t around = head.size() + tail.size();
  const std::string filling(bytes > around ? bytes - around : 0, 'x');
  return GarbageAfterEvents(events, std::string(head).append(filling).append(tail));
}

Fault DuplicateEvents() {
  return Fault(
      std::make_shared<OfEvents>([](StreamPtr watch, const auto&) { return std::make_unique<Duplicated>(std::move(watch)); }));
}

Fault LateEvents(std::chrono::nanoseconds by) {
  return Fault(std::make_shared<OfEvents>([by](StreamPtr watch, const std::shared_ptr<Clock>& clock) {
    return std::make_unique<Delayed>(std::move(watch), by, clock);
  }));
}

}  // namespace k8s::testkit
