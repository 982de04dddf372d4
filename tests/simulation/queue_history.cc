#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "simulation/history.h"
#include <fmt/format.h>

#include <k8s/workqueue/queue_state.h>
#include <k8s/workqueue/work_queue.h>

namespace k8s::simulation {
namespace {

using internal::QueueState;
using std::chrono::seconds;
using TimePoint = QueueState::TimePoint;

constexpr int kItems = 4;
constexpr int kSteps = 60;

// What the contract says of one item.
struct Item {
  std::optional<int> waiting;  // with that priority
  std::uint64_t since = 0;     // of the wait: whoever came first is taken first
  bool processing = false;
  std::optional<int> again;                          // it waits again when it is done
  std::optional<std::pair<TimePoint, int>> delayed;  // until then, with that priority
};

class Model {
 public:
  void Add(int item, int priority) {
    if (closed_) return;
    Item& known = items_[item];
    std::optional<int>& place = known.processing ? known.again : known.waiting;
    if (!place || *place < priority) {
      known.since = ++now_;  // of a higher priority it comes behind those
      place = priority;
    }
  }
  void AddAt(int item, TimePoint due, int priority) {
    if (closed_) return;
    auto& delayed = items_[item].delayed;
    delayed =
        delayed ? std::pair(std::min(due, delayed->first), std::max(priority, delayed->second)) : std::pair(due, priority);
  }
  void AddDue(TimePoint now) {
    std::vector<std::pair<TimePoint, int>> due;
    for (auto& [item, known] : items_) {
      if (known.delayed && known.delayed->first <= now) due.emplace_back(known.delayed->first, item);
    }
    std::sort(due.begin(), due.end());
    for (const auto& [at, item] : due) Add(item, std::exchange(items_[item].delayed, std::nullopt)->second);
  }
  std::optional<int> Next() const {
    std::optional<int> best;
    for (const auto& [item, known] : items_) {
      if (!known.waiting) continue;
      if (!best) {
        best = item;
        continue;
      }
      const Item& other = items_.at(*best);
      if (std::pair(-*known.waiting, known.since) < std::pair(-*other.waiting, other.since)) best = item;
    }
    return best;
  }
  void Take(int item) {
    items_[item].waiting.reset();
    items_[item].processing = true;
  }
  void Done(int item) {
    Item& known = items_[item];
    if (!known.processing) return;
    known.processing = false;
    if (known.again) {
      known.waiting = std::exchange(known.again, std::nullopt);
      known.since = ++now_;
    }
  }
  void Close() {
    closed_ = true;
    for (auto& [item, known] : items_) known.delayed.reset();
  }
  std::size_t Depth() const {
    return static_cast<std::size_t>(
        std::count_if(items_.begin(), items_.end(), [](const auto& item) { return item.second.waiting.has_value(); }));
  }
  std::size_t Delayed() const {
    return static_cast<std::size_t>(
        std::count_if(items_.begin(), items_.end(), [](const auto& item) { return item.second.delayed.has_value(); }));
  }
  bool IsProcessing(int item) const { return items_.contains(item) && items_.at(item).processing; }

 private:
  std::map<int, Item> items_;
  bool closed_ = false;
  std::uint64_t now_ = 0;
};

class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {}

  Defect Run() {
    for (int step = 0; step < kSteps && !defect_; ++step) {
      DoSomething();
      Compare();
    }
    while (!defect_ && (state_.HasWaiting() || model_.Next())) Take();
    return defect_;
  }

 private:
  std::uint64_t Draw(std::uint64_t bound) { return random_() % bound; }

  void DoSomething() {
    const int item = static_cast<int>(Draw(kItems));
    const int priority = static_cast<int>(Draw(3)) - 1;
    switch (Draw(9)) {
      case 0:
      case 1:
      case 2: {
        std::unique_ptr<internal::QueueNode> added = NodeOf(item);
        state_.Add(added, priority, now_);
        return model_.Add(item, priority);
      }
      case 3: {
        // No two at one time: their order is nobody's promise.
        const TimePoint due = now_ + seconds(Draw(5)) + std::chrono::nanoseconds(++delays_);
        std::unique_ptr<internal::QueueNode> added = NodeOf(item);
        state_.AddAt(due, added, priority);
        return model_.AddAt(item, due, priority);
      }
      case 4:
        now_ += seconds(Draw(3));
        state_.AddDue(now_);
        return model_.AddDue(now_);
      case 5:
        if (Draw(20) > 0) return;
        state_.Close();
        return model_.Close();
      case 6: {
        state_.Done(internal::KnownItem<int>(item));
        return model_.Done(item);
      }
      default: return Take();
    }
  }

  static std::unique_ptr<internal::QueueNode> NodeOf(int item) {
    return std::make_unique<internal::ItemNode<int>>(std::move(item));
  }

  void Take() {
    const std::optional<int> expected = model_.Next();
    if (!state_.HasWaiting()) {
      if (expected) Blame(fmt::format("{} is lost", *expected));
      return;
    }
    const int taken = static_cast<const internal::ItemNode<int>&>(state_.Take(now_)).item;
    if (model_.IsProcessing(taken)) return Blame(fmt::format("{} is taken by two", taken));
    if (taken != expected) return Blame(fmt::format("{} is taken, not {}", taken, expected.value_or(-1)));
    model_.Take(taken);
  }

  void Compare() {
    if (defect_) return;
    if (state_.Depth() != model_.Depth()) Blame(fmt::format("{} wait, not {}", state_.Depth(), model_.Depth()));
    const std::size_t delayed = state_.Stats(now_).delayed;
    if (delayed != model_.Delayed()) Blame(fmt::format("{} are delayed, not {}", delayed, model_.Delayed()));
  }
  void Blame(std::string what) {
    if (!defect_) defect_ = std::move(what);
  }

  std::mt19937_64 random_;
  Defect defect_;
  TimePoint now_{std::chrono::hours(1)};
  std::int64_t delays_ = 0;
  QueueState state_;
  Model model_;
};

}  // namespace

Defect QueueHistory(std::uint64_t seed) { return History(seed).Run(); }

}  // namespace k8s::simulation
