#include <algorithm>
#include <optional>
#include <utility>

#include <k8s/base/result.h>
#include <k8s/codec/validation/normalize.h>

namespace k8s::codec {
namespace {

// Of a member or an element; null when nothing is said about it.
const Schema* SchemaOf(const Schema* schema, std::string_view name) {
  if (schema == nullptr) return nullptr;
  const SchemaMember* member = FindMember(*schema, name);
  return member != nullptr ? member->schema : schema->elements;
}

bool IsOfEveryResource(std::string_view name) { return name == "apiVersion" || name == "kind" || name == "metadata"; }

bool IsLeftAlone(const Schema* schema, std::string_view name) {
  return schema != nullptr && schema->isResource && IsOfEveryResource(name);
}

bool KeepsOthers(const Schema* schema) { return schema != nullptr && schema->others == SchemaOthers::kKept; }

class Normalizer {
 public:
  // `keepsOthers` is the schema's, or that of a list which it is in.
  void Normalize(const Schema* schema, Value& value, bool keepsOthers, std::size_t depth = 0) {
    if (depth == kMaxValidatedDepth) return;
    if (ValueObject* object = value.AsObject()) NormalizeObject(schema, *object, keepsOthers, depth);
    if (ValueList* list = value.AsList()) NormalizeList(schema, *list, keepsOthers, depth);
  }

  bool isDone() const { return !ran_out_; }

 private:
  void NormalizeObject(const Schema* schema, ValueObject& object, bool keepsOthers, std::size_t depth) {
    if (schema != nullptr) FillIn(*schema, object);
    const bool keepsNames = keepsOthers || (schema != nullptr && schema->others == SchemaOthers::kWithoutMembers);
    object.RemoveIf([&](std::string_view name, const Value& value) {
      const Schema* known = SchemaOf(schema, name);
      if (known == nullptr) return !keepsNames && !IsLeftAlone(schema, name);
      return value.IsNull() && !known->nullable;
    });
    for (auto [name, value] : object) {
      const Schema* known = SchemaOf(schema, name);
      if (IsLeftAlone(schema, name) || (known == nullptr && keepsOthers)) continue;
      Normalize(known, value, KeepsOthers(known), depth + 1);
    }
  }

  void NormalizeList(const Schema* schema, ValueList& list, bool keepsOthers, std::size_t depth) {
    const Schema* elements = schema == nullptr ? nullptr : schema->elements;
    if (elements == nullptr && keepsOthers) return;
    for (Value& element : list) {
      ReplaceNull(elements, element);
      Normalize(elements, element, keepsOthers || KeepsOthers(elements), depth + 1);
    }
  }

  void FillIn(const Schema& schema, ValueObject& object) {
    for (const SchemaMember& member : schema.members) {
      if (member.schema->defaultValue.empty() || object.Find(member.name) != nullptr) continue;
      if (std::optional<Value> filledIn = DefaultOf(*member.schema)) object.Set(member.name, *std::move(filledIn));
    }
    for (auto [name, value] : object) ReplaceNull(SchemaOf(&schema, name), value);
  }

  void ReplaceNull(const Schema* schema, Value& value) {
    if (!value.IsNull() || schema == nullptr || schema->nullable || schema->defaultValue.empty()) return;
    if (std::optional<Value> filledIn = DefaultOf(*schema)) value = *std::move(filledIn);
  }

  std::optional<Value> DefaultOf(const Schema& schema) {
    if (schema.defaultValue.size() > room_) ran_out_ = true;
    if (ran_out_) return std::nullopt;
    room_ -= schema.defaultValue.size();
    Result<Value> value = Value::FromJson(schema.defaultValue);
    if (!value) return std::nullopt;
    return *std::move(value);
  }

  std::size_t room_ = kMaxDefaultBytes;
  bool ran_out_ = false;
};

}  // namespace

const SchemaMember* FindMember(const Schema& schema, std::string_view name) {
  const auto found = std::ranges::lower_bound(schema.members, name, {}, &SchemaMember::name);
  return found != schema.members.end() && found->name == name ? &*found : nullptr;
}

bool Normalize(const Schema& schema, Value& value) {
  Normalizer normalizer;
  normalizer.Normalize(&schema, value, KeepsOthers(&schema));
  return normalizer.isDone();
}

}  // namespace k8s::codec
