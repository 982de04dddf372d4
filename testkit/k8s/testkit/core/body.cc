#include <algorithm>
#include <iterator>
#include <utility>

#include <k8s/codec/yaml.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/conform.h>
#include <k8s/testkit/core/custom/normalize.h>
#include <k8s/testkit/core/data_rules.h>
#include <k8s/testkit/core/drop_repeated.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {
namespace {

Failure Unhandled(std::string_view givenKind, std::string_view givenVersion, const codec::ApiKind& kind, std::string_view why) {
  std::string message(givenKind.empty() ? kind.kind : givenKind);
  message.append(" in version \"").append(givenVersion.empty() ? kind.version : givenVersion);
  return BadRequest(message.append("\" cannot be handled as a ").append(kind.kind).append(why));
}

/// The version of an `apiVersion`.
std::string_view VersionIn(std::string_view apiVersion) { return apiVersion.substr(apiVersion.find('/') + 1); }

std::string GroupIn(std::string_view apiVersion) {
  return std::string(apiVersion.substr(0, std::min(apiVersion.find('/'), apiVersion.size())));
}

/// The package in which the real server has the types of a group that it works on itself.
std::string InternalPackage(std::string_view group) {
  return group.empty() ? "core" : std::string(group.substr(0, group.find('.')));
}

Failure AnotherKind(const codec::ApiKind& kind, std::string_view givenKind, std::string_view givenVersion) {
  const std::string own = kind.ApiVersion();
  const std::string_view version = givenVersion.empty() ? own : givenVersion;
  const bool isOtherGroup = version != own && (version.find('/') != own.find('/') || GroupIn(version) != GroupIn(own));
  const std::string shownKind(givenKind.empty() ? kind.kind : givenKind);
  const std::string why = isOtherGroup
                              ? "no kind \"" + shownKind + "\" is registered for version \"" + std::string(version) +
                                    "\" in scheme \"pkg/runtime/scheme.go:111\""
                              : "converting (" + std::string(VersionIn(version)) + "." + shownKind + ") to (" +
                                    InternalPackage(kind.group) + "." + std::string(kind.kind) + "): unknown conversion";
  return Unhandled(shownKind, VersionIn(version), kind, ": " + why);
}

std::optional<Failure> StripType(const codec::ApiKind& kind, Json& object) {
  const std::string_view givenKind = StringAt(object, "kind");
  const std::string_view givenVersion = StringAt(object, "apiVersion");
  const bool fits =
      (givenKind.empty() || givenKind == kind.kind) && (givenVersion.empty() || givenVersion == kind.ApiVersion());
  if (!fits) return AnotherKind(kind, givenKind, givenVersion);
  Remove(object, "kind");
  Remove(object, "apiVersion");
  return std::nullopt;
}

/// Of a kind that is defined, nothing may be left out.
std::optional<Failure> StripCustomType(const codec::ApiKind& kind, Json& object) {
  const std::string_view givenKind = StringAt(object, "kind");
  const std::string_view givenVersion = StringAt(object, "apiVersion");
  if (givenKind.empty()) {
    const std::string text = WriteJson(object);
    return BadRequest("the object provided is unrecognized (must be of type " + std::string(kind.kind) +
                      "): Object 'Kind' is missing in '" + text + "' (" + text + ")");
  }
  if (givenVersion != kind.ApiVersion()) {
    return BadRequest("the API version in the data (" + std::string(givenVersion) +
                      ") does not match the expected API version (" + kind.ApiVersion() + ")");
  }
  if (givenKind != kind.kind) {
    const codec::ApiKind given{.group = kind.group, .version = kind.version, .kind = givenKind};
    const std::string message = "Invalid value: \"" + std::string(givenKind) + "\": must be " + std::string(kind.kind);
    return Invalid(given, KeyOf(object).name, {{.reason = "FieldValueInvalid", .message = message, .field = "kind"}});
  }
  Remove(object, "kind");
  Remove(object, "apiVersion");
  return std::nullopt;
}

Outcome<std::vector<std::string>> ConformToSchema(const CustomResource& custom, Json& object) {
  auto unknown = PruneUnknown(custom.Root(), custom.Metadata(), object);
  if (unknown) FillDefaults(custom.Root(), object, object.GetAllocator());
  return unknown;
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
  if (BodyType(request.headers) != "application/json") {
    return UnsupportedMediaType("application/json, application/yaml, application/vnd.kubernetes.protobuf");
  }
  auto object = ParseJson(request.body);
  if (object && object->IsNull()) object->SetObject();
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
  std::vector<std::string> complaints;
  for (const std::string& field : DropRepeated(object)) complaints.push_back("duplicate field \"" + field + '"');
  if (auto failure =
          resource.custom != nullptr ? StripCustomType(resource.Kind(), object) : StripType(resource.Kind(), object)) {
    return *failure;
  }
  auto unknown = resource.custom != nullptr ? ConformToSchema(*resource.custom, object)
                                            : Conform(*resource.type, object, object.GetAllocator());
  if (!unknown) return Unhandled("", "", resource.Kind(), ": " + unknown.failure().message);
  FoldData(resource, object);
  if (validation == FieldValidation::kIgnore) return std::vector<std::string>();
  std::transform(unknown->begin(), unknown->end(), std::back_inserter(complaints), &Complaint);
  if (validation == FieldValidation::kWarn || complaints.empty()) return complaints;
  return Unhandled("", "", resource.Kind(), ": strict decoding error: " + Joined(complaints));
}

}  // namespace k8s::testkit::core
