#include <algorithm>
#include <array>

#include <k8s/testkit/core/kind_facts.h>

namespace k8s::testkit::core {
namespace {

/// Those that the rule of KindFactsOf() is wrong about. The table of conformance asks the real server of each.
constexpr auto kExceptions = std::to_array<KindFacts>({
    {.group = "", .plural = "componentstatuses", .deprecation = "v1 ComponentStatus is deprecated in v1.19+"},
    {.group = "",
     .plural = "endpoints",
     .createdByUpdate = true,
     .deprecation = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"},
    {.group = "", .plural = "events", .createdByUpdate = true},
    {.group = "", .plural = "limitranges", .createdByUpdate = true},
    {.group = "", .plural = "namespaces"},
    {.group = "", .plural = "nodes"},
    {.group = "", .plural = "persistentvolumeclaims", .shownWhenDeleted = true},
    {.group = "", .plural = "persistentvolumes", .shownWhenDeleted = true},
    {.group = "", .plural = "pods", .generation = Generation::kCounted, .statusMetadata = StatusMetadata::kWithoutOwners},
    {.group = "", .plural = "podtemplates", .generation = Generation::kCounted, .shownWhenDeleted = true},
    {.group = "", .plural = "resourcequotas", .shownWhenDeleted = true},
    {.group = "", .plural = "serviceaccounts", .shownWhenDeleted = true},
    {.group = "", .plural = "services", .createdByUpdate = true, .shownWhenDeleted = true},
    {.group = "admissionregistration.k8s.io",
     .plural = "mutatingadmissionpolicies",
     .generation = Generation::kCounted,
     .needsVersion = true},
    {.group = "admissionregistration.k8s.io",
     .plural = "mutatingadmissionpolicybindings",
     .generation = Generation::kCounted,
     .needsVersion = true},
    {.group = "admissionregistration.k8s.io",
     .plural = "mutatingwebhookconfigurations",
     .generation = Generation::kCounted,
     .needsVersion = true},
    {.group = "admissionregistration.k8s.io",
     .plural = "validatingadmissionpolicies",
     .generation = Generation::kCounted,
     .needsVersion = true,
     .statusMetadata = StatusMetadata::kNone},
    {.group = "admissionregistration.k8s.io",
     .plural = "validatingadmissionpolicybindings",
     .generation = Generation::kCounted,
     .needsVersion = true},
    {.group = "admissionregistration.k8s.io",
     .plural = "validatingwebhookconfigurations",
     .generation = Generation::kCounted,
     .needsVersion = true},
    {.group = "apiregistration.k8s.io", .plural = "apiservices", .statusMetadata = StatusMetadata::kNone},
    {.group = "apps",
     .plural = "deployments",
     .generation = Generation::kWithAnnotations,
     .statusMetadata = StatusMetadata::kWithoutLabels},
    {.group = "autoscaling", .plural = "horizontalpodautoscalers"},
    {.group = "certificates.k8s.io", .plural = "certificatesigningrequests"},
    {.group = "coordination.k8s.io", .plural = "leases", .needsVersion = true, .createdByUpdate = true},
    {.group = "discovery.k8s.io", .plural = "endpointslices", .generation = Generation::kWithLabels},
    {.group = "events.k8s.io", .plural = "events", .createdByUpdate = true},
    {.group = "flowcontrol.apiserver.k8s.io",
     .plural = "flowschemas",
     .generation = Generation::kCounted,
     .statusMetadata = StatusMetadata::kNone},
    {.group = "flowcontrol.apiserver.k8s.io",
     .plural = "prioritylevelconfigurations",
     .generation = Generation::kCounted,
     .statusMetadata = StatusMetadata::kNone},
    {.group = "networking.k8s.io", .plural = "ipaddresses"},
    {.group = "networking.k8s.io", .plural = "servicecidrs", .statusMetadata = StatusMetadata::kNone},
    {.group = "node.k8s.io", .plural = "runtimeclasses", .needsVersion = true, .createdByUpdate = true},
    {.group = "policy", .plural = "poddisruptionbudgets", .generation = Generation::kCounted, .needsVersion = true},
    {.group = "rbac.authorization.k8s.io", .plural = "clusterrolebindings", .createdByUpdate = true},
    {.group = "rbac.authorization.k8s.io", .plural = "clusterroles", .createdByUpdate = true},
    {.group = "rbac.authorization.k8s.io", .plural = "rolebindings", .createdByUpdate = true},
    {.group = "rbac.authorization.k8s.io", .plural = "roles", .createdByUpdate = true},
    {.group = "resource.k8s.io", .plural = "deviceclasses", .generation = Generation::kCounted, .shownWhenDeleted = true},
    {.group = "resource.k8s.io", .plural = "resourceclaims", .shownWhenDeleted = true, .statusMetadata = StatusMetadata::kNone},
    {.group = "resource.k8s.io", .plural = "resourceclaimtemplates", .shownWhenDeleted = true},
    {.group = "resource.k8s.io", .plural = "resourceslices", .generation = Generation::kCounted, .shownWhenDeleted = true},
    {.group = "scheduling.k8s.io", .plural = "priorityclasses", .generation = Generation::kFixed},
    {.group = "storage.k8s.io",
     .plural = "csidrivers",
     .generation = Generation::kFromZero,
     .needsVersion = true,
     .shownWhenDeleted = true},
    {.group = "storage.k8s.io", .plural = "csinodes", .needsVersion = true, .shownWhenDeleted = true},
    {.group = "storage.k8s.io", .plural = "csistoragecapacities", .needsVersion = true},
    {.group = "storage.k8s.io", .plural = "storageclasses", .shownWhenDeleted = true},
    {.group = "storage.k8s.io",
     .plural = "volumeattachments",
     .needsVersion = true,
     .shownWhenDeleted = true,
     .statusMetadata = StatusMetadata::kNone},
    {.group = "storage.k8s.io", .plural = "volumeattributesclasses", .shownWhenDeleted = true},
});

const KindFacts* FindException(std::string_view group, std::string_view plural) {
  const auto found = std::find_if(kExceptions.begin(), kExceptions.end(),
                                  [&](const KindFacts& facts) { return facts.plural == plural && facts.group == group; });
  return found == kExceptions.end() ? nullptr : &*found;
}

}  // namespace

KindFacts KindFactsOf(const ApiResource& resource) {
  const codec::ApiKind& kind = resource.Kind();
  if (resource.custom != nullptr) {
    return {.group = kind.group,
            .plural = resource.plural,
            .generation = Generation::kCounted,
            .needsVersion = true,
            .statusMetadata = StatusMetadata::kNone};
  }
  if (const KindFacts* exception = FindException(kind.group, resource.plural)) return *exception;
  const bool wantsSomething = codec::FindField(*resource.type->structure, "spec") != nullptr;
  return {
      .group = kind.group, .plural = resource.plural, .generation = wantsSomething ? Generation::kCounted : Generation::kNone};
}

bool IsWrittenWithStatus(StatusMetadata written, std::string_view member) {
  switch (written) {
    case StatusMetadata::kAll: return true;
    case StatusMetadata::kWithoutLabels: return member != "labels";
    case StatusMetadata::kWithoutOwners: return member != "ownerReferences";
    case StatusMetadata::kNone: break;
  }
  return false;
}

bool IsCreatedByUpdate(std::string_view group, std::string_view plural) {
  const KindFacts* exception = FindException(group, plural);
  return exception != nullptr && exception->createdByUpdate;
}

}  // namespace k8s::testkit::core
