#include <algorithm>
#include <iterator>
#include <utility>

#include <k8s/codec/yaml.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/conform.h>
#include <k8s/testkit/core/media_type.h>

namespace k8s::testkit::core {
namespace {

Failure Unhandled(std::string_view givenKind, std::string_view givenVersion, const codec::ApiKind& kind, std::string_view why) {
  std::string message(givenKind.empty() ? kind.kind : givenKind);
  message.append(" in version \"").append(givenVersion.empty() ? kind.ApiVersion() : std::string(givenVersion));
  return BadRequest(message.append("\" cannot be handled as a ").append(kind.kind).append(why));
}

std::optional<Failure> StripType(const codec::ApiKind& kind, Json& object) {
  const std::string_view givenKind = StringAt(object, "kind");
  const std::string_view givenVersion = StringAt(object, "apiVersion");
  const bool fits =
      (givenKind.empty() || givenKind == kind.kind) && (givenVersion.empty() || givenVersion == kind.ApiVersion());
  if (!fits) return Unhandled(givenKind, givenVersion, kind, "");
  Remove(object, "kind");
  Remove(object, "apiVersion");
  return std::nullopt;
}

std::string_view SortOf(const JsonValue& value) {
  if (value.IsArray()) return "array";
  if (value.IsString()) return "string";
  return value.IsBool() ? "bool" : "number";
}

std::string Complaint(const std::string& field) { return "unknown field \"" + field + '"'; }

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : ", ") + part;
  return joined;
}

}  // namespace

Outcome<Json> ReadObject(const Request& request) {
  if (const auto type = BodyType(request.headers); type != "application/json") {
    return UnsupportedMediaType(type, "application/json");
  }
  auto object = ParseJson(request.body);
  if (object && !object->IsObject()) return BadRequest("couldn't get version/kind; json parse error: the body is no object");
  return object;
}

Outcome<Json> ReadConfiguration(const Request& request) {
  auto json = codec::YamlToJson(request.body);
  if (!json) return BadRequest("error decoding YAML: " + json.error().Message());
  auto object = ParseJson(*json);
  if (object && object->IsNull()) object->SetObject();
  if (object && !object->IsObject()) {
    return BadRequest("error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " +
                      std::string(SortOf(*object)) + " into Go value of type map[string]interface {}");
  }
  return object;
}

void AddType(const codec::ApiKind& kind, Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  Set(object, "kind", kind.kind, allocator);
  Set(object, "apiVersion", kind.ApiVersion(), allocator);
}

Outcome<std::vector<std::string>> Decode(const ApiResource& resource, Json& object, FieldValidation validation) {
  if (auto failure = StripType(resource.Kind(), object)) return *failure;
  auto unknown = Conform(*resource.type, object);
  if (!unknown) return Unhandled("", "", resource.Kind(), ": " + unknown.failure().message);
  std::vector<std::string> complaints;
  if (validation == FieldValidation::kIgnore) return complaints;
  std::transform(unknown->begin(), unknown->end(), std::back_inserter(complaints), &Complaint);
  if (validation == FieldValidation::kWarn || complaints.empty()) return complaints;
  return Unhandled("", "", resource.Kind(), ": strict decoding error: " + Joined(complaints));
}

}  // namespace k8s::testkit::core
