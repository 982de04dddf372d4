#include <algorithm>
#include <string_view>
#include <utility>

#include <k8s/testkit/core/custom/published_schema.h>

namespace k8s::testkit::core {
namespace {

bool PreservesUnknown(const JsonValue& schema) { return IsTrueAt(schema, "x-kubernetes-preserve-unknown-fields"); }

/// Calls `visit` for each schema that says what is inside of a value.
template <class Visit>
void ForEachInside(JsonValue& schema, Visit visit) {
  if (JsonValue* properties = Find(schema, "properties")) {
    for (JsonMember& property : MembersOf(*properties)) visit(property.value);
  }
  for (const std::string_view name : {"items", "additionalProperties"}) {
    JsonValue* inside = Find(schema, name);
    if (inside != nullptr && inside->IsObject()) visit(*inside);
  }
}

/// Leaves out what version 2 cannot say, as the real server does. A value that may be null is one of which nothing is said.
void Simplify(JsonValue& schema) {
  const bool saysNothing = IsTrueAt(schema, "nullable") || PreservesUnknown(schema);
  for (const std::string_view name : {"default", "nullable", "allOf", "anyOf", "oneOf", "not"}) Remove(schema, name);
  if (saysNothing) {
    for (const std::string_view name : {"type", "properties", "items", "additionalProperties"}) Remove(schema, name);
  }
  ForEachInside(schema, [](JsonValue& inside) { Simplify(inside); });
}

class Publisher {
 public:
  Publisher(OpenApi version, std::string_view metadata, JsonAllocator& allocator)
      : version_(version), metadata_(metadata), allocator_(allocator) {}

  void AddTypeMembers(JsonValue& schema) {
    JsonValue& properties = EnsureObject(schema, "properties", allocator_);
    for (const std::string_view name : {"apiVersion", "kind"}) {
      JsonValue text(rapidjson::kObjectType);
      Set(text, "type", "string", allocator_);
      Set(properties, name, std::move(text), allocator_);
    }
  }

  void AddObjectMembers(JsonValue& schema) {
    AddTypeMembers(schema);
    JsonValue reference(rapidjson::kObjectType);
    Set(reference, "$ref", ReferenceTo(version_, metadata_), allocator_);
    Set(EnsureObject(schema, "properties", allocator_), "metadata", std::move(reference), allocator_);
  }

  void AddMembersOfEmbedded(JsonValue& schema) {
    ForEachInside(schema, [this](JsonValue& inside) { AddMembersOfEmbedded(inside); });
    if (!IsTrueAt(schema, "x-kubernetes-embedded-resource")) return;
    if (version_ == OpenApi::kV2 && PreservesUnknown(schema)) return;
    AddObjectMembers(schema);
    for (const std::string_view name : {"kind", "apiVersion"}) Require(schema, name);
  }

  void Require(JsonValue& schema, std::string_view name) {
    if (Find(schema, "required") == nullptr) Set(schema, "required", JsonValue(rapidjson::kArrayType), allocator_);
    JsonValue& required = *Find(schema, "required");
    const JsonValue wanted = MakeString(name, allocator_);
    if (std::find(required.Begin(), required.End(), wanted) != required.End()) return;
    required.PushBack(MakeString(name, allocator_), allocator_);
  }

 private:
  const OpenApi version_;
  const std::string_view metadata_;
  JsonAllocator& allocator_;
};

JsonValue KindsOf(const codec::ApiKind& kind, JsonAllocator& allocator) {
  JsonValue entry(rapidjson::kObjectType);
  Set(entry, "group", kind.group, allocator);
  Set(entry, "kind", kind.kind, allocator);
  Set(entry, "version", kind.version, allocator);
  JsonValue kinds(rapidjson::kArrayType);
  kinds.PushBack(entry, allocator);
  return kinds;
}

/// Of an object of which nothing is said, version 2 says not even what every object has.
Json Anything() {
  Json schema(rapidjson::kObjectType);
  Set(schema, "type", "object", schema.GetAllocator());
  return schema;
}

}  // namespace

std::string PublishedSchema(const CustomResource& resource, OpenApi version) {
  const bool isAnything = version == OpenApi::kV2 && resource.Root().preservesUnknown;
  Json schema = isAnything ? Anything() : CopyJson(resource.Defined());
  JsonAllocator& allocator = schema.GetAllocator();
  if (!isAnything) {
    if (version == OpenApi::kV2) Simplify(schema);
    Publisher publisher(version, resource.Metadata().structure->name, allocator);
    publisher.AddObjectMembers(schema);
    publisher.AddMembersOfEmbedded(schema);
  }
  Set(schema, "x-kubernetes-group-version-kind", KindsOf(resource.Resource().Kind(), allocator), allocator);
  return WriteJson(schema);
}

std::string PublishedListSchema(const CustomResource& resource, OpenApi version) {
  Json schema = Anything();
  JsonAllocator& allocator = schema.GetAllocator();
  Publisher publisher(version, {}, allocator);
  publisher.AddTypeMembers(schema);
  publisher.Require(schema, "items");
  JsonValue& items = EnsureObject(EnsureObject(schema, "properties", allocator), "items", allocator);
  Set(items, "type", "array", allocator);
  Set(EnsureObject(items, "items", allocator), "$ref", ReferenceTo(version, resource.Resource().type->structure->name),
      allocator);
  Set(schema, "x-kubernetes-group-version-kind", KindsOf(*resource.Resource().list->structure->kind, allocator), allocator);
  return WriteJson(schema);
}

}  // namespace k8s::testkit::core
