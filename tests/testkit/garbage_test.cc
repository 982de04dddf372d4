#include <string>

#include "testkit/test_api.h"
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

constexpr char kMaps[] = "/api/v1/namespaces/default/configmaps";

class GarbageTest : public testing::Test {
 protected:
  /// The owner's uid.
  std::string CreateOwner(const std::string& name) {
    return At(api_.Post(kMaps, R"({"metadata":{"name":")" + name + "\"}}").body, "metadata.uid");
  }

  static std::string Reference(const std::string& name, const std::string& uid) {
    return R"({"apiVersion":"v1","kind":"ConfigMap","blockOwnerDeletion":true,"name":")" + name + R"(","uid":")" + uid + "\"}";
  }

  void CreateOwned(const std::string& references, const std::string& finalizers = "[]") {
    const Response created = api_.Post(
        kPods, R"({"metadata":{"name":"owned","finalizers":)" + finalizers + R"(,"ownerReferences":[)" + references + "]}}");
    ASSERT_EQ(created.status, 201) << created.body;
  }

  const std::string owned_ = std::string(kPods) + "/owned";
  const std::string owner_ = std::string(kMaps) + "/owner";
  TestApi api_;
};

TEST_F(GarbageTest, GoesAfterItsOwner) {
  CreateOwned(Reference("owner", CreateOwner("owner")));
  EXPECT_EQ(At(api_.Delete(owner_).body, "status"), "Success");
  EXPECT_EQ(api_.Get(owned_).status, 404);
}

TEST_F(GarbageTest, StaysWhenItIsOrphaned) {
  CreateOwned(Reference("owner", CreateOwner("owner")));
  EXPECT_EQ(At(api_.Delete(owner_ + "?propagationPolicy=Orphan").body, "metadata.finalizers"), R"(["orphan"])");
  EXPECT_EQ(api_.Get(owner_).status, 404);
  const Response left = api_.Get(owned_);
  EXPECT_EQ(left.status, 200);
  EXPECT_EQ(At(left.body, "metadata.ownerReferences"), "");
}

TEST_F(GarbageTest, HoldsItsOwnerInTheForeground) {
  CreateOwned(Reference("owner", CreateOwner("owner")), R"(["example.com/guard"])");
  api_.Delete(owner_, R"({"propagationPolicy":"Foreground"})");
  EXPECT_EQ(At(api_.Get(owner_).body, "metadata.finalizers"), R"(["foregroundDeletion"])");
  EXPECT_NE(At(api_.Get(owned_).body, "metadata.deletionTimestamp"), "");
  api_.Patch(owned_, kMerge, R"({"metadata":{"finalizers":null}})");
  EXPECT_EQ(api_.Get(owned_).status, 404);
  EXPECT_EQ(api_.Get(owner_).status, 404);
}

TEST_F(GarbageTest, StaysWithAnotherOwner) {
  const std::string uid = CreateOwner("owner");
  const std::string other = Reference("other", CreateOwner("other"));
  CreateOwned(Reference("owner", uid) + "," + other);
  api_.Delete(owner_);
  EXPECT_EQ(At(api_.Get(owned_).body, "metadata.ownerReferences.0.name"), "other");
  EXPECT_EQ(At(api_.Get(owned_).body, "metadata.ownerReferences.1"), "");
}

TEST_F(GarbageTest, OfAnOwnerThatNeverWasGoes) {
  CreateOwner("owner");
  CreateOwned(Reference("owner", "made-up"));
  EXPECT_EQ(api_.Get(owned_).status, 404);
}

TEST_F(GarbageTest, OfAnOwnerThatNeverWasIsReleasedIfItHasAnother) {
  CreateOwned(Reference("other", CreateOwner("other")) + "," + Reference("owner", "made-up"));
  EXPECT_EQ(At(api_.Get(owned_).body, "metadata.ownerReferences.0.name"), "other");
  EXPECT_EQ(At(api_.Get(owned_).body, "metadata.ownerReferences.1"), "");
}

TEST_F(GarbageTest, OfAnOwnerThatNobodyKnowsStays) {
  CreateOwned(R"({"apiVersion":"example.com/v1","kind":"Gadget","name":"owner","uid":"made-up"})");
  EXPECT_EQ(api_.Get(owned_).status, 200);
}

TEST_F(GarbageTest, OfANamespaceGoesWithIt) {
  api_.Post("/api/v1/namespaces", R"({"metadata":{"name":"shop"}})");
  const std::string maps = "/api/v1/namespaces/shop/configmaps";
  api_.Post(maps, R"({"metadata":{"name":"a","finalizers":["example.com/guard"]}})");
  EXPECT_EQ(At(api_.Delete("/api/v1/namespaces/shop").body, "status.phase"), "Terminating");
  EXPECT_EQ(api_.Get("/api/v1/namespaces/shop").status, 200);
  const Response refused = api_.Post(maps, R"({"metadata":{"name":"b"}})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(At(refused.body, "details.causes.0.reason"), "NamespaceTerminating");
  api_.Patch(maps + "/a", kMerge, R"({"metadata":{"finalizers":null}})");
  EXPECT_EQ(api_.Get("/api/v1/namespaces/shop").status, 404);
}

}  // namespace
}  // namespace k8s::testkit
