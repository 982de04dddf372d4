#include <map>
#include <set>
#include <string>
#include <string_view>

#include "generated/documents.h"
#include "generated/golden_data.h"
#include "generated/structs.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>

namespace k8s::test {
namespace {

using GoldenTest = GoldenDataTest;

void ExpectRoundTrip(const codec::Type& type, const std::string& golden) {
  const auto object = type.structure->make();
  const Result<void> read = codec::ReadJson(golden, type, object.get(), {.rejectUnknownFields = true});
  ASSERT_TRUE(read) << read.error().ToString();

  std::string written;
  ASSERT_TRUE(codec::WriteJson(type, object.get(), written));
  EXPECT_EQ(Difference(ParseJson(golden), ParseJson(written)), "");

  const auto again = type.structure->make();
  ASSERT_TRUE(codec::ReadJson(written, type, again.get()));
  EXPECT_TRUE(codec::Equal(type, object.get(), again.get()));
}

TEST_F(GoldenTest, EveryObjectOfGoIsReadAndWrittenBackAsItWas) {
  int compared = 0;
  for (const auto& [name, type] : KindsByName()) {
    const auto golden = objects_.find(name);
    if (golden == objects_.end()) continue;
    SCOPED_TRACE(name);
    ExpectRoundTrip(*type, golden->second.json);
    ++compared;
  }
  RecordProperty("kinds", compared);
  EXPECT_EQ(compared, 100);
}

// Whole versions that the server of our specification no longer serves, and kinds of Go that are no object of the API.
const std::set<std::string> kVersionsNotServed = {
    "admission.k8s.io/v1",
    "admission.k8s.io/v1beta1",
    "apidiscovery.k8s.io/v2",
    "apidiscovery.k8s.io/v2beta1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1beta1",
    "batch/v1beta1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "imagepolicy.k8s.io/v1alpha1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "rbac.authorization.k8s.io/v1beta1",
    "scheduling.k8s.io/v1beta1",
    "storage.k8s.io/v1alpha1",
};
const std::set<std::string> kKindsNotServed = {
    "admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicy",
    "admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy",
    "admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration",
    "certificates.k8s.io/v1beta1 CertificateSigningRequest",
    "coordination.k8s.io/v1beta1 Lease",
    "networking.k8s.io/v1beta1 Ingress",
    "networking.k8s.io/v1beta1 IngressClass",
    "storage.k8s.io/v1beta1 CSIDriver",
    "storage.k8s.io/v1beta1 CSINode",
    "storage.k8s.io/v1beta1 CSIStorageCapacity",
    "storage.k8s.io/v1beta1 StorageClass",
    "storage.k8s.io/v1beta1 VolumeAttachment",
    "v1 CreateOptions",
    "v1 GetOptions",
    "v1 ListOptions",
    "v1 NodeProxyOptions",
    "v1 PatchOptions",
    "v1 PodAttachOptions",
    "v1 PodExecOptions",
    "v1 PodLogOptions",
    "v1 PodPortForwardOptions",
    "v1 PodProxyOptions",
    "v1 PodStatusResult",
    "v1 RangeAllocation",
    "v1 SerializedReference",
    "v1 ServiceProxyOptions",
    "v1 UpdateOptions",
};

TEST_F(GoldenTest, EveryKindOfGoIsOursOrKnownNotToBeServed) {
  const auto kinds = KindsByName();
  for (const auto& [name, golden] : objects_) {
    const bool notServed = kVersionsNotServed.contains(name.substr(0, name.find(' '))) || kKindsNotServed.contains(name);
    EXPECT_NE(kinds.contains(name), notServed) << name;
  }
}

TEST_F(GoldenTest, EveryResourceHasAGoldenObjectButThoseOfOtherModules) {
  std::set<std::string> without;
  for (const codec::ApiResource* resource : Resources()) {
    if (!objects_.contains(NameOf(resource->Kind()))) without.insert(NameOf(resource->Kind()));
  }
  EXPECT_THAT(without,
              testing::ElementsAre("apiextensions.k8s.io/v1 CustomResourceDefinition", "apiregistration.k8s.io/v1 APIService"));
}

}  // namespace
}  // namespace k8s::test
