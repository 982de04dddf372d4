#include <utility>

#include <k8s/testkit/core/namespaces.h>
#include <k8s/testkit/core/object_rules.h>

namespace k8s::testkit::core {

void Namespaces::See(const Happening& happening) {
  if (!IsNamespaces(*happening.resource)) return;
  const Object& object = *happening.event.object;
  if (happening.event.change == Change::kDeleted) {
    terminating_.erase(std::string(object.Name()));
  } else if (Find(object.Metadata(), "deletionTimestamp") != nullptr) {
    terminating_.insert(std::string(object.Name()));
  }
}

void Namespaces::Run() {
  std::erase_if(terminating_, [this](const std::string& name) { return End(name); });
}

bool Namespaces::End(const std::string& name) {
  const ApiResource* namespaces = catalog_.Find("", "v1", "namespaces");
  const ObjectKey key{"", name};
  const ObjectPtr object = store_.Of(*namespaces).Find(key);
  if (object == nullptr) return true;
  if (!Empty(name) || HasFinalizers(object->Metadata())) return false;
  store_.Remove(*namespaces, key, CopyJson(object->Value()));
  return true;
}

bool Namespaces::Empty(const std::string& name) {
  bool isEmpty = true;
  for (const GroupVersion& groupVersion : catalog_.GroupVersions()) {
    for (const ApiResource* resource : groupVersion.resources) {
      if (!resource->namespaced) continue;
      for (const ObjectKey& key : store_.Of(*resource).KeysIn(name)) {
        const ObjectPtr object = store_.Of(*resource).Find(key);
        const bool isMarked = Find(object->Metadata(), "deletionTimestamp") != nullptr;
        const Route route{.resource = resource, .ns = name, .name = key.name};
        if (!isMarked) static_cast<void>(writes_.Delete(route, {.propagation = Propagation::kBackground}));
        isEmpty = isEmpty && store_.Of(*resource).Find(key) == nullptr;
      }
    }
  }
  return isEmpty;
}

}  // namespace k8s::testkit::core
