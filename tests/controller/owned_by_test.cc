#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/apps/v1/deployment.h>
#include <k8s/api/apps/v1/replica_set.h>
#include <k8s/api/core/v1/node.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/controller/owned_by.h>

namespace k8s {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

appsv1::ReplicaSet Owned(const std::string& apiVersion, const std::string& kind, bool controller = true) {
  appsv1::ReplicaSet object;
  object.metadata.namespace_ = "shop";
  object.metadata.name = "web-1";
  metav1::OwnerReference& owner = object.metadata.ownerReferences.emplace_back();
  owner.apiVersion = apiVersion;
  owner.kind = kind;
  owner.name = "web";
  owner.controller = controller;
  return object;
}

TEST(OwnedByTest, FindsTheControllerInTheSameNamespace) {
  EXPECT_THAT(OwnedBy<appsv1::Deployment>()(Owned("apps/v1", "Deployment")), ElementsAre(ObjectKey{"shop", "web"}));
}

TEST(OwnedByTest, DoesNotMindTheVersion) {
  EXPECT_THAT(OwnedBy<appsv1::Deployment>()(Owned("apps/v1beta1", "Deployment")), ElementsAre(ObjectKey{"shop", "web"}));
}

TEST(OwnedByTest, MindsGroupAndKind) {
  EXPECT_THAT(OwnedBy<appsv1::Deployment>()(Owned("extensions/v1", "Deployment")), IsEmpty());
  EXPECT_THAT(OwnedBy<appsv1::Deployment>()(Owned("v1", "Deployment")), IsEmpty());
  EXPECT_THAT(OwnedBy<appsv1::Deployment>()(Owned("apps/v1", "StatefulSet")), IsEmpty());
}

TEST(OwnedByTest, LooksOnlyForTheController) {
  EXPECT_THAT(OwnedBy<appsv1::Deployment>()(Owned("apps/v1", "Deployment", false)), IsEmpty());
  EXPECT_THAT(OwnedBy<appsv1::Deployment>()(appsv1::ReplicaSet()), IsEmpty());
}

TEST(OwnedByTest, FindsAnOwnerOfTheCoreGroupAndOfTheCluster) {
  EXPECT_THAT(OwnedBy<corev1::Pod>()(Owned("v1", "Pod")), ElementsAre(ObjectKey{"shop", "web"}));
  EXPECT_THAT(OwnedBy<corev1::Node>()(Owned("v1", "Node")), ElementsAre(ObjectKey{"", "web"}));
}

}  // namespace
}  // namespace k8s
