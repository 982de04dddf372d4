#include <k8s/testkit/core/defaults.h>

namespace k8s::testkit::core {
namespace {

void DefaultNamespace(Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  Set(EnsureObject(metadata, "labels", allocator), "kubernetes.io/metadata.name", std::string(StringAt(metadata, "name")),
      allocator);
  Set(EnsureObject(object, "status", allocator), "phase", "Active", allocator);
}

}  // namespace

void ApplyDefaults(const ApiResource& resource, Json& object) {
  if (resource.Kind().group.empty() && resource.plural == "namespaces") DefaultNamespace(object);
}

}  // namespace k8s::testkit::core
