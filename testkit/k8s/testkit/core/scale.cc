#include <array>

#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/label_selection.h>
#include <k8s/testkit/core/scale.h>

namespace k8s::testkit::core {
namespace {

/// What a Scale shows of its parent's metadata.
constexpr std::array<std::string_view, 5> kShownMetadata = {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"};

void CopyNumber(const JsonValue* from, JsonValue& to, JsonAllocator& allocator, bool evenZero) {
  const JsonValue* number = from == nullptr ? nullptr : Find(*from, "replicas");
  const std::int64_t value = number != nullptr && number->IsInt64() ? number->GetInt64() : 0;
  if (evenZero || value != 0) Set(to, "replicas", JsonValue(value), allocator);
}

/// A selector as text; of a ReplicationController, which has a map of labels, as well.
std::string SelectorOf(const ApiResource& resource, const JsonValue* spec) {
  const JsonValue* selector = spec == nullptr ? nullptr : Find(*spec, "selector");
  if (selector == nullptr || !selector->IsObject()) return {};
  return resource.plural == "replicationcontrollers" ? LabelsText(*selector) : SelectorText(*selector);
}

std::optional<Failure> ReadScale(const ScalePaths& paths, const JsonValue& object, Json& scale) {
  const JsonValue* wanted = FindAt(object, paths.specReplicas);
  if (wanted == nullptr) {
    const std::string why = "the spec replicas field \"." + paths.specReplicas + "\" does not exist";
    Failure failure = Internal(why);
    failure.causes = {{.message = why}};
    return failure;
  }
  JsonAllocator& allocator = scale.GetAllocator();
  const JsonValue* actual = FindAt(object, paths.statusReplicas);
  SetAt(scale, "spec.replicas", JsonValue(*wanted, allocator), allocator);
  SetAt(scale, "status.replicas", actual == nullptr ? JsonValue(0) : JsonValue(*actual, allocator), allocator);
  const JsonValue* selector = paths.selector.empty() ? nullptr : FindAt(object, paths.selector);
  if (selector != nullptr) SetAt(scale, "status.selector", JsonValue(*selector, allocator), allocator);
  return std::nullopt;
}

}  // namespace

std::string_view ReplicasPathOf(const ApiResource& resource) {
  const bool hasPaths = resource.custom != nullptr && resource.custom->Scale();
  return hasPaths ? std::string_view(resource.custom->Scale()->specReplicas) : "spec.replicas";
}

void SetReplicas(const ApiResource& resource, Json& object, std::int64_t replicas) {
  SetAt(object, ReplicasPathOf(resource), JsonValue(replicas), object.GetAllocator());
}

std::optional<Failure> CheckReplicas(const ApiResource& resource, std::string_view name, std::int64_t replicas) {
  if (replicas >= 0) return std::nullopt;
  const std::string given = "Invalid value: " + std::to_string(replicas) + ": ";
  if (resource.custom != nullptr && resource.custom->Scale()) {
    return Invalid(resource.Kind(), name,
                   {{.reason = "FieldValueInvalid",
                     .message = given + "should be a non-negative integer",
                     .field = "." + resource.custom->Scale()->specReplicas}});
  }
  return Invalid(
      {"autoscaling", "v1", "Scale"}, name,
      {{.reason = "FieldValueInvalid", .message = given + "must be greater than or equal to 0", .field = "spec.replicas"}});
}

Outcome<Json> ScaleOf(const ApiResource& resource, const Object& object) {
  Json scale(rapidjson::kObjectType);
  JsonAllocator& allocator = scale.GetAllocator();
  JsonValue& metadata = EnsureObject(scale, "metadata", allocator);
  for (const std::string_view name : kShownMetadata) SetFrom(metadata, name, object.Metadata(), allocator);
  if (resource.custom != nullptr && resource.custom->Scale()) {
    if (auto failure = ReadScale(*resource.custom->Scale(), object.Value(), scale)) return *failure;
    return scale;
  }
  const JsonValue* spec = Find(object.Value(), "spec");
  CopyNumber(spec, EnsureObject(scale, "spec", allocator), allocator, false);
  JsonValue& status = EnsureObject(scale, "status", allocator);
  CopyNumber(Find(object.Value(), "status"), status, allocator, true);
  if (const std::string selector = SelectorOf(resource, spec); !selector.empty()) Set(status, "selector", selector, allocator);
  return scale;
}

}  // namespace k8s::testkit::core
