#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include <k8s/testkit/core/custom/custom_resource.h>
#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/selectable_fields.h>

namespace k8s::testkit::core {
namespace {

struct ResourceField {
  std::string_view group;
  std::string_view plural;
  SelectableField field;

  bool IsOf(const ApiResource& resource) const { return plural == resource.plural && group == resource.Kind().group; }
};

constexpr SelectableField At(std::string_view path, std::string_view absent = {}) {
  return {.label = path, .sources = {path}, .absent = absent};
}

constexpr SelectableField kName = At("metadata.name");
constexpr SelectableField kNamespace = At("metadata.namespace");

/// What there is besides name and namespace.
constexpr auto kSelectableFields = std::to_array<ResourceField>({
    {"", "pods", At("spec.nodeName")},
    {"", "pods", {.label = "spec.host", .sources = {"spec.nodeName"}}},
    {"", "pods", At("spec.restartPolicy")},
    {"", "pods", At("spec.schedulerName")},
    {"", "pods", At("spec.serviceAccountName")},
    {"", "pods", At("spec.hostNetwork", "false")},
    {"", "pods", At("status.phase")},
    {"", "pods", At("status.podIP")},
    {"", "pods", {.label = "status.podIPs"}},  // the real server takes it, and finds nothing by it
    {"", "pods", At("status.nominatedNodeName")},
    {"", "nodes", At("spec.unschedulable", "false")},
    {"", "namespaces", At("status.phase")},
    {"", "secrets", At("type")},
    {"", "services", At("spec.clusterIP")},
    {"", "services", At("spec.type")},
    {"", "replicationcontrollers", At("status.replicas", "0")},
    {"", "events", At("involvedObject.kind")},
    {"", "events", At("involvedObject.namespace")},
    {"", "events", At("involvedObject.name")},
    {"", "events", At("involvedObject.uid")},
    {"", "events", At("involvedObject.apiVersion")},
    {"", "events", At("involvedObject.resourceVersion")},
    {"", "events", At("involvedObject.fieldPath")},
    {"", "events", At("reason")},
    {"", "events", At("reportingComponent")},
    {"", "events", {.label = "source", .sources = {"source.component", "reportingComponent"}}},
    {"", "events", At("type")},
    {"events.k8s.io", "events", At("regarding.kind")},
    {"events.k8s.io", "events", At("regarding.namespace")},
    {"events.k8s.io", "events", At("regarding.name")},
    {"events.k8s.io", "events", At("regarding.uid")},
    {"events.k8s.io", "events", At("regarding.apiVersion")},
    {"events.k8s.io", "events", At("regarding.resourceVersion")},
    {"events.k8s.io", "events", At("regarding.fieldPath")},
    {"events.k8s.io", "events", At("reason")},
    {"events.k8s.io", "events", At("reportingController")},
    {"events.k8s.io", "events", At("type")},
    {"batch", "jobs", {.label = "status.successful", .sources = {"status.succeeded"}, .absent = "0"}},
    {"certificates.k8s.io", "certificatesigningrequests", At("spec.signerName")},
    {"certificates.k8s.io", "clustertrustbundles", At("spec.signerName")},
    {"certificates.k8s.io", "podcertificaterequests", At("spec.nodeName")},
    {"certificates.k8s.io", "podcertificaterequests", At("spec.podName")},
    {"certificates.k8s.io", "podcertificaterequests", At("spec.signerName")},
    {"resource.k8s.io", "resourceslices", At("spec.driver")},
    {"resource.k8s.io", "resourceslices", At("spec.nodeName")},
});

bool HasFieldsOfItsOwn(const ApiResource& resource) {
  return resource.custom != nullptr || std::any_of(kSelectableFields.begin(), kSelectableFields.end(),
                                                   [&](const ResourceField& candidate) { return candidate.IsOf(resource); });
}

/// Objects without a namespace are still selected by it, unless their kind has a list of its own.
bool IsSelectedByNamespace(const ApiResource& resource) {
  if (resource.plural == "podcertificaterequests" && resource.Kind().group == "certificates.k8s.io") return false;
  return resource.namespaced || !HasFieldsOfItsOwn(resource);
}

const SelectableField* FindCustom(const ApiResource& resource, std::string_view label) {
  if (resource.custom == nullptr) return nullptr;
  const auto& fields = resource.custom->SelectableFields();
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const SelectableField& field) { return field.label == label; });
  return found == fields.end() ? nullptr : &*found;
}

std::string TextAt(const JsonValue& object, std::string_view path) {
  const JsonValue* value = path.empty() ? nullptr : FindAt(object, path);
  if (value == nullptr) return {};
  return value->IsString() ? std::string(TextOf(*value)) : WriteJson(*value);
}

}  // namespace

const SelectableField* FindSelectableField(const ApiResource& resource, std::string_view label) {
  if (label == kName.label) return &kName;
  if (label == kNamespace.label) return IsSelectedByNamespace(resource) ? &kNamespace : nullptr;
  if (const SelectableField* own = FindCustom(resource, label)) return own;
  const auto found = std::find_if(kSelectableFields.begin(), kSelectableFields.end(), [&](const ResourceField& candidate) {
    return candidate.IsOf(resource) && candidate.field.label == label;
  });
  return found == kSelectableFields.end() ? nullptr : &found->field;
}

Failure NotSelectable(const ApiResource& resource, const std::string& label) {
  if (!HasFieldsOfItsOwn(resource)) {
    return BadRequest('"' + label + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
  }
  const codec::ApiKind& kind = resource.Kind();
  if (kind.group == "batch" && kind.kind == "Job") {
    return BadRequest("field label \"" + label + "\" not supported for Job");
  }
  if (kind.group == "resource.k8s.io") {
    return BadRequest("field label not supported for " + kind.ApiVersion() + ", Kind=" + std::string(kind.kind) + ": " + label);
  }
  return BadRequest("field label not supported: " + label);
}

std::string TextAt(const JsonValue& object, const SelectableField& field) {
  for (const std::string_view source : field.sources) {
    if (std::string text = TextAt(object, source); !text.empty()) return text;
  }
  return std::string(field.absent);
}

}  // namespace k8s::testkit::core
