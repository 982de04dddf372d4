#include <string>

#include <gtest/gtest.h>

#include <k8s/api/apps/v1/deployment.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/codec/value.h>
#include <k8s/objects/managed_fields.h>

namespace k8s {
namespace {

std::string Entry(const std::string& manager, const std::string& fields, const std::string& more = R"("operation":"Apply")") {
  return R"({"manager":")" + manager + R"(",)" + more + R"(,"fieldsType":"FieldsV1","fieldsV1":)" + fields + "}";
}

Value PodOf(const std::string& entries) {
  return Value::FromJson(R"({"apiVersion":"v1","kind":"Pod",
      "metadata":{"name":"web","namespace":"default","uid":"u","labels":{"app":"web","tier":"front"},
                  "finalizers":["a/b","c/d"],"managedFields":[)" +
                         entries + R"(]},
      "spec":{"nodeName":"n","securityContext":{"runAsUser":7},"nodeSelector":{"disk":"ssd"},
              "containers":[{"name":"main","image":"x:1","ports":[{"containerPort":80,"protocol":"TCP","name":"http"},
                                                                 {"containerPort":81,"protocol":"TCP"}]},
                            {"name":"side","image":"y:1","args":["1","2"]}]}})")
      .value();
}

std::string Owned(const std::string& fields) {
  return ExtractManaged(PodOf(Entry("me", fields)), "me").value().ToJson().value();
}

std::string WebPod(const std::string& metadata, const std::string& more) {
  return R"({"apiVersion":"v1","kind":"Pod","metadata":{)" + metadata + R"("name":"web","namespace":"default"})" + more + "}";
}

TEST(ManagedFieldsTest, TakesOwnedMembersOnly) {
  EXPECT_EQ(Owned(R"({"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:nodeName":{}}})"),
            WebPod(R"("labels":{"app":"web"},)", R"(,"spec":{"nodeName":"n"})"));
}

TEST(ManagedFieldsTest, TakesItemsWithTheirKeys) {
  EXPECT_EQ(Owned(R"({"f:spec":{"f:containers":{"k:{\"name\":\"side\"}":{".":{},"f:image":{}}}}})"),
            WebPod("", R"(,"spec":{"containers":[{"name":"side","image":"y:1"}]})"));
  EXPECT_EQ(Owned(R"({"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{"f:ports":
                      {"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}})"),
            WebPod("", R"(,"spec":{"containers":[{"name":"main","ports":[{"containerPort":80,"protocol":"TCP"}]}]})"));
}

TEST(ManagedFieldsTest, TakesItemsByValueAndByIndex) {
  EXPECT_EQ(Owned(R"({"f:metadata":{"f:finalizers":{".":{},"v:\"c/d\"":{}}}})"), WebPod(R"("finalizers":["c/d"],)", ""));
  EXPECT_EQ(Owned(R"({"f:metadata":{"f:finalizers":{"i:0":{}}}})"), WebPod(R"("finalizers":["a/b"],)", ""));
}

TEST(ManagedFieldsTest, LeavesOutWhatIsNotThereAnyMore) {
  EXPECT_EQ(Owned(R"({"f:spec":{"f:hostname":{},"f:containers":{"k:{\"name\":\"gone\"}":{".":{}}}}})"),
            WebPod("", R"(,"spec":{"containers":[]})"));
}

TEST(ManagedFieldsTest, KnowsOnlyTheManagerWhoApplied) {
  const std::string fields = R"({"f:spec":{"f:nodeName":{}}})";
  const Value pod = PodOf(Entry("other", fields) + "," + Entry("me", fields, R"("operation":"Update")") + "," +
                          Entry("me", fields, R"("operation":"Apply","subresource":"status")"));
  EXPECT_EQ(ExtractManaged(pod, "me").value().ToJson().value(), WebPod("", ""));
  EXPECT_EQ(ExtractManaged(pod, "me", "status").value().ToJson().value(), WebPod("", R"(,"spec":{"nodeName":"n"})"));
}

// What others own in it is not ours because we own it empty.
TEST(ManagedFieldsTest, TakesWholeOnlyWhatTheTypeTreatsAsOne) {
  const Value pod = PodOf(Entry("me", R"({"f:spec":{"f:securityContext":{},"f:nodeSelector":{},
                                       "f:containers":{"k:{\"name\":\"side\"}":{"f:args":{}}}}})"));
  const corev1::Pod owned = ExtractManaged(FromValue<corev1::Pod>(pod).value(), "me").value();
  ASSERT_TRUE(owned.spec.securityContext);
  EXPECT_EQ(owned.spec.securityContext->runAsUser, std::nullopt);
  EXPECT_EQ(owned.spec.nodeSelector.size(), 1u) << "an atomic map";
  ASSERT_EQ(owned.spec.containers.size(), 1u);
  EXPECT_EQ(owned.spec.containers[0].name, "side");
  EXPECT_EQ(owned.spec.containers[0].args, (std::vector<std::string>{"1", "2"})) << "an atomic list";
  EXPECT_TRUE(owned.metadata.managedFields.empty());
  EXPECT_EQ(owned.metadata.name, "web");
  EXPECT_EQ(owned.metadata.uid, "");
  EXPECT_EQ(ExtractManaged(pod, "me").value().Find("spec")->Find("securityContext")->Find("runAsUser")->AsInt(), 7);
}

TEST(ManagedFieldsTest, RefusesWhatAreNoManagedFields) {
  for (const char* broken : {R"({"f:spec":1})", R"({"f:metadata":{"f:finalizers":{"x":{}}}})",
                             R"({"f:metadata":{"f:finalizers":{"v:nonsense":{}}}})",
                             R"({"f:spec":{"f:containers":{"k:[1]":{}}}})", R"({"f:spec":{"f:containers":{"k:{}":1}}})"}) {
    const auto owned = ExtractManaged(PodOf(Entry("me", broken)), "me");
    ASSERT_FALSE(owned) << broken;
    EXPECT_EQ(owned.error().Code(), ErrorCode::kDecode);
    EXPECT_NE(owned.error().Message().find("metadata.managedFields"), std::string::npos);
  }
  EXPECT_TRUE(ExtractManaged(Value(1), "me"));
}

TEST(ManagedFieldsTest, BoundsTheDepth) {
  std::string fields = "{}";
  std::string object = "{}";
  for (int i = 0; i < 300; ++i) {
    fields = R"({"f:a":)" + fields + "}";
    object = R"({"a":)" + object + "}";
  }
  const Value deep =
      Value::FromJson(R"({"metadata":{"managedFields":[)" + Entry("me", fields) + R"(]},"a":)" + object + "}", {}).value();
  EXPECT_EQ(ExtractManaged(deep, "me").error().Code(), ErrorCode::kDecode);
}

}  // namespace
}  // namespace k8s
