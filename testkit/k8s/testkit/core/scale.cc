#include <array>
#include <limits>

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

/// Who changes a Scale is shown this if the object does not say how many it wants: nobody can want so many, so it is still
/// there if the change does not say it either.
constexpr std::int64_t kNotSaid = std::numeric_limits<std::int32_t>::min();

const ScalePaths* PathsOf(const ApiResource& resource) {
  return resource.custom != nullptr && resource.custom->Scale() ? &*resource.custom->Scale() : nullptr;
}

std::string FieldOf(const ScalePaths& paths) { return "the spec replicas field \"." + paths.specReplicas + '"'; }

void ReadScale(const ScalePaths& paths, const JsonValue& object, Json& scale) {
  JsonAllocator& allocator = scale.GetAllocator();
  const JsonValue* wanted = FindAt(object, paths.specReplicas);
  const JsonValue* actual = FindAt(object, paths.statusReplicas);
  JsonValue& spec = EnsureObject(scale, "spec", allocator);
  if (wanted == nullptr) {
    Set(spec, "replicas", JsonValue(kNotSaid), allocator);
  } else if (const bool isNone = wanted->IsInt64() && wanted->GetInt64() == 0; !isNone) {
    Set(spec, "replicas", JsonValue(*wanted, allocator), allocator);
  }
  SetAt(scale, "status.replicas", actual == nullptr ? JsonValue(0) : JsonValue(*actual, allocator), allocator);
  const JsonValue* selector = paths.selector.empty() ? nullptr : FindAt(object, paths.selector);
  if (selector != nullptr) SetAt(scale, "status.selector", JsonValue(*selector, allocator), allocator);
}

}  // namespace

std::string_view ReplicasPathOf(const ApiResource& resource) {
  const ScalePaths* paths = PathsOf(resource);
  return paths != nullptr ? std::string_view(paths->specReplicas) : "spec.replicas";
}

void SetReplicas(const ApiResource& resource, Json& object, std::int64_t replicas) {
  SetAt(object, ReplicasPathOf(resource), JsonValue(replicas), object.GetAllocator());
}

std::optional<Failure> CheckReplicas(const ApiResource& resource, std::string_view name, std::int64_t replicas) {
  if (replicas >= 0) return std::nullopt;
  const std::string given = "Invalid value: " + std::to_string(replicas) + ": ";
  if (const ScalePaths* paths = PathsOf(resource); paths != nullptr) {
    if (replicas == kNotSaid) return BadRequest(FieldOf(*paths) + " cannot be empty");
    return Invalid(resource.Kind(), name,
                   {{.reason = "FieldValueInvalid",
                     .message = given + "should be a non-negative integer",
                     .field = "." + paths->specReplicas}});
  }
  return Invalid(
      {"autoscaling", "v1", "Scale"}, name,
      {{.reason = "FieldValueInvalid", .message = given + "must be greater than or equal to 0", .field = "spec.replicas"}});
}

Outcome<Json> ScaleOf(const ApiResource& resource, const Object& object) {
  const ScalePaths* paths = PathsOf(resource);
  if (paths == nullptr || FindAt(object.Value(), paths->specReplicas) != nullptr) return ScaleToChange(resource, object);
  const std::string why = FieldOf(*paths) + " does not exist";
  Failure failure = Internal(why);
  failure.causes = {{.message = why}};
  return failure;
}

Json ScaleToChange(const ApiResource& resource, const Object& object) {
  Json scale(rapidjson::kObjectType);
  JsonAllocator& allocator = scale.GetAllocator();
  JsonValue& metadata = EnsureObject(scale, "metadata", allocator);
  for (const std::string_view name : kShownMetadata) SetFrom(metadata, name, object.Metadata(), allocator);
  if (const ScalePaths* paths = PathsOf(resource); paths != nullptr) {
    ReadScale(*paths, object.Value(), scale);
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
