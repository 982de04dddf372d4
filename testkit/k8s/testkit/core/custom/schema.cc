#include <k8s/testkit/core/custom/schema.h>

namespace k8s::testkit::core {
namespace {

std::optional<double> NumberAt(const JsonValue& json, std::string_view name) {
  const JsonValue* value = Find(json, name);
  return value != nullptr && value->IsNumber() ? std::optional(value->GetDouble()) : std::nullopt;
}

std::optional<std::int64_t> CountAt(const JsonValue& json, std::string_view name) {
  const JsonValue* value = Find(json, name);
  return value != nullptr && value->IsInt64() ? std::optional(value->GetInt64()) : std::nullopt;
}

std::vector<std::string> StringsAt(const JsonValue& json, std::string_view name) {
  std::vector<std::string> texts;
  const JsonValue* list = Find(json, name);
  if (list == nullptr || !list->IsArray()) return texts;
  for (const JsonValue& item : list->GetArray()) {
    if (item.IsString()) texts.emplace_back(TextOf(item));
  }
  return texts;
}

std::unique_ptr<Schema> SchemaAt(const JsonValue& json, std::string_view name) {
  const JsonValue* value = Find(json, name);
  return value != nullptr && value->IsObject() ? std::make_unique<Schema>(Schema::Of(*value)) : nullptr;
}

std::vector<Schema> SchemasAt(const JsonValue& json, std::string_view name) {
  std::vector<Schema> schemas;
  const JsonValue* list = Find(json, name);
  if (list == nullptr || !list->IsArray()) return schemas;
  for (const JsonValue& item : list->GetArray()) schemas.push_back(Schema::Of(item));
  return schemas;
}

Schema::List ListOf(std::string_view listType) {
  if (listType == "set") return Schema::List::kSet;
  return listType == "map" ? Schema::List::kMap : Schema::List::kAtomic;
}

void ReadBounds(const JsonValue& json, Schema& schema) {
  schema.minimum = NumberAt(json, "minimum");
  schema.maximum = NumberAt(json, "maximum");
  schema.exclusiveMinimum = IsTrueAt(json, "exclusiveMinimum");
  schema.exclusiveMaximum = IsTrueAt(json, "exclusiveMaximum");
  schema.multipleOf = NumberAt(json, "multipleOf");
  schema.minLength = CountAt(json, "minLength");
  schema.maxLength = CountAt(json, "maxLength");
  schema.minItems = CountAt(json, "minItems");
  schema.maxItems = CountAt(json, "maxItems");
  schema.minProperties = CountAt(json, "minProperties");
  schema.maxProperties = CountAt(json, "maxProperties");
  schema.uniqueItems = IsTrueAt(json, "uniqueItems");
  schema.patternText = StringAt(json, "pattern");
  if (!schema.patternText.empty()) schema.pattern = Pattern::Parse(schema.patternText);
  schema.choices = Find(json, "enum");
  schema.required = StringsAt(json, "required");
}

void ReadParts(const JsonValue& json, Schema& schema) {
  if (const JsonValue* properties = Find(json, "properties"); properties != nullptr && properties->IsObject()) {
    for (const JsonMember& member : MembersOf(*properties)) {
      schema.properties.emplace(TextOf(member.name), Schema::Of(member.value));
    }
  }
  schema.additional = SchemaAt(json, "additionalProperties");
  schema.admitsAll = IsTrueAt(json, "additionalProperties");
  schema.items = SchemaAt(json, "items");
  schema.allOf = SchemasAt(json, "allOf");
  schema.anyOf = SchemasAt(json, "anyOf");
  schema.oneOf = SchemasAt(json, "oneOf");
  schema.negated = SchemaAt(json, "not");
}

}  // namespace

Schema Schema::Of(const JsonValue& json) {
  Schema schema;
  schema.type = StringAt(json, "type");
  schema.format = StringAt(json, "format");
  schema.nullable = IsTrueAt(json, "nullable");
  schema.intOrString = IsTrueAt(json, "x-kubernetes-int-or-string");
  schema.preservesUnknown = IsTrueAt(json, "x-kubernetes-preserve-unknown-fields");
  schema.embedded = IsTrueAt(json, "x-kubernetes-embedded-resource");
  schema.defaultValue = Find(json, "default");
  schema.list = ListOf(StringAt(json, "x-kubernetes-list-type"));
  schema.listKeys = StringsAt(json, "x-kubernetes-list-map-keys");
  schema.atomicMap = StringAt(json, "x-kubernetes-map-type") == "atomic";
  ReadBounds(json, schema);
  ReadParts(json, schema);
  return schema;
}

const Schema* Schema::Member(std::string_view name) const {
  const auto property = properties.find(name);
  return property == properties.end() ? additional.get() : &property->second;
}

bool IsObjectMember(std::string_view name) { return name == "apiVersion" || name == "kind" || name == "metadata"; }

}  // namespace k8s::testkit::core
