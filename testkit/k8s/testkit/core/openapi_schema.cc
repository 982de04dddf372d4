#include <array>
#include <string>
#include <vector>

#include <k8s/testkit/core/custom/published_schema.h>
#include <k8s/testkit/core/openapi_schema.h>

namespace k8s::testkit::core {
namespace {

using codec::Field;
using codec::Kind;
using codec::Merge;
using codec::MergeKind;
using codec::Struct;
using codec::Type;

/// The struct that a type is, or is made of; null if there is none.
const Struct* StructIn(const Type* type) {
  while (type->element != nullptr) type = type->element;
  return type->kind == Kind::kStruct ? type->structure : nullptr;
}

class SchemaWriter {
 public:
  SchemaWriter(JsonWriter& json, OpenApi version) : json_(json), version_(version) {}

  void WriteDefinition(const Struct& structure) {
    json_.Object(structure.name, [&] {
      if (structure.shapeUnion) return json_.Field("x-kubernetes-preserve-unknown-fields", true);
      json_.Field("type", "object");
      if (structure.atomic) json_.Field("x-kubernetes-map-type", "atomic");
      if (const auto required = RequiredOf(structure); !required.empty()) json_.Texts("required", required);
      json_.Object("properties", [&] { WriteProperties(structure); });
      if (structure.kind != nullptr) WriteKind(*structure.kind);
    });
  }

 private:
  static std::vector<std::string_view> RequiredOf(const Struct& structure) {
    std::vector<std::string_view> names;
    for (const Field& field : structure.fields) {
      if (field.required) names.push_back(field.name);
    }
    return names;
  }

  void WriteProperties(const Struct& structure) {
    if (structure.kind != nullptr) {
      for (const std::string_view name : {"apiVersion", "kind"}) json_.Object(name, [&] { json_.Field("type", "string"); });
    }
    for (const Field& field : structure.fields) {
      json_.Object(field.name, [&] {
        WriteMembers(*field.type, field.merge);
        if (field.merge != nullptr) WriteMerge(*field.merge, *field.type);
      });
    }
  }

  void WriteKind(const codec::ApiKind& kind) {
    json_.List("x-kubernetes-group-version-kind", std::array{kind}, [&](const codec::ApiKind& known) {
      json_.Object([&] {
        json_.Field("group", known.group);
        json_.Field("kind", known.kind);
        json_.Field("version", known.version);
      });
    });
  }

  void WriteMembers(const Type& type, const Merge* merge) {
    switch (type.kind) {
      case Kind::kOptional: return WriteMembers(*type.element, merge);
      case Kind::kList: return WriteElements("array", "items", *type.element);
      case Kind::kMap: return WriteElements("object", "additionalProperties", *type.element);
      case Kind::kStruct:
        if (merge != nullptr) return WriteReferenceBesideOthers(json_, version_, type.structure->name);
        return WriteReference(json_, version_, type.structure->name);
      case Kind::kBool: return json_.Field("type", "boolean");
      case Kind::kInt32: return WriteFormatted("integer", "int32");
      case Kind::kInt64: return WriteFormatted("integer", "int64");
      case Kind::kDouble: return WriteFormatted("number", "double");
      case Kind::kBytes: return WriteFormatted("string", "byte");
      case Kind::kTime:
      case Kind::kMicroTime: return WriteFormatted("string", "date-time");
      case Kind::kIntOrString: return WriteFormatted("string", "int-or-string");
      case Kind::kRawJson: return json_.Field("x-kubernetes-preserve-unknown-fields", true);
      case Kind::kString:
      case Kind::kDuration:
      case Kind::kQuantity: return json_.Field("type", "string");
    }
  }

  void WriteFormatted(std::string_view type, std::string_view format) {
    json_.Field("type", type);
    json_.Field("format", format);
  }

  void WriteElements(std::string_view type, std::string_view name, const Type& element) {
    json_.Field("type", type);
    json_.Object(name, [&] { WriteMembers(element, nullptr); });
  }

  void WriteMerge(const Merge& merge, const Type& type) {
    if (type.kind == Kind::kList) json_.Field("x-kubernetes-list-type", NameOf(merge.list));
    if (!merge.keys.empty()) json_.Texts("x-kubernetes-list-map-keys", merge.keys);
    if (merge.atomicMap) json_.Field("x-kubernetes-map-type", "atomic");
    if (!merge.patchKey.empty()) json_.Field("x-kubernetes-patch-merge-key", merge.patchKey);
    if (merge.patchMerge || merge.retainKeys) {
      json_.Field("x-kubernetes-patch-strategy", !merge.retainKeys  ? "merge"
                                                 : merge.patchMerge ? "merge,retainKeys"
                                                                    : "retainKeys");
    }
  }

  static std::string_view NameOf(MergeKind kind) {
    switch (kind) {
      case MergeKind::kAtomic: return "atomic";
      case MergeKind::kSet: return "set";
      case MergeKind::kMap: return "map";
    }
    return "";
  }

  JsonWriter& json_;
  const OpenApi version_;
};

}  // namespace

void OpenApiSchemas::Add(const ApiResource& resource) {
  if (resource.custom != nullptr) {
    custom.emplace(resource.type->structure->name, resource.custom);
    Add(*resource.custom->Metadata().structure);
  } else {
    Add(*resource.type->structure);
    if (resource.list != nullptr) Add(*resource.list->structure);
  }
  for (const ApiSubresource& subresource : resource.subresources) {
    if (subresource.type != nullptr && subresource.type != resource.type) Add(*subresource.type->structure);
  }
}

void OpenApiSchemas::Add(const Struct& structure) {
  std::vector<const Struct*> rest = {&structure};
  while (!rest.empty()) {
    const Struct& next = *rest.back();
    rest.pop_back();
    if (!structs.emplace(next.name, &next).second) continue;
    for (const Field& field : next.fields) {
      if (const Struct* mentioned = StructIn(field.type)) rest.push_back(mentioned);
    }
  }
}

void WriteSchemas(JsonWriter& json, const OpenApiSchemas& schemas, OpenApi version) {
  SchemaWriter writer(json, version);
  for (const auto& [name, structure] : schemas.structs) writer.WriteDefinition(*structure);
  for (const auto& [name, resource] : schemas.custom) {
    json.Name(name);
    json.Raw(PublishedSchema(*resource, version));
    json.Name(resource->Resource().list->structure->name);
    json.Raw(PublishedListSchema(*resource, version));
  }
}

}  // namespace k8s::testkit::core
