#include <algorithm>
#include <cstddef>
#include <utility>

#include <k8s/testkit/core/apply/shape.h>
#include <k8s/testkit/core/custom/custom_resource.h>

namespace k8s::testkit::core {
namespace {

using codec::Kind;
using codec::MergeKind;
using codec::Type;

const Type& Present(const Type& type) { return type.kind == Kind::kOptional ? *type.element : type; }

bool IsPlainStruct(const Type& type) { return type.kind == Kind::kStruct && !type.structure->shapeUnion; }

bool IsObjectOrAbsent(const JsonValue* value) { return value == nullptr || value->IsNull() || value->IsObject(); }

/// Where nothing is known of a place, objects that meet are merged.
Shape::Relation DeducedRelation(const JsonValue* a, const JsonValue* b) {
  const bool someObject = (a != nullptr && a->IsObject()) || (b != nullptr && b->IsObject());
  return someObject && IsObjectOrAbsent(a) && IsObjectOrAbsent(b) ? Shape::Relation::kMembers : Shape::Relation::kWhole;
}

/// The keys of an item with their values, in the order of their names.
class KeysOf {
 public:
  explicit KeysOf(const JsonValue& item) : item_(item), keys_(rapidjson::kObjectType) {}

  /// `fallback` counts where the item leaves the key out; empty: nothing does.
  void Take(std::string_view key, std::string_view fallback) {
    JsonAllocator& allocator = keys_.GetAllocator();
    if (const JsonValue* value = Find(item_, key)) {
      Set(keys_, key, JsonValue(*value, allocator), allocator);
    } else if (!fallback.empty()) {
      Set(keys_, key, fallback, allocator);
    }
  }

  /// Nothing if the item leaves out all of them.
  std::optional<std::string> Step() {
    if (keys_.ObjectEmpty()) return std::nullopt;
    const auto members = MembersOf(keys_);
    std::sort(members.begin(), members.end(),
              [](const JsonMember& a, const JsonMember& b) { return TextOf(a.name) < TextOf(b.name); });
    return "k:" + WriteJson(keys_);
  }

 private:
  const JsonValue& item_;
  Json keys_;
};

}  // namespace

Shape::Shape(const ApiResource& resource) : type_(resource.type) {
  if (resource.custom != nullptr) *this = Shape(resource.custom->Root(), resource.custom->Metadata(), true);
}

Shape::Relation Shape::Between(const JsonValue* a, const JsonValue* b) const {
  if (schema_ != nullptr && !schema_->type.empty()) return SchemaRelation();
  if (type_ == nullptr || Present(*type_).kind == Kind::kRawJson) return DeducedRelation(a, b);
  return TableRelation();
}

Shape::Relation Shape::TableRelation() const {
  const Type& type = Present(*type_);
  if (merge_ != nullptr && merge_->atomicMap) return Relation::kWhole;
  if (type.kind == Kind::kMap) return Relation::kMembers;
  if (IsPlainStruct(type)) return type.structure->atomic ? Relation::kWhole : Relation::kMembers;
  const bool associative = type.kind == Kind::kList && merge_ != nullptr && merge_->list != MergeKind::kAtomic;
  return associative ? Relation::kItems : Relation::kWhole;
}

Shape::Relation Shape::SchemaRelation() const {
  if (schema_->type == "object") return schema_->atomicMap ? Relation::kWhole : Relation::kMembers;
  return schema_->type == "array" && schema_->list != Schema::List::kAtomic ? Relation::kItems : Relation::kWhole;
}

Shape Shape::SchemaMember(std::string_view name) const {
  if (is_object_ && name == "metadata") return Shape(*metadata_);
  const Schema* member = schema_->Member(name);
  return member == nullptr ? Shape() : Shape(*member, *metadata_, false);
}

Shape::Sort Shape::SchemaTakes() const {
  const std::string& type = schema_->type;
  if (type == "object") return Sort::kObject;
  if (type == "array") return Sort::kList;
  if (type == "string") return Sort::kString;
  if (type == "boolean") return Sort::kBool;
  if (type == "integer" || type == "number") return Sort::kNumber;
  return schema_->intOrString ? Sort::kScalar : Sort::kAny;
}

Shape Shape::Member(std::string_view name) const {
  if (schema_ != nullptr) return SchemaMember(name);
  if (type_ == nullptr) return {};
  const Type& type = Present(*type_);
  if (type.kind == Kind::kMap) return Shape(*type.element);
  if (!IsPlainStruct(type)) return {};
  const codec::Field* field = FindField(*type.structure, name);
  return field == nullptr ? Shape() : Shape(*field->type, field->merge);
}

bool Shape::Names(std::string_view member) const {
  if (schema_ != nullptr) return schema_->properties.contains(member) || (is_object_ && IsObjectMember(member));
  if (type_ == nullptr || !IsPlainStruct(Present(*type_))) return false;
  return FindField(*Present(*type_).structure, member) != nullptr;
}

bool Shape::Admits(std::string_view member) const {
  if (schema_ != nullptr) return schema_->type.empty() || schema_->Admits(member) || (is_object_ && IsObjectMember(member));
  return type_ == nullptr || !IsPlainStruct(Present(*type_)) || Names(member);
}

Shape Shape::Element() const {
  if (schema_ != nullptr) return schema_->items == nullptr ? Shape() : Shape(*schema_->items, *metadata_, false);
  if (type_ == nullptr || Present(*type_).kind != Kind::kList) return {};
  return Shape(*Present(*type_).element);
}

Shape::Sort Shape::Takes() const {
  if (schema_ != nullptr) return SchemaTakes();
  if (type_ == nullptr) return Sort::kAny;
  const Type& type = Present(*type_);
  switch (type.kind) {
    case Kind::kBool: return Sort::kBool;
    case Kind::kInt32:
    case Kind::kInt64:
    case Kind::kDouble: return Sort::kNumber;
    case Kind::kString:
    case Kind::kBytes: return Sort::kString;
    case Kind::kRawJson: return Sort::kAny;
    case Kind::kList: return Sort::kList;
    case Kind::kMap: return Sort::kObject;
    case Kind::kStruct: return IsPlainStruct(type) ? Sort::kObject : Sort::kAny;
    default: return Sort::kScalar;
  }
}

std::vector<std::pair<std::string_view, std::string>> Shape::Keys() const {
  std::vector<std::pair<std::string_view, std::string>> keys;
  if (schema_ != nullptr && schema_->list == Schema::List::kMap) {
    for (const std::string& key : schema_->listKeys) {
      const Schema* member = schema_->items == nullptr ? nullptr : schema_->items->Member(key);
      const JsonValue* fallback = member == nullptr ? nullptr : member->defaultValue;
      keys.emplace_back(key, fallback != nullptr && fallback->IsString() ? TextOf(*fallback) : std::string_view());
    }
  } else if (merge_ != nullptr && merge_->list == MergeKind::kMap) {
    for (std::size_t i = 0; i < merge_->keys.size(); ++i) {
      keys.emplace_back(merge_->keys[i], i < merge_->keyDefaults.size() ? merge_->keyDefaults[i] : std::string_view());
    }
  }
  return keys;
}

std::optional<std::string> Shape::StepTo(const JsonValue& item) const {
  if (!Keys().empty()) return KeyStep(item);
  if (item.IsObject() || item.IsArray() || item.IsNull()) return std::nullopt;
  return "v:" + WriteJson(item);
}

std::optional<std::string> Shape::KeyStep(const JsonValue& item) const {
  if (!item.IsObject()) return std::nullopt;
  KeysOf keys(item);
  for (const auto& [key, fallback] : Keys()) keys.Take(key, fallback);
  return keys.Step();
}

std::string Shape::WhyNoStepTo(const JsonValue& item) const {
  if (Keys().empty()) {
    if (item.IsNull()) return "associative list without keys has an element that's an explicit null";
    return item.IsObject() ? "associative list without keys has an element that's a map type"
                           : "not supported: associative list with lists as elements";
  }
  if (item.IsNull()) return "associative list with keys may not have a null element";
  if (!item.IsObject()) return "associative list with keys may not have non-map elements";
  std::string keys;
  for (const auto& [key, fallback] : Keys()) keys.append(keys.empty() ? "\"" : " \"").append(key).append("\"");
  return "associative list with keys has an element that omits all key fields [" + keys +
         "] (and doesn't have default values for any key fields)";
}

}  // namespace k8s::testkit::core
