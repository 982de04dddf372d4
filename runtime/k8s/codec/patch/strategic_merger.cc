#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/patch/strategic_list.h>
#include <k8s/codec/patch/strategic_merger.h>
#include <k8s/meta/quoted.h>

namespace k8s::codec {
namespace {

bool IsDirective(std::string_view key) {
  return key == kPatchDirective || key == kRetainKeysDirective || key.starts_with(kDeleteFromListDirective) ||
         key.starts_with(kSetOrderDirective);
}

// The keys of an object that begin as a directive does.
std::vector<std::string> KeysWith(const ValueObject& object, std::string_view prefix) {
  std::vector<std::string> keys;
  for (const auto [key, value] : object) {
    if (key.starts_with(prefix)) keys.emplace_back(key);
  }
  return keys;
}

// Removes what the patch has as null, all at once.
void RemoveNulls(ValueObject& target, const ValueObject& patch) {
  target.RemoveIf([&](std::string_view key, const Value&) {
    const Value* value = patch.Find(key);
    return value != nullptr && value->IsNull();
  });
}

// All at once, too.
void RemoveKeys(ValueObject& object, const StrategicMerger::Keys& keys) {
  if (keys.empty()) return;
  object.RemoveIf([&](std::string_view key, const Value&) { return keys.contains(key); });
}

void EraseIdentities(ValueList& list, const std::set<std::string>& identities, std::string_view mergeKey) {
  ValueList kept;
  for (Value& element : list) {
    if (!identities.contains(IdentityOf(element, mergeKey))) kept.Append(std::move(element));
  }
  list = std::move(kept);
}

}  // namespace

Result<Value> StrategicMerger::Run(Value target, Value patch, const StrategicPlace& place) {
  if (!patch.IsObject()) return Error(ErrorCode::kInvalidArgument, "a strategic merge patch that is no object");
  if (!target.IsObject()) target = ValueObject();
  if (Object(*target.AsObject(), *patch.AsObject(), place)) return target;
  const std::string path = path_.ToString();
  return Error(ErrorCode::kInvalidArgument, path.empty() ? message_ : path + ": " + message_);
}

bool StrategicMerger::Object(ValueObject& target, ValueObject& patch, const StrategicPlace& place) {
  if (depth_ == JsonReader::kDepthLimit) return Fail("nested too deep");
  if (const Value* directive = patch.Find(kPatchDirective)) return WholeObject(target, patch, *directive);
  ++depth_;
  if (!RetainKeys(target, patch) || !OrderedLists(target, patch, place) || !DeleteFromLists(target, patch)) return false;
  if (!combines_) RemoveNulls(target, patch);
  Keys removed;
  for (auto [key, value] : patch) {
    if (!Member(target, key, value, place, removed)) {
      path_.Member(key);
      return false;
    }
  }
  RemoveKeys(target, removed);
  --depth_;
  return true;
}

bool StrategicMerger::WholeObject(ValueObject& target, ValueObject& patch, const Value& directive) {
  if (directive.AsString() == "delete") {
    target.Clear();
    return true;
  }
  if (directive.AsString() != "replace") return Fail("$patch is neither replace nor delete");
  patch.Remove(kPatchDirective);
  Value replacement = std::move(patch);
  if (!combines_ && !Clean(replacement, Marked::kKept, depth_)) return false;
  target = std::move(*replacement.AsObject());
  return true;
}

bool StrategicMerger::RetainKeys(ValueObject& target, ValueObject& patch) {
  Value* directive = patch.Find(kRetainKeysDirective);
  if (directive == nullptr) return true;
  const Value keys = std::move(*directive);
  patch.Remove(kRetainKeysDirective);
  if (combines_) return KeepDirective(target, kRetainKeysDirective, keys);

  if (!keys.IsList()) return Fail("$retainKeys is no list");
  const ElementIndex retained(*keys.AsList(), "");
  const auto isRetained = [&](std::string_view key) { return retained.Has(IdentityOf(key, "")); };
  for (const auto [key, value] : std::as_const(patch)) {
    if (!value.IsNull() && !IsDirective(key) && !isRetained(key)) {
      return Fail(fmt::format("$retainKeys does not have {}, which the patch sets", k8s::internal::Quoted(key)));
    }
  }
  target.RemoveIf([&](std::string_view key, const Value&) { return !isRetained(key); });
  return true;
}

// Of two patches that are combined, a directive must be the same if both have it.
bool StrategicMerger::KeepDirective(ValueObject& target, std::string_view directive, const Value& value) {
  if (const Value* present = target.Find(directive); present != nullptr && !(*present == value)) {
    return Fail(fmt::format("{} differs between the patches", directive));
  }
  target.Set(directive, value);
  return true;
}

bool StrategicMerger::OrderedLists(ValueObject& target, ValueObject& patch, const StrategicPlace& place) {
  Keys used;
  for (const std::string& key : KeysWith(patch, kSetOrderDirective)) {
    const std::string name = key.substr(kSetOrderDirective.size());
    used.insert(key);
    if (!OrderedList(target, patch, place, name, used)) {
      path_.Member(name);
      return false;
    }
  }
  RemoveKeys(patch, used);
  return true;
}

// A list together with the order it is to have.
bool StrategicMerger::OrderedList(ValueObject& target, ValueObject& patch, const StrategicPlace& place, std::string_view name,
                                  Keys& used) {
  const std::string directive = std::string(kSetOrderDirective) + std::string(name);
  const Value order = std::move(*patch.Find(directive));
  if (!order.IsList()) return Fail("$setElementOrder is no list");
  if (combines_ && !KeepDirective(target, directive, order)) return false;

  StrategicPlace field;
  if (!place.Member(name, field)) return Fail("the type has no such field");
  Value* live = target.Find(name);
  Value* part = patch.Find(name);
  if (!field.MergesItems() || (part != nullptr && part->IsNull())) return true;
  if (live != nullptr && live->IsNull()) live = nullptr;
  if ((live != nullptr && !live->IsList()) || (part != nullptr && !part->IsList())) return Fail("not a list");
  if (live == nullptr && part == nullptr) return true;
  if (part != nullptr && !FollowsOrder(*part->AsList(), *order.AsList(), field.MergeKey())) return false;

  static const ValueList kNone;
  const ElementIndex liveOrder =
      LiveOrder(live == nullptr ? kNone : *live->AsList(), part == nullptr ? kNone : *part->AsList(), field.MergeKey());
  Value merged = live == nullptr ? Value(ValueList()) : std::move(*live);
  if (part != nullptr) {
    if (!Items(*merged.AsList(), *part->AsList(), field)) return false;
    used.emplace(name);
  }
  target.Set(name, InOrder(std::move(*merged.AsList()), *order.AsList(), liveOrder, field.MergeKey()));
  return true;
}

// What a patch has of a list must be part of the order that it asks for, and in that order.
bool StrategicMerger::FollowsOrder(const ValueList& patch, const ValueList& order, std::string_view mergeKey) {
  if (order.empty()) return true;
  auto next = order.begin();
  for (const Value& element : patch) {
    if (element.Find(kPatchDirective) != nullptr) continue;
    const std::string identity = IdentityOf(element, mergeKey);
    next = std::find_if(next, order.end(), [&](const Value& each) { return IdentityOf(each, mergeKey) == identity; });
    if (next == order.end()) return Fail("the patch has an element that $setElementOrder has not, or elsewhere");
    ++next;
  }
  return true;
}

bool StrategicMerger::DeleteFromLists(ValueObject& target, ValueObject& patch) {
  Keys used;
  for (const std::string& key : KeysWith(patch, kDeleteFromListDirective)) {
    const Value values = std::move(*patch.Find(key));
    used.insert(key);
    if (combines_) {
      target.Set(key, values);
      continue;
    }
    const std::string name = key.substr(kDeleteFromListDirective.size());
    if (!values.IsList()) {
      path_.Member(name);
      return Fail("$deleteFromPrimitiveList is no list");
    }
    Value* list = target.Find(name);
    if (list == nullptr || !list->IsList()) continue;
    std::set<std::string> identities;
    for (const Value& value : *values.AsList()) identities.insert(IdentityOf(value, ""));
    EraseIdentities(*list->AsList(), identities, "");
  }
  RemoveKeys(patch, used);
  return true;
}

bool StrategicMerger::Member(ValueObject& target, std::string_view name, Value& value, const StrategicPlace& place,
                             Keys& removed) {
  if (value.IsNull()) {
    if (combines_) target.Set(name, Value());
    return true;
  }
  Value* present = target.Find(name);
  const bool merges =
      present != nullptr && ((present->IsObject() && value.IsObject()) || (present->IsList() && value.IsList()));
  if (!merges) {
    Value taken;
    if (TakeMember(value, taken)) {
      target.Set(name, std::move(taken));
    } else {
      removed.emplace(name);
    }
    return message_.empty();
  }
  StrategicPlace field;
  if (!place.Member(name, field)) return Fail("the type has no such field");
  if (value.IsObject()) return Object(*present->AsObject(), *value.AsObject(), field);
  if (field.MergesItems()) return Items(*present->AsList(), *value.AsList(), field);
  *present = std::move(value);
  return true;
}

bool StrategicMerger::Items(ValueList& target, ValueList& patch, const StrategicPlace& place) {
  switch (ShapeOf(target, patch)) {
    case ItemShape::kNone: return true;
    case ItemShape::kScalars: MergeScalars(target, patch); return true;
    case ItemShape::kObjects: return Objects(target, patch, place);
    case ItemShape::kMixed: return Fail("elements of several types");
    case ItemShape::kLists: return Fail("a list of lists");
  }
  return false;
}

void StrategicMerger::MergeScalars(ValueList& target, const ValueList& patch) {
  ElementIndex seen;
  const ElementIndex live(target, "");
  ValueList merged;
  for (const ValueList* list : {&std::as_const(target), &patch}) {
    for (const Value& element : *list) {
      std::string identity = IdentityOf(element, "");
      if (seen.Has(identity)) continue;
      seen.Add(std::move(identity), 0);
      merged.Append(element);
    }
  }
  target = InOrder(std::move(merged), patch, live, "");
}

bool StrategicMerger::Objects(ValueList& target, ValueList& patch, const StrategicPlace& place) {
  const std::string_view mergeKey = place.MergeKey();
  if (mergeKey.empty()) return Fail("a list of objects without a merge key");
  if (!HaveMergeKey(target, mergeKey) || !SpecialItems(target, patch, mergeKey) || !HaveMergeKey(patch, mergeKey)) return false;

  // The items are used up one by one, but their keys are asked for once more.
  ValueList order;
  ElementIndex present(target, mergeKey);
  const ElementIndex live = present;
  for (std::size_t i = 0; i < patch.size(); ++i) {
    const Value key = *patch[i].Find(mergeKey);
    std::string identity = IdentityOf(patch[i], mergeKey);
    if (const std::optional<std::size_t> found = present.Find(identity)) {
      if (!Object(*target[*found].AsObject(), *patch[i].AsObject(), place.Element())) {
        path_.Element(i);
        return false;
      }
    } else {
      if (!combines_ && !Clean(patch[i], Marked::kKept, depth_)) return false;
      present.Add(std::move(identity), target.size());
      target.Append(std::move(patch[i]));
    }
    order.Append(ValueObject()).AsObject()->Set(mergeKey, key);
  }
  target = InOrder(std::move(target), order, live, mergeKey);
  return true;
}

// Obeys the items that are directives, and leaves the others. The whole list is replaced where one says so.
bool StrategicMerger::SpecialItems(ValueList& target, ValueList& patch, std::string_view mergeKey) {
  bool replaces = false;
  std::set<std::string> deleted;
  ValueList others;
  for (Value& element : patch) {
    const Value* directive = element.Find(kPatchDirective);
    if (directive == nullptr) {
      others.Append(std::move(element));
    } else if (directive->AsString() == "replace") {
      replaces = true;
    } else if (directive->AsString() != "delete") {
      return Fail("$patch of an item is neither replace nor delete");
    } else if (element.Find(mergeKey) == nullptr) {
      return Fail(fmt::format("an item to delete without its merge key {}", mergeKey));
    } else {
      deleted.insert(IdentityOf(element, mergeKey));
    }
  }
  if (replaces) target.Clear();
  if (!deleted.empty()) EraseIdentities(target, deleted, mergeKey);
  patch = std::move(others);
  return true;
}

bool StrategicMerger::HaveMergeKey(const ValueList& list, std::string_view mergeKey) {
  for (const Value& element : list) {
    const Value* key = element.Find(mergeKey);
    if ((key == nullptr || key->IsNull()) && element.Find(kPatchDirective) == nullptr) {
      return Fail(fmt::format("an item without its merge key {}", mergeKey));
    }
  }
  return true;
}

// A member where there was none: what asks to be replaced or deleted there is not even added.
bool StrategicMerger::TakeMember(Value& part, Value& out) {
  if (!combines_) {
    if (part.Find(kPatchDirective) != nullptr) return false;
    if (!Clean(part, Marked::kDropped, depth_)) return false;
  }
  out = std::move(part);
  return true;
}

// Drops what only means something where there is something to merge with: nulls in objects, and directives.
bool StrategicMerger::Clean(Value& part, Marked marked, std::size_t depth) {
  if (depth == JsonReader::kDepthLimit) return Fail("nested too deep");
  if (ValueObject* object = part.AsObject()) {
    object->RemoveIf([&](std::string_view key, const Value& value) {
      return value.IsNull() || IsDirective(key) || (marked == Marked::kDropped && value.Find(kPatchDirective) != nullptr);
    });
    for (auto [key, value] : *object) {
      if (!Clean(value, marked, depth + 1)) return false;
    }
  } else if (ValueList* list = part.AsList()) {
    ValueList kept;
    for (Value& element : *list) {
      if (element.Find(kPatchDirective) != nullptr) continue;
      if (!Clean(element, marked, depth + 1)) return false;
      kept.Append(std::move(element));
    }
    *list = std::move(kept);
  }
  return true;
}

}  // namespace k8s::codec
