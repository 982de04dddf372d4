#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <k8s/testkit/core/apply/fields.h>

namespace k8s::testkit::core {
namespace {

using Relation = Shape::Relation;

bool IsEmptyOrNull(const JsonValue* value) {
  if (value == nullptr || value->IsNull()) return true;
  return value->IsObject() ? value->ObjectEmpty() : value->IsArray() && value->Empty();
}

bool Disagrees(Relation relation, const JsonValue* value) {
  if (value == nullptr || value->IsNull()) return false;
  return relation == Relation::kMembers ? !value->IsObject() : !value->IsArray();
}

/// How the two are merged, given what they are: two that are empty, or not of the sort that the place is for, are taken whole.
Relation RelationOf(const Shape& shape, const JsonValue* a, const JsonValue* b) {
  const Relation relation = shape.Between(a, b);
  if (relation == Relation::kWhole || (IsEmptyOrNull(a) && IsEmptyOrNull(b))) return Relation::kWhole;
  return Disagrees(relation, a) || Disagrees(relation, b) ? Relation::kWhole : relation;
}

/// The names of the members of both, those of `a` first.
std::vector<std::string_view> NamesIn(const JsonValue* a, const JsonValue* b) {
  std::vector<std::string_view> names;
  if (a != nullptr && a->IsObject()) {
    for (const JsonMember& member : MembersOf(*a)) names.push_back(TextOf(member.name));
  }
  const std::set<std::string_view> known(names.begin(), names.end());
  if (b == nullptr || !b->IsObject()) return names;
  for (const JsonMember& member : MembersOf(*b)) {
    if (!known.contains(TextOf(member.name))) names.push_back(TextOf(member.name));
  }
  return names;
}

const JsonValue* MemberOf(const JsonValue* object, std::string_view name) {
  return object == nullptr ? nullptr : Find(*object, name);
}

/// The items of a list by the steps that lead to them; those that cannot be told apart share one.
class Items {
 public:
  Items(const Shape& shape, const JsonValue* list) {
    if (list == nullptr || !list->IsArray()) return;
    for (const JsonValue& item : list->GetArray()) {
      auto step = shape.StepTo(item);
      if (!step) continue;
      by_step_[*step].push_back(&item);
      order_.emplace_back(std::move(*step), &item);
    }
  }

  using Same = std::vector<const JsonValue*>;

  const std::vector<std::pair<std::string, const JsonValue*>>& InOrder() const { return order_; }
  const std::map<std::string, Same>& BySteps() const { return by_step_; }
  bool Has(const std::string& step) const { return by_step_.contains(step); }
  /// The item, unless there are several that look the same.
  const JsonValue* Find(const std::string& step) const {
    const auto found = by_step_.find(step);
    return found == by_step_.end() || found->second.size() > 1 ? nullptr : found->second.front();
  }
  Same All(const std::string& step) const {
    const auto found = by_step_.find(step);
    return found == by_step_.end() ? Same() : found->second;
  }

 private:
  std::vector<std::pair<std::string, const JsonValue*>> order_;
  std::map<std::string, Same> by_step_;
};

FieldSet ItemFields(const Shape& shape, const JsonValue& list) {
  FieldSet fields;
  const Shape element = shape.Element();
  const Items all(shape, &list);
  for (const auto& [step, items] : all.BySteps()) {
    FieldSet below = items.size() == 1 ? FieldsOf(element, *items.front()) : FieldSet();
    below.SetMember(true);
    fields.Put(step, std::move(below));
  }
  return fields;
}

FieldSet MemberFields(const Shape& shape, const JsonValue& object) {
  FieldSet fields;
  for (const JsonMember& member : MembersOf(object)) {
    const std::string_view name = TextOf(member.name);
    FieldSet below = FieldsOf(shape.Member(name), member.value);
    const bool isEmptyObject = member.value.IsObject() && member.value.ObjectEmpty();
    if (member.value.IsNull() || isEmptyObject || !shape.Names(name)) below.SetMember(true);
    fields.Put(MemberStep(name), std::move(below));
  }
  return fields;
}

/// One walk over two values, which puts what it finds into the sets of the place it has come to.
class Comparing {
 public:
  static Comparison Visit(const Shape& shape, const JsonValue* before, const JsonValue* after) {
    Comparison found;
    switch (RelationOf(shape, before, after)) {
      case Relation::kWhole: found = VisitWhole(shape, before, after); break;
      case Relation::kMembers: found = VisitMembers(shape, before, after); break;
      case Relation::kItems: found = VisitItems(shape, before, after); break;
    }
    if (before == nullptr) found.added.SetMember(true);
    if (after == nullptr) found.removed.SetMember(true);
    return found;
  }

 private:
  static Comparison VisitWhole(const Shape& shape, const JsonValue* before, const JsonValue* after) {
    Comparison found;
    if (before == nullptr || after == nullptr || SameJson(*before, *after)) return found;
    // Where a scalar takes the place of an object, the members come or go with it.
    if (before->IsObject() && !after->IsObject() && shape.Between(before, nullptr) == Relation::kMembers) {
      found = VisitMembers(shape, before, nullptr);
    }
    if (after->IsObject() && !before->IsObject() && shape.Between(nullptr, after) == Relation::kMembers) {
      found = VisitMembers(shape, nullptr, after);
    }
    found.modified.SetMember(true);
    return found;
  }

  static Comparison VisitMembers(const Shape& shape, const JsonValue* before, const JsonValue* after) {
    Comparison found;
    for (const std::string_view name : NamesIn(before, after)) {
      Take(found, MemberStep(name), Visit(shape.Member(name), MemberOf(before, name), MemberOf(after, name)));
    }
    return found;
  }

  static Comparison VisitItems(const Shape& shape, const JsonValue* before, const JsonValue* after) {
    Comparison found;
    const Items was(shape, before);
    const Items is(shape, after);
    for (const auto& [step, items] : was.BySteps()) Take(found, step, VisitItem(shape.Element(), items, is.All(step)));
    for (const auto& [step, items] : is.BySteps()) {
      if (!was.Has(step)) Take(found, step, VisitItem(shape.Element(), {}, items));
    }
    return found;
  }

  /// Items that look the same are taken as one whole.
  static Comparison VisitItem(const Shape& shape, const Items::Same& before, const Items::Same& after) {
    const auto only = [](const Items::Same& items) { return items.empty() ? nullptr : items.front(); };
    if (before.size() <= 1 && after.size() <= 1) return Visit(shape, only(before), only(after));
    Comparison found;
    if (before.size() > 1 && after.size() > 1) {
      const bool same = std::equal(before.begin(), before.end(), after.begin(), after.end(),
                                   [](const JsonValue* a, const JsonValue* b) { return SameJson(*a, *b); });
      found.modified.SetMember(!same);
    } else if (before.size() > 1) {
      if (!after.empty()) found = Visit(shape, nullptr, only(after));
      found.removed.SetMember(true);
    } else {
      if (!before.empty()) found = Visit(shape, only(before), nullptr);
      found.added.SetMember(true);
    }
    return found;
  }

  static void Take(Comparison& found, const std::string& step, Comparison below) {
    found.added.Put(step, std::move(below.added));
    found.modified.Put(step, std::move(below.modified));
    found.removed.Put(step, std::move(below.removed));
  }
};

/// One walk that builds the merge of two values, of which the second one wins.
class Merging {
 public:
  explicit Merging(JsonAllocator& allocator) : allocator_(allocator) {}

  /// At least one of the two is there.
  JsonValue Visit(const Shape& shape, const JsonValue* live, const JsonValue* config) {
    switch (RelationOf(shape, live, config)) {
      case Relation::kMembers: return VisitMembers(shape, live, config);
      case Relation::kItems: return VisitItems(shape, live, config);
      default: return JsonValue(config != nullptr ? *config : *live, allocator_);
    }
  }

 private:
  JsonValue VisitMembers(const Shape& shape, const JsonValue* live, const JsonValue* config) {
    JsonValue merged(rapidjson::kObjectType);
    for (const std::string_view name : NamesIn(live, config)) {
      JsonValue member = Visit(shape.Member(name), MemberOf(live, name), MemberOf(config, name));
      merged.AddMember(MakeString(name, allocator_), member, allocator_);
    }
    return merged;
  }

  /// Items of `live` keep their places; those of `config` come in their own order, where the two agree about it.
  JsonValue VisitItems(const Shape& shape, const JsonValue* live, const JsonValue* config) {
    const Items mine(shape, live);
    const Items theirs(shape, config);
    const Shape element = shape.Element();
    std::vector<std::string> shared;
    for (const auto& [step, item] : theirs.InOrder()) {
      if (mine.Has(step)) shared.push_back(step);
    }
    auto nextShared = shared.begin();
    std::set<std::string> taken;
    JsonValue merged(rapidjson::kArrayType);
    auto left = mine.InOrder().begin();
    auto right = theirs.InOrder().begin();
    const auto leftEnd = mine.InOrder().end();
    const auto rightEnd = theirs.InOrder().end();
    const auto takeRight = [&] {
      const std::string& step = right->first;
      taken.insert(step);
      merged.PushBack(Visit(element, mine.Find(step), right->second), allocator_);
      if (nextShared != shared.end() && *nextShared == step) ++nextShared;
      ++right;
    };
    while (left != leftEnd || right != rightEnd) {
      if (left != leftEnd && right != rightEnd) {
        if (left->first == right->first) {
          takeRight();
          ++left;
          continue;
        }
        if (theirs.Has(left->first) && nextShared != shared.end() && *nextShared != left->first) {
          ++left;  // it comes where `config` has it
          continue;
        }
      }
      if (left != leftEnd) {
        if (!theirs.Has(left->first)) {
          merged.PushBack(JsonValue(*left->second, allocator_), allocator_);
          ++left;
          continue;
        }
        if (taken.contains(left->first)) ++left;
      }
      if (right != rightEnd) takeRight();
    }
    return merged;
  }

  JsonAllocator& allocator_;
};

/// One walk that builds a value without some places.
class Removing {
 public:
  explicit Removing(JsonAllocator& allocator) : allocator_(allocator) {}

  JsonValue Visit(const Shape& shape, const JsonValue& value, const FieldSet& fields) {
    switch (shape.Between(&value, nullptr)) {
      case Relation::kMembers: return value.IsObject() ? VisitMembers(shape, value, fields) : JsonValue();
      case Relation::kItems: return value.IsArray() ? VisitItems(shape, value, fields) : JsonValue();
      default: return value.IsObject() || value.IsArray() ? JsonValue() : JsonValue(value, allocator_);
    }
  }

 private:
  JsonValue VisitMembers(const Shape& shape, const JsonValue& object, const FieldSet& fields) {
    JsonValue rest(rapidjson::kObjectType);
    for (const JsonMember& member : MembersOf(object)) {
      const std::string_view name = TextOf(member.name);
      const FieldSet* below = fields.Find(MemberStep(name));
      if (below != nullptr && below->IsMember()) continue;
      JsonValue kept = below == nullptr ? JsonValue(member.value, allocator_) : Visit(shape.Member(name), member.value, *below);
      rest.AddMember(MakeString(name, allocator_), kept, allocator_);
    }
    return rest.ObjectEmpty() ? JsonValue() : std::move(rest);
  }

  JsonValue VisitItems(const Shape& shape, const JsonValue& list, const FieldSet& fields) {
    JsonValue rest(rapidjson::kArrayType);
    for (const JsonValue& item : list.GetArray()) {
      const auto step = shape.StepTo(item);
      const FieldSet* below = step ? fields.Find(*step) : nullptr;
      if (below != nullptr && below->IsMember()) continue;
      rest.PushBack(below == nullptr ? JsonValue(item, allocator_) : Visit(shape.Element(), item, *below), allocator_);
    }
    return rest.Empty() ? JsonValue() : std::move(rest);
  }

  JsonAllocator& allocator_;
};

}  // namespace

FieldSet FieldsOf(const Shape& shape, const JsonValue& value) {
  switch (shape.Between(&value, nullptr)) {
    case Relation::kMembers: return value.IsObject() ? MemberFields(shape, value) : FieldSet();
    case Relation::kItems: return value.IsArray() ? ItemFields(shape, value) : FieldSet();
    default: {
      FieldSet whole;
      whole.SetMember(true);
      return whole;
    }
  }
}

Comparison Compare(const Shape& shape, const JsonValue& before, const JsonValue& after) {
  return Comparing::Visit(shape, &before, &after);
}

JsonValue Merged(const Shape& shape, const JsonValue& live, const JsonValue& config, JsonAllocator& allocator) {
  return Merging(allocator).Visit(shape, &live, &config);
}

JsonValue Without(const Shape& shape, const JsonValue& value, const FieldSet& fields, JsonAllocator& allocator) {
  return Removing(allocator).Visit(shape, value, fields);
}

FieldSet WithNamedParents(const Shape& shape, const FieldSet& fields) {
  FieldSet all;
  all.SetMember(fields.IsMember());
  for (const auto& [step, below] : fields.Below()) {
    const auto name = MemberNameOf(step);
    FieldSet next = WithNamedParents(name ? shape.Member(*name) : shape.Element(), below);
    if (name && shape.Names(*name)) next.SetMember(true);
    all.Put(step, std::move(next));
  }
  return all;
}

}  // namespace k8s::testkit::core
