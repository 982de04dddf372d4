#include <optional>
#include <utility>

#include <k8s/testkit/core/age.h>
#include <k8s/testkit/core/encodings.h>
#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/go_text.h>
#include <k8s/testkit/core/json_writer.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/presentation.h>

namespace k8s::testkit::core {
namespace {

constexpr codec::ApiKind kPartialObject = {"meta.k8s.io", "v1", "PartialObjectMetadata"};
constexpr codec::ApiKind kPartialObjectList = {"meta.k8s.io", "v1", "PartialObjectMetadataList"};
constexpr codec::ApiKind kTable = {"meta.k8s.io", "v1", "Table"};

void WriteType(JsonWriter& json, const codec::ApiKind& kind) {
  json.Field("kind", kind.kind);
  json.Field("apiVersion", kind.ApiVersion());
}

void WriteListMetadata(JsonWriter& json, const ListMeta& metadata) {
  json.Object("metadata", [&] {
    json.Field("resourceVersion", std::to_string(metadata.version));
    if (!metadata.continueWith.empty()) json.Field("continue", metadata.continueWith);
    if (metadata.remaining) json.Field("remainingItemCount", static_cast<std::int64_t>(*metadata.remaining));
  });
}

void WriteColumn(JsonWriter& json, const PrinterColumn& column) {
  json.Object([&] {
    json.Field("name", column.name);
    json.Field("type", column.type);
    json.Field("format", column.format);
    json.Field("description", column.description);
    json.Field("priority", column.priority);
  });
}

constexpr std::string_view kCreated = "metadata.creationTimestamp";

std::vector<PrinterColumn> ColumnsOf(const ApiResource& resource) {
  std::vector<PrinterColumn> columns = {
      {.name = "Name", .type = "string", .format = "name", .description = "", .path = "metadata.name"}};
  if (resource.custom != nullptr && !resource.custom->Columns().empty()) {
    const auto& own = resource.custom->Columns();
    columns.insert(columns.end(), own.begin(), own.end());
  } else {
    columns.push_back({.name = "Age",
                       .type = resource.custom == nullptr ? "string" : "date",
                       .format = "",
                       .description = "",
                       .path = std::string(kCreated)});
  }
  return columns;
}

/// Without its fraction; null if it is too large for an integer.
std::string WholeOf(double number) {
  constexpr double kTooLarge = 0x1p63;
  return number > -kTooLarge && number < kTooLarge ? std::to_string(static_cast<std::int64_t>(number)) : "null";
}

/// A cell as JSON; null if what is there is not of the column's type.
std::string CellOf(const PrinterColumn& column, const Object& object, TimePoint now) {
  const auto text = [](std::string_view shown) {
    return WriteJson(JsonValue(rapidjson::StringRef(shown.data(), shown.size())));
  };
  if (column.path == kCreated) return text(AgeOf(object.Metadata(), now));
  const JsonValue* value = FindAt(object.Value(), column.path);
  if (value == nullptr) return "null";
  const bool isText = value->IsString();
  if (column.type == "string") return isText ? WriteJson(*value) : text(WriteJson(*value));
  if (column.type == "date" && isText) return text(AgeOf(TextOf(*value), now).value_or("<invalid>"));
  if (column.type == "integer" && value->IsDouble()) return WholeOf(value->GetDouble());
  const bool isShown = column.type == "boolean" ? value->IsBool() : value->IsNumber();
  return isShown && column.type != "date" ? WriteJson(*value) : "null";
}

std::string MetadataOf(const Object& object) {
  JsonWriter json;
  json.Object([&] {
    json.Name("metadata");
    json.Raw(WriteJson(object.Metadata()));
  });
  return WithType(kPartialObject, json.Take());
}

Failure NotShownAs(std::string_view kind, bool isList) {
  Failure failure = NotAcceptable();
  failure.message =
      "you requested " + std::string(kind) + ", but the requested object is " + (isList ? "a list" : "not a list");
  return failure;
}

bool IsRowObject(std::string_view text) { return text.empty() || text == "Metadata" || text == "Object" || text == "None"; }

Failure UnknownRowObject(std::string_view text) {
  return BadRequest("Unable to convert to Table as requested: includeObject: Invalid value: " + Quoted(text) +
                    ": must be 'Metadata', 'Object', 'None', or empty");
}

std::string ListKindOf(const ApiResource& resource) {
  const bool hasTable = resource.list != nullptr && resource.list->structure->kind != nullptr;
  return hasTable ? std::string(resource.list->structure->kind->kind) : std::string(resource.Kind().kind) + "List";
}

std::string ShowMetadataList(const Page& page) {
  JsonWriter json;
  json.Object([&] {
    WriteType(json, kPartialObjectList);
    WriteListMetadata(json, page.metadata);
    json.List("items", page.objects, [&](const ObjectPtr& object) { json.Raw(MetadataOf(*object)); });
  });
  return json.Take();
}

}  // namespace

Presentation::Presentation(const ApiResource& resource, Form form, std::string rowObject, Clock clock)
    : resource_(&resource), form_(form), row_object_(std::move(rowObject)), clock_(std::move(clock)) {}

Outcome<Presentation> Presentation::Of(const ApiResource& resource, Subject subject, const Request& request,
                                       const Target& target, Clock clock) {
  const auto formOf = [&resource](const MediaRange& range) -> std::optional<Form> {
    const bool isText = range.IncludesJson() || range.type == kYamlType;
    if (!isText && range.type != kProtobufType) return std::nullopt;
    if (range.as.empty()) return isText || HasProtobuf(*resource.type) ? std::optional(Form::kWhole) : std::nullopt;
    if (range.group != "meta.k8s.io" || range.version != "v1") return std::nullopt;
    if (range.as == "Table") return isText ? std::optional(Form::kTable) : std::nullopt;
    if (range.as == kPartialObject.kind || range.as == kPartialObjectList.kind) return Form::kMetadata;
    return std::nullopt;
  };
  for (const MediaRange& range : AcceptedBy(request.headers)) {
    const auto form = formOf(range);
    if (!form) continue;
    if (form == Form::kMetadata && (range.as == kPartialObjectList.kind) != (subject == Subject::kList)) {
      return NotShownAs(range.as, subject == Subject::kList);
    }
    const std::string_view rowObject = target.Parameter("includeObject");
    if (form == Form::kTable && !IsRowObject(rowObject)) return UnknownRowObject(rowObject);
    return Presentation(resource, *form, std::string(rowObject), std::move(clock));
  }
  return NotAcceptable();
}

/// What is defined is stored as it was written: each version shows it through its own schema.
std::string Presentation::TextOf(const Object& object) const {
  return resource_->custom == nullptr ? object.Text() : WriteJson(resource_->custom->Read(object.Value()));
}

/// Items of what is defined tell their kind, as no client knows it beforehand.
std::string Presentation::ItemOf(const Object& object) const {
  return resource_->custom == nullptr ? object.Text() : WithType(resource_->Kind(), TextOf(object));
}

std::string Presentation::Show(const Object& object) const {
  switch (form_) {
    case Form::kWhole: return WithType(resource_->Kind(), TextOf(object));
    case Form::kMetadata: return MetadataOf(object);
    case Form::kTable: return ShowTable({&object}, {.version = object.Version()});
  }
  return {};
}

std::string Presentation::ShowList(const Page& page) const {
  if (form_ == Form::kMetadata) return ShowMetadataList(page);
  if (form_ == Form::kTable) {
    std::vector<const Object*> rows;
    rows.reserve(page.objects.size());
    for (const ObjectPtr& object : page.objects) rows.push_back(object.get());
    return ShowTable(rows, page.metadata);
  }
  const std::string kind = ListKindOf(*resource_);
  JsonWriter json;
  json.Object([&] {
    WriteType(json, {resource_->Kind().group, resource_->Kind().version, kind});
    WriteListMetadata(json, page.metadata);
    json.List("items", page.objects, [&](const ObjectPtr& object) { json.Raw(ItemOf(*object)); });
  });
  return json.Take();
}

std::string Presentation::ShowTable(const std::vector<const Object*>& rows, const ListMeta& metadata) const {
  JsonWriter json;
  json.Object([&] {
    WriteType(json, kTable);
    WriteListMetadata(json, metadata);
    json.Name("columnDefinitions");
    json.List(ColumnsOf(*resource_), [&](const PrinterColumn& column) { WriteColumn(json, column); });
    json.List("rows", rows, [&](const Object* object) { WriteRow(json, *object); });
  });
  return json.Take();
}

void Presentation::WriteRow(JsonWriter& json, const Object& object) const {
  json.Object([&] {
    json.List("cells", ColumnsOf(*resource_), [&](const PrinterColumn& column) { json.Raw(CellOf(column, object, clock_())); });
    json.Name("object");
    if (row_object_ == "None") return json.Raw("null");
    json.Raw(row_object_ == "Object" ? WithType(resource_->Kind(), TextOf(object)) : MetadataOf(object));
  });
}

std::string Presentation::ShowBookmark(std::uint64_t version, bool endsInitialEvents) const {
  if (form_ == Form::kTable) return ShowTable({}, {.version = version});
  JsonWriter json;
  json.Object([&] {
    json.Object("metadata", [&] {
      json.Field("resourceVersion", std::to_string(version));
      if (endsInitialEvents) json.Object("annotations", [&] { json.Field("k8s.io/initial-events-end", "true"); });
    });
  });
  return WithType(form_ == Form::kMetadata ? kPartialObject : resource_->Kind(), json.Take());
}

}  // namespace k8s::testkit::core
