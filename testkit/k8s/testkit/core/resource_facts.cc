#include <algorithm>
#include <array>

#include <k8s/base/ascii.h>
#include <k8s/testkit/core/resource_facts.h>

namespace k8s::testkit::core {
namespace {

struct Facts {
  std::string_view group;
  std::string_view plural;
  std::array<std::string_view, 2> shortNames;
  std::string_view category = {};
};

constexpr std::string_view kAll = "all";
constexpr std::string_view kExtensions = "api-extensions";

constexpr auto kFacts = std::to_array<Facts>({
    {"", "componentstatuses", {"cs"}},
    {"", "configmaps", {"cm"}},
    {"", "endpoints", {"ep"}},
    {"", "events", {"ev"}},
    {"", "limitranges", {"limits"}},
    {"", "namespaces", {"ns"}},
    {"", "nodes", {"no"}},
    {"", "persistentvolumeclaims", {"pvc"}},
    {"", "persistentvolumes", {"pv"}},
    {"", "pods", {"po"}, kAll},
    {"", "replicationcontrollers", {"rc"}, kAll},
    {"", "resourcequotas", {"quota"}},
    {"", "serviceaccounts", {"sa"}},
    {"", "services", {"svc"}, kAll},
    {"admissionregistration.k8s.io", "mutatingadmissionpolicies", {}, kExtensions},
    {"admissionregistration.k8s.io", "mutatingadmissionpolicybindings", {}, kExtensions},
    {"admissionregistration.k8s.io", "mutatingwebhookconfigurations", {}, kExtensions},
    {"admissionregistration.k8s.io", "validatingadmissionpolicies", {}, kExtensions},
    {"admissionregistration.k8s.io", "validatingadmissionpolicybindings", {}, kExtensions},
    {"admissionregistration.k8s.io", "validatingwebhookconfigurations", {}, kExtensions},
    {"apiextensions.k8s.io", "customresourcedefinitions", {"crd", "crds"}, kExtensions},
    {"apiregistration.k8s.io", "apiservices", {}, kExtensions},
    {"apps", "daemonsets", {"ds"}, kAll},
    {"apps", "deployments", {"deploy"}, kAll},
    {"apps", "replicasets", {"rs"}, kAll},
    {"apps", "statefulsets", {"sts"}, kAll},
    {"autoscaling", "horizontalpodautoscalers", {"hpa"}, kAll},
    {"batch", "cronjobs", {"cj"}, kAll},
    {"batch", "jobs", {}, kAll},
    {"certificates.k8s.io", "certificatesigningrequests", {"csr"}},
    {"events.k8s.io", "events", {"ev"}},
    {"networking.k8s.io", "ingresses", {"ing"}},
    {"networking.k8s.io", "ipaddresses", {"ip"}},
    {"networking.k8s.io", "networkpolicies", {"netpol"}},
    {"policy", "poddisruptionbudgets", {"pdb"}},
    {"scheduling.k8s.io", "priorityclasses", {"pc"}},
    {"storage.k8s.io", "storageclasses", {"sc"}},
    {"storage.k8s.io", "volumeattributesclasses", {"vac"}},
});

const Facts* FactsOf(const ApiResource& resource) {
  const auto found = std::find_if(kFacts.begin(), kFacts.end(), [&](const Facts& facts) {
    return facts.plural == resource.plural && facts.group == resource.Kind().group;
  });
  return found == kFacts.end() ? nullptr : &*found;
}

}  // namespace

std::span<const std::string_view> ShortNamesOf(const ApiResource& resource) {
  if (resource.custom != nullptr) return resource.custom->ShortNames();
  const Facts* facts = FactsOf(resource);
  if (facts == nullptr) return {};
  const auto& names = facts->shortNames;
  return {names.begin(), std::find(names.begin(), names.end(), std::string_view())};
}

std::span<const std::string_view> CategoriesOf(const ApiResource& resource) {
  if (resource.custom != nullptr) return resource.custom->Categories();
  const Facts* facts = FactsOf(resource);
  if (facts == nullptr || facts->category.empty()) return {};
  return {&facts->category, 1};
}

std::string SingularOf(const ApiResource& resource) {
  if (resource.custom != nullptr) return resource.custom->Singular();
  return internal::Lower(resource.Kind().kind);
}

}  // namespace k8s::testkit::core
