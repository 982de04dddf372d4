#include <algorithm>
#include <utility>

#include <k8s/codec/patch/strategic_list.h>
#include <k8s/codec/patch/strategic_schema.h>

namespace k8s::codec {
namespace {

ItemShape ShapeOf(const Value& element) {
  if (element.IsObject()) return ItemShape::kObjects;
  return element.IsList() ? ItemShape::kLists : ItemShape::kScalars;
}

// An element on its way to its place.
struct Placed {
  Value element;
  std::optional<std::size_t> wanted;  // where the order has it
  std::optional<std::size_t> live;    // where it was
};

bool HasDirective(const Value& element, std::string_view name) {
  const Value* directive = element.Find(kPatchDirective);
  return directive != nullptr && directive->AsString() == name;
}

bool IsDeletion(const Value& element) { return HasDirective(element, "delete"); }
bool IsReplacement(const Value& element) { return HasDirective(element, "replace"); }

}  // namespace

ItemShape ShapeOf(const ValueList& a, const ValueList& b) {
  const Value* first = !a.empty() ? a.begin() : b.begin();
  if (a.empty() && b.empty()) return ItemShape::kNone;
  const auto isAlike = [&](const Value& element) {
    return ShapeOf(element) == ShapeOf(*first) && (ShapeOf(element) != ItemShape::kScalars || element.Kind() == first->Kind());
  };
  const bool allAlike = std::all_of(a.begin(), a.end(), isAlike) && std::all_of(b.begin(), b.end(), isAlike);
  return allAlike ? ShapeOf(*first) : ItemShape::kMixed;
}

std::string IdentityOf(const Value& element, std::string_view mergeKey) {
  const Value* value = mergeKey.empty() ? &element : element.Find(mergeKey);
  return value == nullptr ? std::string() : value->ToJson().value_or(std::string());
}

ElementIndex::ElementIndex(const ValueList& list, std::string_view mergeKey) {
  for (std::size_t i = 0; i < list.size(); ++i) Add(IdentityOf(list[i], mergeKey), i);
}

std::optional<std::size_t> ElementIndex::Find(const std::string& identity) const {
  const auto found = places_.find(identity);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

ElementIndex LiveOrder(const ValueList& live, const ValueList& patch, std::string_view mergeKey) {
  ElementIndex deleted;
  for (const Value& element : patch) {
    if (IsDeletion(element)) deleted.Add(IdentityOf(element, mergeKey), 0);
  }
  ElementIndex order;
  std::size_t place = 0;
  for (const Value& element : live) {
    std::string identity = IdentityOf(element, mergeKey);
    if (!deleted.Has(identity)) order.Add(std::move(identity), place++);
  }
  if (std::any_of(patch.begin(), patch.end(), IsReplacement)) return order;
  for (const Value& element : patch) {
    if (place == live.size()) break;
    std::string identity = IdentityOf(element, mergeKey);
    if (!IsDeletion(element) && !order.Has(identity)) order.Add(std::move(identity), place++);
  }
  return order;
}

ValueList InOrder(ValueList merged, const ValueList& order, const ElementIndex& live, std::string_view mergeKey) {
  const ElementIndex wanted(order, mergeKey);
  std::vector<Placed> named;
  std::vector<Placed> others;
  std::vector<Placed> deletions;
  for (Value& element : merged) {
    const std::string identity = IdentityOf(element, mergeKey);
    Placed placed = {.element = Value(), .wanted = wanted.Find(identity), .live = live.Find(identity)};
    std::vector<Placed>& part = IsDeletion(element) ? deletions : placed.wanted ? named : others;
    placed.element = std::move(element);
    part.push_back(std::move(placed));
  }
  std::stable_sort(named.begin(), named.end(), [](const Placed& a, const Placed& b) { return a.wanted < b.wanted; });
  std::stable_sort(others.begin(), others.end(), [](const Placed& a, const Placed& b) { return a.live < b.live; });

  ValueList ordered;
  ordered.Reserve(merged.size());
  auto other = others.begin();
  for (Placed& next : named) {
    while (other != others.end() && next.live && other->live && *other->live < *next.live) {
      ordered.Append(std::move((other++)->element));
    }
    ordered.Append(std::move(next.element));
  }
  for (; other != others.end(); ++other) ordered.Append(std::move(other->element));
  for (Placed& deletion : deletions) ordered.Append(std::move(deletion.element));
  return ordered;
}

}  // namespace k8s::codec
