#include <cstddef>
#include <utility>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/patch/merge_patch.h>

namespace k8s {
namespace {

constexpr std::size_t kMaxDepth = codec::JsonReader::kDepthLimit;

Error TooDeep() { return Error(ErrorCode::kInvalidArgument, "nested deeper than a merge patch can be"); }

// Sets to null what `before` has and `after` has not, or no more than a null.
void NoteRemovals(const ValueObject& before, const ValueObject& after, ValueObject& patch) {
  for (const auto [key, value] : before) {
    const Value* present = after.Find(key);
    if (present == nullptr || (present->IsNull() && !value.IsNull())) patch.Set(key, Value());
  }
}

Result<void> Merge(Value& target, const Value& patch, std::size_t depth) {
  if (depth > kMaxDepth) return TooDeep();
  if (!patch.IsObject()) {
    target = patch;
    return {};
  }
  if (!target.IsObject()) target = ValueObject();
  ValueObject& members = *target.AsObject();
  bool removes = false;
  for (const auto [key, value] : *patch.AsObject()) {
    removes = removes || value.IsNull();
    if (value.IsNull()) continue;
    if (Result<void> merged = Merge(members.Ensure(key), value, depth + 1); !merged) return merged;
  }
  if (removes) {
    members.RemoveIf([&](std::string_view key, const Value&) {
      const Value* value = patch.Find(key);
      return value != nullptr && value->IsNull();
    });
  }
  return {};
}

// A value as a patch sets it: without the nulls in its objects.
Result<Value> Set(const Value& value, std::size_t depth) {
  Value patch;
  if (Result<void> merged = Merge(patch, value, depth); !merged) return merged.error();
  return patch;
}

// What two members of one key differ in; null where they do not.
Result<Value> Difference(const ValueObject& before, const ValueObject& after, std::size_t depth);

Result<Value> MemberDifference(const Value& before, const Value& after, std::size_t depth) {
  if (!before.IsObject() || !after.IsObject()) return before == after ? Value() : Set(after, depth);
  Result<Value> difference = Difference(*before.AsObject(), *after.AsObject(), depth);
  if (difference && difference->AsObject()->empty()) return Value();
  return difference;
}

Result<Value> Difference(const ValueObject& before, const ValueObject& after, std::size_t depth) {
  if (depth > kMaxDepth) return TooDeep();
  ValueObject patch;
  for (const auto [key, value] : after) {
    if (value.IsNull()) continue;
    const Value* old = before.Find(key);
    Result<Value> difference = old == nullptr ? Set(value, depth + 1) : MemberDifference(*old, value, depth + 1);
    if (!difference) return difference;
    if (!difference->IsNull()) patch.Set(key, *std::move(difference));
  }
  NoteRemovals(before, after, patch);
  return patch;
}

Result<Value> ThreeWay(const ValueObject& original, const ValueObject& modified, const ValueObject& current,
                       std::size_t depth) {
  if (depth > kMaxDepth) return TooDeep();
  static const ValueObject kNothing;
  ValueObject patch;
  for (const auto [key, value] : modified) {
    if (value.IsNull()) continue;
    const Value* old = current.Find(key);
    if (old == nullptr || !old->IsObject() || !value.IsObject()) {
      if (old != nullptr && *old == value) continue;
      Result<Value> set = Set(value, depth + 1);
      if (!set) return set;
      patch.Set(key, *std::move(set));
      continue;
    }
    const Value* applied = original.Find(key);
    const ValueObject& wasApplied = applied != nullptr && applied->IsObject() ? *applied->AsObject() : kNothing;
    Result<Value> below = ThreeWay(wasApplied, *value.AsObject(), *old->AsObject(), depth + 1);
    if (!below) return below;
    if (!below->AsObject()->empty()) patch.Set(key, *std::move(below));
  }
  NoteRemovals(original, modified, patch);
  return patch;
}

}  // namespace

Result<Value> ApplyMergePatch(Value target, const Value& patch) {
  if (Result<void> merged = Merge(target, patch, 0); !merged) return merged.error();
  return target;
}

Result<Value> CreateMergePatch(const Value& before, const Value& after) {
  if (!before.IsObject() || !after.IsObject()) return Set(after, 0);
  return Difference(*before.AsObject(), *after.AsObject(), 0);
}

Result<Value> CreateThreeWayMergePatch(const Value& original, const Value& modified, const Value& current) {
  if (!modified.IsObject() || !current.IsObject()) return CreateMergePatch(current, modified);
  static const ValueObject kNothing;
  return ThreeWay(original.IsObject() ? *original.AsObject() : kNothing, *modified.AsObject(), *current.AsObject(), 0);
}

}  // namespace k8s
