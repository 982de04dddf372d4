#include "testkit/sample_resources.h"

#include <array>

namespace k8s::testkit {
namespace {

using codec::ApiKind;
using codec::ApiResource;
using codec::ApiSubresource;
using codec::Field;
using codec::Struct;
using codec::Type;
using codec::Verb;
using codec::Verbs;

constexpr Type kAnything = {.kind = codec::Kind::kRawJson};

/// A kind with a spec, and one without: that is all the core looks at.
constexpr std::array<Field, 3> kSpecAndStatus = {Field{.name = "metadata", .type = &kAnything},
                                                 Field{.name = "spec", .type = &kAnything},
                                                 Field{.name = "status", .type = &kAnything}};
constexpr std::array<Field, 2> kDataOnly = {Field{.name = "metadata", .type = &kAnything},
                                            Field{.name = "data", .type = &kAnything}};

constexpr ApiKind kPodKind = {"", "v1", "Pod"};
constexpr ApiKind kPodListKind = {"", "v1", "PodList"};
constexpr ApiKind kConfigMapKind = {"", "v1", "ConfigMap"};
constexpr ApiKind kNamespaceKind = {"", "v1", "Namespace"};
constexpr ApiKind kDeploymentKind = {"apps", "v1", "Deployment"};
constexpr ApiKind kOldDeploymentKind = {"apps", "v1beta1", "Deployment"};
constexpr ApiKind kRoleKind = {"rbac.authorization.k8s.io", "v1", "Role"};

constexpr Struct kPodStruct = {.name = "Pod", .fields = kSpecAndStatus, .kind = &kPodKind};
constexpr Struct kPodListStruct = {.name = "PodList", .fields = {}, .kind = &kPodListKind};
constexpr Struct kConfigMapStruct = {.name = "ConfigMap", .fields = kDataOnly, .kind = &kConfigMapKind};
constexpr Struct kNamespaceStruct = {.name = "Namespace", .fields = kSpecAndStatus, .kind = &kNamespaceKind};
constexpr Struct kDeploymentStruct = {.name = "Deployment", .fields = kSpecAndStatus, .kind = &kDeploymentKind};
constexpr Struct kOldDeploymentStruct = {.name = "Deployment", .fields = kSpecAndStatus, .kind = &kOldDeploymentKind};
constexpr Struct kRoleStruct = {.name = "Role", .fields = kDataOnly, .kind = &kRoleKind};

constexpr Type TypeOf(const Struct& structure) { return {.kind = codec::Kind::kStruct, .structure = &structure}; }

constexpr Type kPod = TypeOf(kPodStruct);
constexpr Type kPodList = TypeOf(kPodListStruct);
constexpr Type kConfigMap = TypeOf(kConfigMapStruct);
constexpr Type kNamespace = TypeOf(kNamespaceStruct);
constexpr Type kDeployment = TypeOf(kDeploymentStruct);
constexpr Type kOldDeployment = TypeOf(kOldDeploymentStruct);
constexpr Type kRole = TypeOf(kRoleStruct);

constexpr Verbs kAllVerbs = Verb::kGet | Verb::kList | Verb::kWatch | Verb::kCreate | Verb::kUpdate | Verb::kPatch |
                            Verb::kDelete | Verb::kDeleteCollection;
constexpr Verbs kStatusVerbs = Verb::kGet | Verb::kUpdate | Verb::kPatch;

constexpr std::array<ApiSubresource, 2> kPodSubresources = {
    ApiSubresource{.name = "status", .type = &kPod, .verbs = kStatusVerbs}, ApiSubresource{.name = "log", .verbs = Verb::kGet}};
constexpr std::array<ApiSubresource, 1> kDeploymentSubresources = {
    ApiSubresource{.name = "status", .type = &kDeployment, .verbs = kStatusVerbs}};
constexpr std::array<ApiSubresource, 1> kNamespaceSubresources = {
    ApiSubresource{.name = "status", .type = &kNamespace, .verbs = kStatusVerbs}};

constexpr ApiResource kPods = {.type = &kPod,
                               .list = &kPodList,
                               .plural = "pods",
                               .namespaced = true,
                               .verbs = kAllVerbs,
                               .subresources = kPodSubresources};
constexpr ApiResource kConfigMaps = {
    .type = &kConfigMap, .list = nullptr, .plural = "configmaps", .namespaced = true, .verbs = kAllVerbs, .subresources = {}};
constexpr ApiResource kNamespaces = {.type = &kNamespace,
                                     .list = nullptr,
                                     .plural = "namespaces",
                                     .namespaced = false,
                                     .verbs = Verb::kGet | Verb::kList | Verb::kWatch | Verb::kCreate | Verb::kDelete,
                                     .subresources = kNamespaceSubresources};
constexpr ApiResource kDeployments = {.type = &kDeployment,
                                      .list = nullptr,
                                      .plural = "deployments",
                                      .namespaced = true,
                                      .verbs = kAllVerbs,
                                      .subresources = kDeploymentSubresources};
constexpr ApiResource kOldDeployments = {.type = &kOldDeployment,
                                         .list = nullptr,
                                         .plural = "deployments",
                                         .namespaced = true,
                                         .verbs = kAllVerbs,
                                         .subresources = {}};
constexpr ApiResource kRoles = {
    .type = &kRole, .list = nullptr, .plural = "roles", .namespaced = true, .verbs = kAllVerbs, .subresources = {}};

constexpr std::array<const ApiResource*, 6> kResources = {&kPods,           &kConfigMaps,  &kNamespaces,
                                                          &kOldDeployments, &kDeployments, &kRoles};

}  // namespace

std::span<const codec::ApiResource* const> SampleResources() { return kResources; }

}  // namespace k8s::testkit
