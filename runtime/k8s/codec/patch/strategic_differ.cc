#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/patch/strategic_differ.h>
#include <k8s/codec/patch/strategic_list.h>

namespace k8s::codec {

// An item of a list, to be paired with that of the other one that has the same key: the first with the first, if a list has
// more than one of a key, as the ports of a container may.
struct StrategicDiffer::Item {
  std::string identity;
  std::size_t place;
};

Result<Value> StrategicDiffer::Run(const Value& before, const Value& after, const StrategicPlace& place) {
  if (!before.IsObject() || !after.IsObject()) {
    return Error(ErrorCode::kInvalidArgument, "a strategic merge patch of what is no object");
  }
  ValueObject patch;
  if (Object(*before.AsObject(), *after.AsObject(), place, false, patch)) return patch;
  const std::string path = path_.ToString();
  return Error(ErrorCode::kInvalidArgument, path.empty() ? message_ : path + ": " + message_);
}

bool StrategicDiffer::Object(const ValueObject& before, const ValueObject& after, const StrategicPlace& place, bool retainsKeys,
                             ValueObject& patch) {
  if (depth_ == JsonReader::kDepthLimit) return Fail("nested too deep");
  ++depth_;
  for (const auto [key, value] : after) {
    const Value* old = before.Find(key);
    if (old == nullptr) {
      if (sets_) patch.Set(key, value);
    } else if (!Member(key, *old, value, place, patch)) {
      path_.Member(key);
      return false;
    }
  }
  bool loses = false;
  for (const auto [key, value] : before) {
    if (after.Find(key) != nullptr) continue;
    loses = loses || !value.IsNull();
    if (deletes_) patch.Set(key, Value());
  }
  if (retainsKeys && (!patch.empty() || loses)) {
    std::set<std::string_view> keys;
    for (const auto [key, value] : after) {
      if (!value.IsNull()) keys.insert(key);
    }
    ValueList retained;
    for (const std::string_view key : keys) retained.Append(key);
    if (!retained.empty()) patch.Set(kRetainKeysDirective, std::move(retained));
  }
  --depth_;
  return true;
}

bool StrategicDiffer::Member(std::string_view name, const Value& before, const Value& after, const StrategicPlace& place,
                             ValueObject& patch) {
  const bool areObjects = before.IsObject() && after.IsObject();
  if (!areObjects && !(before.IsList() && after.IsList())) {
    if (sets_ && !(before == after)) patch.Set(name, after);
    return true;
  }
  StrategicPlace field;
  if (!place.Member(name, field)) return before == after || Fail("the type has no such field");
  if (!areObjects) return List(name, *before.AsList(), *after.AsList(), field, patch);
  ValueObject below;
  if (!Object(*before.AsObject(), *after.AsObject(), field, field.RetainsKeys(), below)) return false;
  if (!below.empty()) patch.Set(name, std::move(below));
  return true;
}

bool StrategicDiffer::List(std::string_view name, const ValueList& before, const ValueList& after, const StrategicPlace& field,
                           ValueObject& patch) {
  if (!field.MergesItems() || before.empty()) {
    if (sets_ && !(before == after)) patch.Set(name, after);
    return true;
  }
  switch (ShapeOf(before, after)) {
    case ItemShape::kNone: return true;
    case ItemShape::kScalars: Scalars(name, before, after, patch); return true;
    case ItemShape::kObjects: return Objects(name, before, after, field, patch);
    case ItemShape::kMixed: return Fail("elements of several types");
    case ItemShape::kLists: return Fail("a list of lists");
  }
  return false;
}

void StrategicDiffer::Scalars(std::string_view name, const ValueList& before, const ValueList& after,
                              ValueObject& patch) const {
  const ElementIndex old(before, "");
  const ElementIndex present(after, "");
  ValueList added;
  ValueList deleted;
  std::set<std::string> noted;
  for (const Value& element : after) {
    if (sets_ && !old.Has(IdentityOf(element, ""))) added.Append(element);
  }
  for (const Value& element : before) {
    std::string identity = IdentityOf(element, "");
    if (deletes_ && !present.Has(identity) && noted.insert(std::move(identity)).second) deleted.Append(element);
  }
  const bool changes = !deleted.empty() || (sets_ && !(before == after));
  if (!added.empty()) patch.Set(name, std::move(added));
  if (!deleted.empty()) patch.Set(std::string(kDeleteFromListDirective).append(name), std::move(deleted));
  if (changes && !after.empty()) patch.Set(std::string(kSetOrderDirective).append(name), after);
}

bool StrategicDiffer::ItemsByKey(const ValueList& list, std::string_view mergeKey, std::vector<Item>& items) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::string identity = IdentityOf(list[i], mergeKey);
    if (identity.empty()) return Fail(fmt::format("an item without its merge key {}", mergeKey));
    items.push_back({std::move(identity), i});
  }
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.identity < b.identity; });
  return true;
}

bool StrategicDiffer::Objects(std::string_view name, const ValueList& before, const ValueList& after,
                              const StrategicPlace& field, ValueObject& patch) {
  const std::string_view mergeKey = field.MergeKey();
  if (mergeKey.empty()) return Fail("a list of objects without a merge key");
  std::vector<Item> old;
  std::vector<Item> present;
  if (!ItemsByKey(before, mergeKey, old) || !ItemsByKey(after, mergeKey, present)) return false;

  std::vector<std::optional<Value>> changes(after.size());
  ValueList deletions;
  auto was = old.begin();
  auto is = present.begin();
  while (was != old.end() || is != present.end()) {
    if (is == present.end() || (was != old.end() && was->identity < is->identity)) {
      ValueObject deletion;
      deletion.Set(kPatchDirective, "delete");
      deletion.Set(mergeKey, *before[was->place].Find(mergeKey));
      if (deletes_) deletions.Append(std::move(deletion));
      ++was;
    } else if (was == old.end() || is->identity < was->identity) {
      if (sets_) changes[is->place] = after[is->place];
      ++is;
    } else {
      Value change;
      if (!ChangedItem(before[was->place], after[is->place], field, change)) {
        path_.Element(is->place);
        return false;
      }
      if (!change.IsNull()) changes[is->place] = std::move(change);
      ++was;
      ++is;
    }
  }

  ValueList items;
  for (std::optional<Value>& change : changes) {
    if (change) items.Append(*std::move(change));
  }
  for (Value& deletion : deletions) items.Append(std::move(deletion));
  const auto isSame = [&](const Value& a, const Value& b) { return *a.Find(mergeKey) == *b.Find(mergeKey); };
  const bool isSameOrder = std::equal(before.begin(), before.end(), after.begin(), after.end(), isSame);
  if (items.empty() && (!sets_ || isSameOrder)) return true;
  ValueList order;
  for (const Value& item : after) order.Append(ValueObject()).AsObject()->Set(mergeKey, *item.Find(mergeKey));
  if (!order.empty()) patch.Set(std::string(kSetOrderDirective).append(name), std::move(order));
  if (!items.empty()) patch.Set(name, std::move(items));
  return true;
}

// Null where the items are the same.
bool StrategicDiffer::ChangedItem(const Value& before, const Value& after, const StrategicPlace& field, Value& patch) {
  ValueObject change;
  if (!Object(*before.AsObject(), *after.AsObject(), field.Element(), field.RetainsKeys(), change)) return false;
  if (change.empty()) return true;
  const std::string_view mergeKey = field.MergeKey();
  change.Set(mergeKey, *after.Find(mergeKey));
  patch = std::move(change);
  return true;
}

}  // namespace k8s::codec
