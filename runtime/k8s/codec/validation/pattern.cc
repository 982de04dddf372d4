#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <k8s/codec/validation/characters.h>
#include <k8s/codec/validation/pattern.h>

namespace k8s::codec {
namespace {

constexpr std::size_t kMostWork = 100'000'000;  // steps times characters

bool IsWord(char32_t character) {
  return character == U'_' || (character >= U'0' && character <= U'9') || (character >= U'A' && character <= U'Z') ||
         (character >= U'a' && character <= U'z');
}

// The steps at which a match may stand, each once, in no order.
class StepSet {
 public:
  explicit StepSet(std::size_t steps) : position_(steps) { steps_.reserve(steps); }

  bool Add(std::uint16_t step) {
    const std::size_t position = position_[step];
    if (position < steps_.size() && steps_[position] == step) return false;
    position_[step] = steps_.size();
    steps_.push_back(step);
    return true;
  }
  void Clear() { steps_.clear(); }
  const std::vector<std::uint16_t>& Steps() const { return steps_; }

 private:
  std::vector<std::uint16_t> steps_;
  std::vector<std::size_t> position_;
};

// What is around a place in the text.
struct Place {
  bool isBegin;
  bool isEnd;
  bool isWordBoundary;
};

class Search {
 public:
  explicit Search(const Pattern& pattern) : pattern_(pattern), at_(pattern.steps.size()) {}

  bool Find(std::string_view text) {
    char32_t before = 0;
    for (bool isBegin = true;; isBegin = false) {
      const bool isEnd = text.empty();
      const char32_t character = isEnd ? 0 : TakeCharacter(text);
      Enter(0, {isBegin, isEnd, IsWord(before) != IsWord(character)});
      for (const std::uint16_t waiting : waiting_) Enter(waiting, {isBegin, isEnd, IsWord(before) != IsWord(character)});
      if (matched_) return true;
      if (isEnd) return false;
      Take(character);
      before = character;
    }
  }

 private:
  // Adds a step and all that it leads to without taking a character.
  void Enter(std::uint16_t first, const Place& place) {
    pending_.push_back(first);
    while (!pending_.empty()) {
      const std::uint16_t step = pending_.back();
      pending_.pop_back();
      if (at_.Add(step)) Follow(step, place);
    }
  }

  void Follow(std::uint16_t step, const Place& place) {
    const PatternStep& found = pattern_.steps[step];
    const auto goOn = [&](bool may) {
      if (may) pending_.push_back(static_cast<std::uint16_t>(step + 1));
    };
    switch (found.op) {
      case PatternOp::kClass: break;
      case PatternOp::kSplit: pending_.push_back(found.b); [[fallthrough]];
      case PatternOp::kJump: pending_.push_back(found.a); break;
      case PatternOp::kBegin: goOn(place.isBegin); break;
      case PatternOp::kEnd: goOn(place.isEnd); break;
      case PatternOp::kWordBoundary: goOn(place.isWordBoundary); break;
      case PatternOp::kNoWordBoundary: goOn(!place.isWordBoundary); break;
      case PatternOp::kMatch: matched_ = true; break;
    }
  }

  void Take(char32_t character) {
    waiting_.clear();
    for (const std::uint16_t step : at_.Steps()) {
      if (Takes(pattern_.steps[step], character)) waiting_.push_back(static_cast<std::uint16_t>(step + 1));
    }
    at_.Clear();
  }

  bool Takes(const PatternStep& step, char32_t character) const {
    if (step.op != PatternOp::kClass) return false;
    const auto ranges = pattern_.ranges.subspan(step.a, step.b - step.a);
    const auto range = std::ranges::lower_bound(ranges, character, {}, &PatternRange::last);
    return range != ranges.end() && range->first <= character;
  }

  const Pattern& pattern_;
  StepSet at_;
  std::vector<std::uint16_t> waiting_;
  std::vector<std::uint16_t> pending_;
  bool matched_ = false;
};

}  // namespace

PatternMatch Match(const Pattern& pattern, std::string_view text) {
  if (text.size() > kMostWork / (pattern.steps.size() + 1)) return PatternMatch::kTooLong;
  return Search(pattern).Find(text) ? PatternMatch::kYes : PatternMatch::kNo;
}

}  // namespace k8s::codec
