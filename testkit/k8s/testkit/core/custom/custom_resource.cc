#include <algorithm>
#include <utility>

#include <k8s/testkit/core/custom/custom_resource.h>
#include <k8s/testkit/core/custom/normalize.h>
#include <k8s/testkit/core/version_priority.h>

namespace k8s::testkit::core {
namespace {

using codec::Verb;

constexpr codec::Verbs kAllVerbs = Verb::kGet | Verb::kList | Verb::kWatch | Verb::kCreate | Verb::kUpdate | Verb::kPatch |
                                   Verb::kDelete | Verb::kDeleteCollection;
constexpr codec::Verbs kSubresourceVerbs = Verb::kGet | Verb::kUpdate | Verb::kPatch;

std::vector<std::string_view> TextsAt(const JsonValue& json, std::string_view name) {
  std::vector<std::string_view> texts;
  const JsonValue* list = Find(json, name);
  if (list == nullptr || !list->IsArray()) return texts;
  for (const JsonValue& item : list->GetArray()) {
    if (item.IsString()) texts.push_back(TextOf(item));
  }
  return texts;
}

/// `.spec.replicas` without its dot.
std::string_view PathOf(std::string_view jsonPath) { return jsonPath.empty() ? jsonPath : jsonPath.substr(1); }

const JsonValue& SchemaOf(const JsonValue& version) { return ObjectAt(ObjectAt(version, "schema"), "openAPIV3Schema"); }

/// "com.example.v1.Widget" of a Widget in example.com/v1.
std::string DefinitionNameOf(const codec::ApiKind& kind) {
  std::string name;
  for (std::string_view rest = kind.group; !rest.empty();) {
    const std::size_t dot = rest.rfind('.');
    name.append(dot == std::string_view::npos ? rest : rest.substr(dot + 1)).append(".");
    rest = rest.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return name.append(kind.version).append(".").append(kind.kind);
}

/// The newest version that is served and not deprecated, to be used instead.
std::string_view Successor(const JsonValue& spec) {
  const JsonValue* versions = Find(spec, "versions");
  std::string_view newest;
  for (const JsonValue& version : versions->GetArray()) {
    const JsonValue* deprecated = Find(version, "deprecated");
    const JsonValue* served = Find(version, "served");
    const bool usable = served != nullptr && served->IsTrue() && (deprecated == nullptr || !deprecated->IsTrue());
    const std::string_view name = StringAt(version, "name");
    if (usable && (newest.empty() || PriorityOf(name) > PriorityOf(newest))) newest = name;
  }
  return newest;
}

std::string DeprecationOf(const JsonValue& spec, const JsonValue& version) {
  const JsonValue* deprecated = Find(version, "deprecated");
  if (deprecated == nullptr || !deprecated->IsTrue()) return {};
  if (const std::string_view given = StringAt(version, "deprecationWarning"); !given.empty()) return std::string(given);
  const std::string group(StringAt(spec, "group"));
  const std::string kind(StringAt(ObjectAt(spec, "names"), "kind"));
  const std::string old = group + "/" + std::string(StringAt(version, "name")) + " " + kind + " is deprecated";
  const std::string successor(Successor(spec));
  if (successor.empty() || PriorityOf(successor) <= PriorityOf(StringAt(version, "name"))) return old;
  return old + "; use " + group + "/" + successor + " " + kind;
}

}  // namespace

CustomResource::CustomResource(const JsonValue& definition, const JsonValue& version, const Known& known)
    : definition_(CopyJson(ObjectAt(definition, "spec"))),
      version_(CopyJson(version)),
      metadata_(known.metadata),
      root_(Schema::Of(SchemaOf(version_))),
      deprecation_(DeprecationOf(definition_, version_)) {
  const JsonValue* preserves = Find(definition_, "preserveUnknownFields");
  if (preserves != nullptr && preserves->IsTrue()) root_.preservesUnknown = true;
  DescribeTypes();
  ReadNames(definition_);
  ReadSubresources(known);
  ReadPresentation();
  resource_.type = &type_;
  resource_.list = &list_type_;
  resource_.plural = StringAt(ObjectAt(definition_, "names"), "plural");
  resource_.namespaced = StringAt(definition_, "scope") == "Namespaced";
  resource_.verbs = kAllVerbs;
  resource_.subresources = subresources_;
  resource_.custom = this;
}

const JsonValue& CustomResource::Defined() const { return SchemaOf(version_); }

void CustomResource::DescribeTypes() {
  const JsonValue& names = ObjectAt(definition_, "names");
  kind_ = {.group = StringAt(definition_, "group"), .version = StringAt(version_, "name"), .kind = StringAt(names, "kind")};
  list_kind_ = {.group = kind_.group, .version = kind_.version, .kind = StringAt(names, "listKind")};
  fields_ = {codec::Field{.name = "metadata", .type = metadata_}};
  name_ = DefinitionNameOf(kind_);
  list_name_ = DefinitionNameOf(list_kind_);
  structure_ = {.name = name_, .fields = fields_, .kind = &kind_};
  list_structure_ = {.name = list_name_, .kind = &list_kind_};
  type_ = {.kind = codec::Kind::kStruct, .structure = &structure_};
  list_type_ = {.kind = codec::Kind::kStruct, .structure = &list_structure_};
}

void CustomResource::ReadNames(const JsonValue& definition) {
  const JsonValue& names = ObjectAt(definition, "names");
  singular_ = StringAt(names, "singular");
  short_names_ = TextsAt(names, "shortNames");
  categories_ = TextsAt(names, "categories");
}

void CustomResource::ReadSubresources(const Known& known) {
  const JsonValue& subresources = ObjectAt(version_, "subresources");
  if (Find(subresources, "status") != nullptr) {
    subresources_.push_back({.name = "status", .type = &type_, .verbs = kSubresourceVerbs});
  }
  const JsonValue* scale = Find(subresources, "scale");
  if (scale == nullptr || known.scale == nullptr) return;
  scale_ = ScalePaths{.specReplicas = std::string(PathOf(StringAt(*scale, "specReplicasPath"))),
                      .statusReplicas = std::string(PathOf(StringAt(*scale, "statusReplicasPath"))),
                      .selector = std::string(PathOf(StringAt(*scale, "labelSelectorPath")))};
  subresources_.push_back({.name = "scale", .type = known.scale, .verbs = kSubresourceVerbs});
}

void CustomResource::ReadPresentation() {
  if (const JsonValue* fields = Find(version_, "selectableFields"); fields != nullptr && fields->IsArray()) {
    for (const JsonValue& field : fields->GetArray()) {
      const std::string_view path = PathOf(StringAt(field, "jsonPath"));
      selectable_fields_.push_back({.label = path, .sources = {path}});
    }
  }
  const JsonValue* columns = Find(version_, "additionalPrinterColumns");
  if (columns == nullptr || !columns->IsArray()) return;
  for (const JsonValue& column : columns->GetArray()) {
    const JsonValue* priority = Find(column, "priority");
    columns_.push_back({.name = std::string(StringAt(column, "name")),
                        .type = std::string(StringAt(column, "type")),
                        .format = std::string(StringAt(column, "format")),
                        .description = std::string(StringAt(column, "description")),
                        .path = std::string(PathOf(StringAt(column, "jsonPath"))),
                        .priority = priority != nullptr && priority->IsInt64() ? priority->GetInt64() : 0});
  }
}

Json CustomResource::Read(const JsonValue& stored) const {
  Json object = CopyJson(stored);
  static_cast<void>(PruneUnknown(root_, *metadata_, object));  // it was complained of when it was written
  FillDefaults(root_, object, object.GetAllocator());
  return object;
}

}  // namespace k8s::testkit::core
