#include <algorithm>
#include <array>
#include <cctype>

#include <k8s/testkit/core/resource_facts.h>

namespace k8s::testkit::core {
namespace {

struct Facts {
  std::string_view group;
  std::string_view plural;
  std::array<std::string_view, 2> shortNames;
  bool inAll = false;
};

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
    {"", "pods", {"po"}, true},
    {"", "replicationcontrollers", {"rc"}, true},
    {"", "resourcequotas", {"quota"}},
    {"", "serviceaccounts", {"sa"}},
    {"", "services", {"svc"}, true},
    {"apiextensions.k8s.io", "customresourcedefinitions", {"crd", "crds"}},
    {"apps", "daemonsets", {"ds"}, true},
    {"apps", "deployments", {"deploy"}, true},
    {"apps", "replicasets", {"rs"}, true},
    {"apps", "statefulsets", {"sts"}, true},
    {"autoscaling", "horizontalpodautoscalers", {"hpa"}, true},
    {"batch", "cronjobs", {"cj"}, true},
    {"batch", "jobs", {}, true},
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

constexpr std::array<std::string_view, 1> kAll = {"all"};

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
  if (facts == nullptr || !facts->inAll) return {};
  return kAll;
}

std::string SingularOf(const ApiResource& resource) {
  if (resource.custom != nullptr) return resource.custom->Singular();
  std::string singular(resource.Kind().kind);
  std::transform(singular.begin(), singular.end(), singular.begin(), [](unsigned char c) { return std::tolower(c); });
  return singular;
}

}  // namespace k8s::testkit::core
