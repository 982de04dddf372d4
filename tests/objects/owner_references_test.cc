#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/apps/v1/deployment.h>
#include <k8s/api/apps/v1/replica_set.h>
#include <k8s/api/core/v1/namespace.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/objects/owner_references.h>

namespace k8s {
namespace {

template <class T>
T Named(const std::string& ns, const std::string& name, const std::string& uid = "") {
  T object;
  object.metadata.namespace_ = ns;
  object.metadata.name = name;
  object.metadata.uid = uid;
  return object;
}

using appsv1::Deployment;
using appsv1::ReplicaSet;
using corev1::Namespace;
using corev1::Pod;

TEST(OwnerReferencesTest, MakesAController) {
  auto pod = Named<Pod>("ns", "p");
  ASSERT_TRUE(SetControllerReference(Named<ReplicaSet>("ns", "rs", "u1"), pod));
  ASSERT_EQ(pod.metadata.ownerReferences.size(), 1U);
  const metav1::OwnerReference& reference = pod.metadata.ownerReferences[0];
  EXPECT_EQ(reference.apiVersion, "apps/v1");
  EXPECT_EQ(reference.kind, "ReplicaSet");
  EXPECT_EQ(reference.name, "rs");
  EXPECT_EQ(reference.uid, "u1");
  EXPECT_EQ(reference.controller, true);
  EXPECT_EQ(reference.blockOwnerDeletion, true);
  EXPECT_EQ(GetControllerOf(pod), &reference);
  EXPECT_EQ(NewControllerReference(Named<ReplicaSet>("ns", "rs", "u1")), reference);
}

TEST(OwnerReferencesTest, BringsTheSameControllerUpToDate) {
  auto pod = Named<Pod>("ns", "p");
  ASSERT_TRUE(SetOwnerReference(Named<Deployment>("ns", "d"), pod));
  ASSERT_TRUE(SetControllerReference(Named<ReplicaSet>("ns", "rs", "old"), pod));
  pod.metadata.ownerReferences[1].apiVersion = "apps/v1beta1";
  ASSERT_TRUE(SetControllerReference(Named<ReplicaSet>("ns", "rs", "new"), pod, {.blockOwnerDeletion = false}));
  ASSERT_EQ(pod.metadata.ownerReferences.size(), 2U);
  EXPECT_EQ(pod.metadata.ownerReferences[1].uid, "new");
  EXPECT_EQ(pod.metadata.ownerReferences[1].apiVersion, "apps/v1");
  EXPECT_EQ(pod.metadata.ownerReferences[1].blockOwnerDeletion, false);
}

TEST(OwnerReferencesTest, RefusesASecondController) {
  auto pod = Named<Pod>("ns", "p");
  ASSERT_TRUE(SetControllerReference(Named<ReplicaSet>("ns", "first"), pod));
  const auto before = pod;
  const Result<void> second = SetControllerReference(Named<ReplicaSet>("ns", "second"), pod);
  ASSERT_FALSE(second);
  EXPECT_TRUE(IsAlreadyOwned(second.error()));
  EXPECT_EQ(second.error().Message(), R"(ReplicaSet "second" cannot control "p", which ReplicaSet "first" controls)");
  EXPECT_EQ(pod, before);
  EXPECT_TRUE(SetOwnerReference(Named<ReplicaSet>("ns", "second"), pod));
}

TEST(OwnerReferencesTest, AddsOwnersThatAreNoControllers) {
  auto pod = Named<Pod>("ns", "p");
  ASSERT_TRUE(SetOwnerReference(Named<ReplicaSet>("ns", "a"), pod));
  ASSERT_TRUE(SetOwnerReference(Named<ReplicaSet>("ns", "b"), pod, {.blockOwnerDeletion = true}));
  ASSERT_TRUE(SetOwnerReference(Named<ReplicaSet>("ns", "a", "u"), pod));
  ASSERT_EQ(pod.metadata.ownerReferences.size(), 2U);
  EXPECT_EQ(pod.metadata.ownerReferences[0].uid, "u");
  EXPECT_EQ(pod.metadata.ownerReferences[0].controller, std::nullopt);
  EXPECT_EQ(pod.metadata.ownerReferences[0].blockOwnerDeletion, std::nullopt);
  EXPECT_EQ(pod.metadata.ownerReferences[1].blockOwnerDeletion, true);
  EXPECT_EQ(GetControllerOf(pod), nullptr);
}

TEST(OwnerReferencesTest, KeepsNamespacesApart) {
  const auto owner = Named<ReplicaSet>("ns", "rs");
  auto elsewhere = Named<Pod>("other", "p");
  auto nowhere = Named<Namespace>("", "n");
  auto inside = Named<Pod>("other", "p");
  for (const Result<void>& refused : {SetControllerReference(owner, elsewhere), SetOwnerReference(owner, elsewhere)}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().Code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().Message(), R"(ReplicaSet "rs" in namespace "ns" cannot own "p", which is in "other")");
  }
  EXPECT_THAT(SetControllerReference(owner, nowhere).error().Message(), testing::EndsWith("which has none"));
  EXPECT_TRUE(SetControllerReference(nowhere, inside));
  EXPECT_EQ(inside.metadata.ownerReferences[0].apiVersion, "v1");
  EXPECT_TRUE(elsewhere.metadata.ownerReferences.empty());
}

TEST(OwnerReferencesTest, KnowsTheControllerByUid) {
  auto pod = Named<Pod>("ns", "p");
  EXPECT_FALSE(IsControlledBy(pod, Named<ReplicaSet>("ns", "rs", "u1")));
  ASSERT_TRUE(SetControllerReference(Named<ReplicaSet>("ns", "rs", "u1"), pod));
  EXPECT_TRUE(IsControlledBy(pod, Named<ReplicaSet>("ns", "rs", "u1")));
  EXPECT_FALSE(IsControlledBy(pod, Named<ReplicaSet>("ns", "rs", "u2")));
}

TEST(OwnerReferencesTest, RemovesAnOwner) {
  auto pod = Named<Pod>("ns", "p");
  const auto owner = Named<ReplicaSet>("ns", "rs", "u1");
  EXPECT_FALSE(HasOwnerReference(pod, owner));
  EXPECT_EQ(RemoveOwnerReference(owner, pod).error().Code(), ErrorCode::kNotFound);
  ASSERT_TRUE(SetControllerReference(owner, pod));
  EXPECT_TRUE(HasOwnerReference(pod, owner));
  EXPECT_FALSE(HasOwnerReference(pod, Named<Deployment>("ns", "rs")));
  EXPECT_TRUE(RemoveOwnerReference(owner, pod));
  EXPECT_TRUE(pod.metadata.ownerReferences.empty());
}

}  // namespace
}  // namespace k8s
