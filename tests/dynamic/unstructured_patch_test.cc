#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include <k8s/api/core/v1/pod.h>
#include <k8s/dynamic/unstructured_patch.h>

namespace k8s {
namespace {

Unstructured Object(std::string_view text) { return Unstructured::FromJson(text).value(); }
Value ReadPatch(std::string_view text) { return Value::FromJson(text).value(); }
std::string Written(const Result<Value>& patch) { return patch.value().ToJson().value(); }

constexpr std::string_view kGadget = R"({"kind":"Gadget","metadata":{"name":"a","labels":{"x":"1"}},"spec":{"sizes":[1,2]}})";
constexpr std::string_view kChanged = R"({"kind":"Gadget","metadata":{"name":"a","labels":{"y":"2"}},"spec":{"sizes":[1,3]}})";

constexpr std::string_view kOldPod =
    R"({"kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"a","image":"a:1"},{"name":"b"}]}})";
constexpr std::string_view kChangedPod =
    R"({"kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"a","image":"a:2"}]}})";

TEST(UnstructuredPatchTest, MergePatchesAreMadeAndApplied) {
  const Value patch = CreateMergePatch(Object(kGadget), Object(kChanged)).value();
  EXPECT_EQ(patch, ReadPatch(R"({"metadata":{"labels":{"x":null,"y":"2"}},"spec":{"sizes":[1,3]}})"));
  EXPECT_EQ(ApplyMergePatch(Object(kGadget), patch).value(), Object(kChanged));
}

TEST(UnstructuredPatchTest, AMergePatchOfThreeVersionsKeepsWhatOthersHaveSet) {
  Unstructured current = Object(kGadget);
  ASSERT_TRUE(current.Set("metadata.labels.others", "3"));
  const Value patch = CreateThreeWayMergePatch(Object(kGadget), Object(kChanged), current).value();
  Unstructured expected = Object(kChanged);
  ASSERT_TRUE(expected.Set("metadata.labels.others", "3"));
  EXPECT_EQ(ApplyMergePatch(std::move(current), patch).value(), expected);
}

TEST(UnstructuredPatchTest, JsonPatchesAreMadeAndApplied) {
  const Result<Value> patch = CreateJsonPatch(Object(kGadget), Object(kChanged));
  EXPECT_EQ(Written(patch),
            R"([{"op":"remove","path":"/metadata/labels/x"},{"op":"add","path":"/metadata/labels/y","value":"2"},)"
            R"({"op":"replace","path":"/spec/sizes/1","value":3}])");
  EXPECT_EQ(ApplyJsonPatch(Object(kGadget), *patch).value(), Object(kChanged));
  EXPECT_EQ(ApplyJsonPatch(Object(kGadget), *patch, {.maxOperations = 2}).error().Code(), ErrorCode::kInvalidArgument);
}

TEST(UnstructuredPatchTest, StrategicPatchesFollowTheTables) {
  const codec::Type& type = corev1::Pod::kType;
  const Result<Value> patch = CreateTwoWayStrategicPatch(Object(kOldPod), Object(kChangedPod), type);
  EXPECT_EQ(Written(patch), R"({"spec":{"$setElementOrder/containers":[{"name":"a"}],)"
                            R"("containers":[{"image":"a:2","name":"a"},{"$patch":"delete","name":"b"}]}})");
  EXPECT_EQ(ApplyStrategicMergePatch(Object(kOldPod), *patch, type).value(), Object(kChangedPod));

  Unstructured current = Object(kOldPod);
  ASSERT_TRUE(current.Set("spec.containers[2].name", "sidecar"));
  const Value threeWay = CreateThreeWayStrategicPatch(Object(kOldPod), Object(kChangedPod), current, type).value();
  const Unstructured merged = ApplyStrategicMergePatch(std::move(current), threeWay, type).value();
  ASSERT_EQ(merged.GetList("spec.containers").value()->size(), 2U);
  EXPECT_EQ(merged.GetString("spec.containers[0].image").value(), "a:2");
  EXPECT_EQ(merged.GetString("spec.containers[1].name").value(), "sidecar");
}

TEST(UnstructuredPatchTest, AnObjectStaysOne) {
  const Result<Unstructured> merged = ApplyMergePatch(Object(kGadget), ReadPatch("[1]"));
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(merged.error().Message(), "the patch makes a list of an object");
  EXPECT_FALSE(ApplyJsonPatch(Object(kGadget), ReadPatch(R"([{"op":"replace","path":"","value":"text"}])")));
  EXPECT_FALSE(ApplyStrategicMergePatch(Object(kGadget), ReadPatch("null"), corev1::Pod::kType));
}

}  // namespace
}  // namespace k8s
