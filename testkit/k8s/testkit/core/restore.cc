#include <utility>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/check_content.h>
#include <k8s/testkit/core/defaults.h>
#include <k8s/testkit/core/generation.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/versions.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {

/// What the server gives to every new object, where the object has none.
void Writes::StampMissing(const ApiResource& resource, Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  if (StringAt(metadata, "uid").empty()) Set(metadata, "uid", names_.Uid(), allocator);
  if (StringAt(metadata, "creationTimestamp").empty()) {
    Set(metadata, "creationTimestamp", Time(clock_()).ToString(), allocator);
  }
  if (Find(metadata, "generation") == nullptr) BeginGeneration(resource, object);
  ApplyDefaults(resource, object);
}

std::optional<Failure> Writes::Restore(const ApiResource& resource, Json object) {
  if (auto warnings = Decode(resource, object, FieldValidation::kStrict); !warnings) return warnings.failure();
  const ObjectKey key = KeyOf(object);
  Route route{.resource = &resource};
  if (resource.namespaced) route.ns = key.namespace_.empty() ? "default" : key.namespace_;
  if (auto failure = PlaceInNamespace(route, object)) return failure;
  if (auto failure = CheckNamespaceExists(route, key.name)) return failure;
  if (auto cause = CheckName(resource, key.name)) return Invalid(resource.Kind(), key.name, {std::move(*cause)});
  const auto version = ParseVersion(StringAt(*Find(object, "metadata"), "resourceVersion"));
  if (!version) return version.failure();
  StampMissing(resource, object);
  if (auto failure = CheckContent(resource, object, nullptr)) return failure;
  store_.Restore(resource, std::move(object), *version);
  return std::nullopt;
}

}  // namespace k8s::testkit::core
