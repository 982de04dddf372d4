#include <algorithm>
#include <array>
#include <cstddef>

#include <k8s/testkit/core/custom/custom_resource.h>
#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/selectable_fields.h>

namespace k8s::testkit::core {
namespace {

struct ResourceField {
  std::string_view group;
  std::string_view plural;  ///< empty: every resource
  SelectableField field;

  bool IsOf(const ApiResource& resource) const { return plural == resource.plural && group == resource.Kind().group; }
};

constexpr auto kSelectableFields = std::to_array<ResourceField>({
    {"", "", {"metadata.name"}},
    {"", "", {"metadata.namespace"}},
    {"", "pods", {"spec.nodeName"}},
    {"", "pods", {"spec.restartPolicy"}},
    {"", "pods", {"spec.schedulerName"}},
    {"", "pods", {"spec.serviceAccountName"}},
    {"", "pods", {"spec.hostNetwork", "false"}},
    {"", "pods", {"status.phase"}},
    {"", "pods", {"status.podIP"}},
    {"", "pods", {"status.nominatedNodeName"}},
    {"", "nodes", {"spec.unschedulable", "false"}},
    {"", "namespaces", {"status.phase"}},
    {"", "secrets", {"type"}},
    {"", "services", {"spec.clusterIP"}},
    {"", "services", {"spec.type"}},
    {"", "replicationcontrollers", {"status.replicas", "0"}},
    {"", "events", {"involvedObject.kind"}},
    {"", "events", {"involvedObject.namespace"}},
    {"", "events", {"involvedObject.name"}},
    {"", "events", {"involvedObject.uid"}},
    {"", "events", {"involvedObject.apiVersion"}},
    {"", "events", {"involvedObject.resourceVersion"}},
    {"", "events", {"involvedObject.fieldPath"}},
    {"", "events", {"reason"}},
    {"", "events", {"reportingComponent"}},
    {"", "events", {"type"}},
    {"events.k8s.io", "events", {"reason"}},
    {"events.k8s.io", "events", {"type"}},
    {"apps", "replicasets", {"status.replicas", "0"}},
    {"batch", "jobs", {"status.successful", "0"}},
    {"certificates.k8s.io", "certificatesigningrequests", {"spec.signerName"}},
});

const SelectableField* FindCustom(const ApiResource& resource, std::string_view path) {
  if (resource.custom == nullptr) return nullptr;
  const auto& fields = resource.custom->SelectableFields();
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const SelectableField& field) { return field.path == path; });
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace

const SelectableField* FindSelectableField(const ApiResource& resource, std::string_view path) {
  if (const SelectableField* own = FindCustom(resource, path)) return own;
  const auto found = std::find_if(kSelectableFields.begin(), kSelectableFields.end(), [&](const ResourceField& candidate) {
    return (candidate.plural.empty() || candidate.IsOf(resource)) && candidate.field.path == path;
  });
  return found == kSelectableFields.end() ? nullptr : &found->field;
}

bool HasSelectableFieldsOfItsOwn(const ApiResource& resource) {
  return resource.custom != nullptr || std::any_of(kSelectableFields.begin(), kSelectableFields.end(),
                                                   [&](const ResourceField& candidate) { return candidate.IsOf(resource); });
}

std::string TextAt(const JsonValue& object, const SelectableField& field) {
  const JsonValue* value = FindAt(object, field.path);
  if (value == nullptr) return std::string(field.absent);
  return value->IsString() ? std::string(TextOf(*value)) : WriteJson(*value);
}

}  // namespace k8s::testkit::core
