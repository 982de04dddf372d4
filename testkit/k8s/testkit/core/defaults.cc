#include <k8s/testkit/core/custom/definition.h>
#include <k8s/testkit/core/defaults.h>

namespace k8s::testkit::core {
namespace {

void LabelNamespace(Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  Set(EnsureObject(metadata, "labels", allocator), "kubernetes.io/metadata.name", std::string(StringAt(metadata, "name")),
      allocator);
}

/// The finalizer is that of the server itself, which empties the namespace.
void DefaultNamespace(Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  LabelNamespace(object);
  JsonValue finalizers(rapidjson::kArrayType);
  finalizers.PushBack("kubernetes", allocator);
  Set(EnsureObject(object, "spec", allocator), "finalizers", std::move(finalizers), allocator);
  Set(EnsureObject(object, "status", allocator), "phase", "Active", allocator);
}

}  // namespace

void ApplyDefaults(const ApiResource& resource, Json& object) {
  if (IsNamespaces(resource)) DefaultNamespace(object);
  if (IsDefinition(resource)) CompleteDefinition(object, true);
}

void CompleteContent(const ApiResource& resource, Json& object) {
  if (IsNamespaces(resource)) LabelNamespace(object);
  if (IsDefinition(resource)) CompleteDefinition(object, false);
}

}  // namespace k8s::testkit::core
