#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/patch/strategic_schema.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/codec/value.h>

namespace k8s::codec {

/// What becomes of a strategic merge patch.
enum class StrategicMergeMode {
  kApply,    ///< it changes an object: directives are obeyed, and nothing is left of them
  kCombine,  ///< it joins another patch: directives, and nulls, are kept for the server
};

/// One strategic merge at work. The steps return false, and leave the reason and the place, when the patch cannot be applied.
class StrategicMerger {
 public:
  using Keys = std::set<std::string, std::less<>>;

  explicit StrategicMerger(StrategicMergeMode mode) : combines_(mode == StrategicMergeMode::kCombine) {}

  /// `patch` is used up.
  Result<Value> Run(Value target, Value patch, const StrategicPlace& place);

 private:
  bool Object(ValueObject& target, ValueObject& patch, const StrategicPlace& place);
  bool WholeObject(ValueObject& target, ValueObject& patch, const Value& directive);
  bool RetainKeys(ValueObject& target, ValueObject& patch);
  bool OrderedLists(ValueObject& target, ValueObject& patch, const StrategicPlace& place);
  bool OrderedList(ValueObject& target, ValueObject& patch, const StrategicPlace& place, std::string_view name, Keys& used);
  bool KeepDirective(ValueObject& target, std::string_view directive, const Value& value);
  bool FollowsOrder(const ValueList& patch, const ValueList& order, std::string_view mergeKey);
  bool DeleteFromLists(ValueObject& target, ValueObject& patch);
  bool Member(ValueObject& target, std::string_view name, Value& value, const StrategicPlace& place, Keys& removed);
  bool Items(ValueList& target, ValueList& patch, const StrategicPlace& place);
  static void MergeScalars(ValueList& target, const ValueList& patch);
  bool Objects(ValueList& target, ValueList& patch, const StrategicPlace& place);
  bool SpecialItems(ValueList& target, ValueList& patch, std::string_view mergeKey);
  bool HaveMergeKey(const ValueList& list, std::string_view mergeKey);

  /// Whether members with a `$patch` stay, without it, where there is nothing that it could replace or delete. Items never do.
  enum class Marked { kDropped, kKept };

  bool TakeMember(Value& part, Value& out);
  bool Clean(Value& part, Marked marked, std::size_t depth);

  bool Fail(std::string message) {
    message_ = std::move(message);
    return false;
  }

  bool combines_;
  std::size_t depth_ = 0;
  UnwindPath path_;
  std::string message_;
};

}  // namespace k8s::codec
