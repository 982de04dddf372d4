#include <string>
#include <utility>

#include "cluster/exercise.h"
#include "cluster/samples.h"
#include <gtest/gtest.h>

#include <k8s/client/admissionregistration/v1/mutating_admission_policies.h>
#include <k8s/client/admissionregistration/v1/mutating_admission_policy_bindings.h>
#include <k8s/client/admissionregistration/v1/mutating_webhook_configurations.h>
#include <k8s/client/admissionregistration/v1/validating_admission_policies.h>
#include <k8s/client/admissionregistration/v1/validating_admission_policy_bindings.h>
#include <k8s/client/admissionregistration/v1/validating_webhook_configurations.h>
#include <k8s/client/apiextensions/v1/custom_resource_definitions.h>
#include <k8s/client/apiregistration/v1/api_services.h>
#include <k8s/client/certificates/v1/certificate_signing_requests.h>
#include <k8s/client/certificates/v1beta1/cluster_trust_bundles.h>
#include <k8s/client/flowcontrol/v1/flow_schemas.h>
#include <k8s/client/flowcontrol/v1/priority_level_configurations.h>
#include <k8s/client/rbac/v1/cluster_role_bindings.h>
#include <k8s/client/rbac/v1/cluster_roles.h>
#include <k8s/client/rbac/v1/role_bindings.h>
#include <k8s/client/rbac/v1/roles.h>

// Who may do what, and what the API is.
namespace k8s::test {
namespace {

class ClusterVerbsTest : public VerbsTest {};

rbacv1::PolicyRule ReadPods() {
  rbacv1::PolicyRule rule;
  rule.verbs = {"get", "list"};
  rule.apiGroups = {""};
  rule.resources = {"pods"};
  return rule;
}

TEST_F(ClusterVerbsTest, Roles) {
  rbacv1::Role role;
  role.rules = {ReadPods()};
  ExerciseVerbs(Clients().RbacV1().Roles(Namespace()), role);
}

TEST_F(ClusterVerbsTest, ClusterRoles) {
  rbacv1::ClusterRole role;
  role.rules = {ReadPods()};
  ExerciseVerbs(Clients().RbacV1().ClusterRoles(), role);
}

template <class Binding>
Binding BindNobody(const std::string& kind) {
  Binding binding;
  binding.roleRef.apiGroup = "rbac.authorization.k8s.io";
  binding.roleRef.kind = kind;
  binding.roleRef.name = "none";
  return binding;
}

TEST_F(ClusterVerbsTest, RoleBindings) {
  ExerciseVerbs(Clients().RbacV1().RoleBindings(Namespace()), BindNobody<rbacv1::RoleBinding>("Role"));
}

TEST_F(ClusterVerbsTest, ClusterRoleBindings) {
  ExerciseVerbs(Clients().RbacV1().ClusterRoleBindings(), BindNobody<rbacv1::ClusterRoleBinding>("ClusterRole"));
}

// Rules about objects that do not exist, so that they slow nobody down.
template <class Rule>
Rule RuleAboutNothing() {
  Rule rule;
  rule.operations = {"CREATE"};
  rule.apiGroups = {"nothing.example.com"};
  rule.apiVersions = {"v1"};
  rule.resources = {"nothings"};
  return rule;
}

template <class Configuration>
Configuration OneWebhook() {
  Configuration configuration;
  auto& webhook = configuration.webhooks.emplace_back();
  webhook.name = "webhook.example.com";
  webhook.clientConfig.url = "https://webhook.example.com";
  webhook.rules = {RuleAboutNothing<admissionregistrationv1::RuleWithOperations>()};
  webhook.failurePolicy = "Ignore";
  webhook.sideEffects = "None";
  webhook.admissionReviewVersions = {"v1"};
  webhook.namespaceSelector.Ensure();
  return configuration;
}

TEST_F(ClusterVerbsTest, ValidatingWebhookConfigurations) {
  ExerciseVerbs(Clients().AdmissionregistrationV1().ValidatingWebhookConfigurations(),
                OneWebhook<admissionregistrationv1::ValidatingWebhookConfiguration>());
}

TEST_F(ClusterVerbsTest, MutatingWebhookConfigurations) {
  ExerciseVerbs(Clients().AdmissionregistrationV1().MutatingWebhookConfigurations(),
                OneWebhook<admissionregistrationv1::MutatingWebhookConfiguration>());
}

TEST_F(ClusterVerbsTest, ValidatingAdmissionPolicies) {
  admissionregistrationv1::ValidatingAdmissionPolicy policy;
  policy.spec.matchConstraints.Ensure().resourceRules = {RuleAboutNothing<admissionregistrationv1::NamedRuleWithOperations>()};
  policy.spec.validations.emplace_back().expression = "true";
  ExerciseVerbs(Clients().AdmissionregistrationV1().ValidatingAdmissionPolicies(), policy);
}

TEST_F(ClusterVerbsTest, ValidatingAdmissionPolicyBindings) {
  admissionregistrationv1::ValidatingAdmissionPolicyBinding binding;
  binding.spec.policyName = "none";
  binding.spec.validationActions = {"Deny"};
  ExerciseVerbs(Clients().AdmissionregistrationV1().ValidatingAdmissionPolicyBindings(), binding);
}

TEST_F(ClusterVerbsTest, MutatingAdmissionPolicies) {
  admissionregistrationv1::MutatingAdmissionPolicy policy;
  policy.spec.matchConstraints.Ensure().resourceRules = {RuleAboutNothing<admissionregistrationv1::NamedRuleWithOperations>()};
  auto& mutation = policy.spec.mutations.emplace_back();
  mutation.patchType = "ApplyConfiguration";
  mutation.applyConfiguration.Ensure().expression = "Object{}";
  policy.spec.reinvocationPolicy = "Never";
  ExerciseVerbs(Clients().AdmissionregistrationV1().MutatingAdmissionPolicies(), policy);
}

TEST_F(ClusterVerbsTest, MutatingAdmissionPolicyBindings) {
  admissionregistrationv1::MutatingAdmissionPolicyBinding binding;
  binding.spec.policyName = "none";
  ExerciseVerbs(Clients().AdmissionregistrationV1().MutatingAdmissionPolicyBindings(), binding);
}

TEST_F(ClusterVerbsTest, CustomResourceDefinitions) {
  apiextensionsv1::CustomResourceDefinition definition;
  definition.spec.group = Namespace() + ".example.com";
  definition.spec.scope = "Namespaced";
  definition.spec.names.plural = "crontabs";
  definition.spec.names.kind = "CronTab";
  definition.metadata.name = "crontabs." + definition.spec.group;
  auto& version = definition.spec.versions.emplace_back();
  version.name = "v1";
  version.served = true;
  version.storage = true;
  auto& schema = version.schema.Ensure().openAPIV3Schema.Ensure();
  schema.type = "object";
  schema.properties["replicas"].type = "integer";
  schema.properties["replicas"].default_ = RawJson("0");
  schema.properties["labels"].type = "object";
  schema.properties["labels"].additionalProperties.Ensure().schema.Ensure().type = "string";
  ExerciseVerbs(Clients().ApiextensionsV1().CustomResourceDefinitions(), definition);
}

TEST_F(ClusterVerbsTest, APIServices) {
  apiregistrationv1::APIService service;
  service.spec.group = Namespace() + ".example.com";
  service.spec.version = "v1";
  service.spec.groupPriorityMinimum = 10;
  service.spec.versionPriority = 10;
  service.spec.insecureSkipTLSVerify = true;
  service.spec.service.Ensure().namespace_ = Namespace();
  service.spec.service->name = "none";
  service.metadata.name = "v1." + service.spec.group;
  ExerciseVerbs(Clients().ApiregistrationV1().APIServices(), service);
}

TEST_F(ClusterVerbsTest, CertificateSigningRequests) {
  certificatesv1::CertificateSigningRequest request;
  request.spec.request = SampleSigningRequest();
  request.spec.signerName = "example.com/signer";
  request.spec.usages = {"client auth"};
  ExerciseVerbs(Clients().CertificatesV1().CertificateSigningRequests(), request);
}

TEST_F(ClusterVerbsTest, ClusterTrustBundles) {
  certificatesv1beta1::ClusterTrustBundle bundle;
  bundle.spec.trustBundle = ConfigOf("admin").caData;
  ExerciseVerbs(Clients().CertificatesV1beta1().ClusterTrustBundles(), bundle);
}

TEST_F(ClusterVerbsTest, FlowSchemas) {
  flowcontrolv1::FlowSchema schema;
  schema.spec.priorityLevelConfiguration.name = "workload-low";
  schema.spec.matchingPrecedence = 9000;
  ExerciseVerbs(Clients().FlowcontrolV1().FlowSchemas(), schema);
}

TEST_F(ClusterVerbsTest, PriorityLevelConfigurations) {
  flowcontrolv1::PriorityLevelConfiguration level;
  level.spec.type = "Limited";
  auto& limited = level.spec.limited.Ensure();
  limited.nominalConcurrencyShares = 0;
  limited.limitResponse.type = "Reject";
  ExerciseVerbs(Clients().FlowcontrolV1().PriorityLevelConfigurations(), level);
}

}  // namespace
}  // namespace k8s::test
