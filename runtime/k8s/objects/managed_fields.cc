#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/objects/managed_fields.h>

namespace k8s {
namespace {

constexpr int kMaxDepth = 128;
// A list has one set of keys. Some items may leave out some, for which there are defaults.
constexpr std::size_t kMaxKeySets = 16;

// How FieldsV1 spells what a path leads through.
constexpr std::string_view kSelf = ".";
constexpr std::string_view kField = "f:";
constexpr std::string_view kKeys = "k:";
constexpr std::string_view kValue = "v:";
constexpr std::string_view kIndex = "i:";

using KeySet = std::set<std::string, std::less<>>;

// What a member is, as far as it decides whether its inside is owned part by part. Null: nothing is known.
struct Schema {
  const codec::Type* type = nullptr;
  const codec::Merge* merge = nullptr;

  bool IsGranular() const {
    if (type == nullptr) return false;
    const bool isAtomicMap = merge != nullptr && merge->atomicMap;
    switch (type->kind) {
      case codec::Kind::kStruct: return !type->structure->atomic && !isAtomicMap;
      case codec::Kind::kMap: return !isAtomicMap;
      case codec::Kind::kList: return merge != nullptr && merge->list != codec::MergeKind::kAtomic;
      default: return false;
    }
  }

  Schema Member(std::string_view name) const {
    if (type == nullptr) return {};
    if (type->kind == codec::Kind::kMap) return Of(type->element, nullptr);
    if (type->kind != codec::Kind::kStruct) return {};
    for (const codec::Field& field : type->structure->fields) {
      if (field.name == name) return Of(field.type, field.merge);
    }
    return {};
  }

  Schema Item() const { return type != nullptr && type->kind == codec::Kind::kList ? Of(type->element, nullptr) : Schema(); }

 private:
  static Schema Of(const codec::Type* type, const codec::Merge* merge) {
    while (type->kind == codec::Kind::kOptional) type = type->element;
    return {type, merge};
  }
};

bool IsLeaf(const ValueObject& fields) { return fields.empty() || (fields.size() == 1 && fields.Find(kSelf) != nullptr); }

Error Broken(std::string_view element, std::string_view why) {
  return Error(ErrorCode::kDecode, fmt::format("metadata.managedFields: {}: {}", element, why));
}

// The keys of an item, in one order, as a text to look it up by.
Result<std::string> KeyText(const ValueObject& item, const KeySet& keys) {
  ValueObject chosen;
  for (const std::string& key : keys) {
    if (const Value* value = item.Find(key)) chosen.Set(key, *value);
  }
  return chosen.ToJson();
}

// What is owned of the items of a list.
class OwnedItems {
 public:
  static Result<OwnedItems> Read(const ValueObject& fields) {
    OwnedItems items;
    for (const auto [element, below] : fields) {
      if (element == kSelf) continue;
      const ValueObject* owned = below.AsObject();
      if (owned == nullptr) return Broken(element, "not an object");
      if (Result<void> added = items.Add(element, *owned); !added) return added.error();
    }
    return items;
  }

  // What is owned of an item, null if nothing is. `keys` is set to those that tell the item, if any do.
  Result<const ValueObject*> Find(const Value& item, std::size_t index, const KeySet** keys) const {
    if (const auto found = by_index_.find(std::to_string(index)); found != by_index_.end()) return found->second;
    if (const ValueObject* object = item.AsObject()) {
      for (const auto& [names, owned] : by_keys_) {
        const Result<std::string> text = KeyText(*object, names);
        if (!text) return text.error();
        if (const auto found = owned.find(*text); found != owned.end()) {
          *keys = &names;
          return found->second;
        }
      }
    }
    if (by_value_.empty()) return nullptr;
    const Result<std::string> text = item.ToJson();
    if (!text) return text.error();
    const auto found = by_value_.find(*text);
    return found == by_value_.end() ? nullptr : found->second;
  }

 private:
  using Owned = std::map<std::string, const ValueObject*, std::less<>>;

  Result<void> Add(std::string_view element, const ValueObject& owned) {
    const std::string_view text = element.substr(std::min(kKeys.size(), element.size()));
    if (element.starts_with(kIndex)) {
      by_index_.emplace(text, &owned);
      return {};
    }
    if (!element.starts_with(kKeys) && !element.starts_with(kValue)) return Broken(element, "no element of a list");
    const Result<Value> key = Value::FromJson(text);
    if (!key) return Broken(element, key.error().Message());
    if (element.starts_with(kValue)) return Put(by_value_, key->ToJson(), owned);
    const ValueObject* keys = key->AsObject();
    if (keys == nullptr) return Broken(element, "not an object");
    KeySet names;
    for (const auto [name, value] : *keys) names.emplace(name);
    Result<std::string> keyText = KeyText(*keys, names);
    if (Result<void> put = Put(by_keys_[std::move(names)], std::move(keyText), owned); !put) return put;
    if (by_keys_.size() > kMaxKeySets) return Broken(element, "items of one list have too many sets of keys");
    return {};
  }

  static Result<void> Put(Owned& where, Result<std::string> text, const ValueObject& owned) {
    if (!text) return text.error();
    where.emplace(*std::move(text), &owned);
    return {};
  }

  std::map<KeySet, Owned> by_keys_;
  Owned by_value_;
  Owned by_index_;
};

Result<Value> Extract(const Value& live, const ValueObject& fields, Schema schema, int depth);

Result<ValueObject> ExtractMembers(const ValueObject& live, const ValueObject& fields, Schema schema, int depth) {
  ValueObject owned;
  for (const auto [key, value] : live) {
    const Value* below = fields.Find(std::string(kField).append(key));
    if (below == nullptr) continue;
    if (!below->IsObject()) return Broken(key, "not an object");
    Result<Value> member = Extract(value, *below->AsObject(), schema.Member(key), depth);
    if (!member) return member.error();
    owned.Set(key, *std::move(member));
  }
  return owned;
}

// An item is of no use to a server without the keys that tell which one it is.
Result<Value> ExtractItem(const Value& live, const ValueObject& fields, const KeySet* keys, Schema schema, int depth) {
  if (keys == nullptr) return Extract(live, fields, schema, depth);
  Result<ValueObject> item = ExtractMembers(*live.AsObject(), fields, schema, depth);
  if (!item) return item.error();
  ValueObject whole;
  for (const std::string& key : *keys) {
    if (const Value* value = live.Find(key)) whole.Set(key, *value);
  }
  for (const auto [key, value] : *item) whole.Set(key, std::move(value));
  return Value(std::move(whole));
}

Result<Value> ExtractItems(const ValueList& live, const ValueObject& fields, Schema schema, int depth) {
  const Result<OwnedItems> owned = OwnedItems::Read(fields);
  if (!owned) return owned.error();
  ValueList items;
  for (std::size_t i = 0; i < live.size(); ++i) {
    const KeySet* keys = nullptr;
    const Result<const ValueObject*> below = owned->Find(live[i], i, &keys);
    if (!below) return below.error();
    if (*below == nullptr) continue;
    Result<Value> item = ExtractItem(live[i], **below, keys, schema, depth);
    if (!item) return item;
    items.Append(*std::move(item));
  }
  return Value(std::move(items));
}

// What is owned without anything in it: all of it, if it is treated as one, else no more than that it is there.
Value ExtractLeaf(const Value& live, Schema schema) {
  if (schema.IsGranular() && live.IsObject()) return ValueObject();
  if (schema.IsGranular() && live.IsList()) return ValueList();
  return live;
}

Result<Value> Extract(const Value& live, const ValueObject& fields, Schema schema, int depth) {
  if (depth > kMaxDepth) return Error(ErrorCode::kDecode, "metadata.managedFields: nested too deep");
  if (IsLeaf(fields)) return ExtractLeaf(live, schema);
  if (const ValueList* list = live.AsList()) return ExtractItems(*list, fields, schema.Item(), depth + 1);
  if (const ValueObject* object = live.AsObject()) {
    return ExtractMembers(*object, fields, schema, depth + 1).transform([](ValueObject&& members) {
      return Value(std::move(members));
    });
  }
  return live;
}

bool HasText(const Value& entry, std::string_view key, std::string_view text) {
  const Value* member = entry.Find(key);
  return (member == nullptr ? std::string_view() : member->AsString().value_or("")) == text;
}

// What a manager has applied; null if that is nothing.
const ValueObject* AppliedBy(const Value& object, std::string_view manager, std::string_view subresource) {
  const Value* metadata = object.Find("metadata");
  const Value* entries = metadata == nullptr ? nullptr : metadata->Find("managedFields");
  if (entries == nullptr || !entries->IsList()) return nullptr;
  for (const Value& entry : *entries->AsList()) {
    const bool isIt = HasText(entry, "manager", manager) && HasText(entry, "operation", "Apply") &&
                      HasText(entry, "subresource", subresource);
    const Value* fields = isIt ? entry.Find("fieldsV1") : nullptr;
    if (fields != nullptr) return fields->AsObject();
  }
  return nullptr;
}

// What names an object.
void CopyName(const Value& from, ValueObject& to) {
  for (const std::string_view key : {"apiVersion", "kind"}) {
    if (const Value* value = from.Find(key)) to.Set(key, *value);
  }
  Value& metadata = to.Ensure("metadata");
  if (!metadata.IsObject()) metadata = ValueObject();
  const Value* names = from.Find("metadata");
  for (const std::string_view key : {"name", "namespace"}) {
    const Value* value = names == nullptr ? nullptr : names->Find(key);
    if (value != nullptr) metadata.AsObject()->Set(key, *value);
  }
}

}  // namespace

Result<Value> ExtractManaged(const Value& object, std::string_view manager, std::string_view subresource) {
  return internal::ExtractManagedOf(nullptr, object, manager, subresource);
}

Result<Value> internal::ExtractManagedOf(const codec::Type* type, const Value& object, std::string_view manager,
                                         std::string_view subresource) {
  ValueObject owned;
  CopyName(object, owned);
  const ValueObject* fields = AppliedBy(object, manager, subresource);
  if (fields == nullptr || object.AsObject() == nullptr) return Value(std::move(owned));
  Result<ValueObject> extracted = ExtractMembers(*object.AsObject(), *fields, Schema{type, nullptr}, 0);
  if (!extracted) return extracted.error();
  for (const auto [key, value] : *extracted) owned.Set(key, std::move(value));
  CopyName(object, owned);
  return Value(std::move(owned));
}

}  // namespace k8s
