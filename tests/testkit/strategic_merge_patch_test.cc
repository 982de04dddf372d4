#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/apps/v1/deployment.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/testkit/core/strategic_merge_patch.h>

namespace k8s::testkit::core {
namespace {

using testing::HasSubstr;

/// The object after the patch, or why it could not be applied.
std::string Apply(const codec::Type& type, std::string_view object, std::string_view patch) {
  auto target = ParseJson(object);
  const auto parsed = ParseJson(patch);
  if (!target || !parsed) return "malformed test data";
  const auto failure = ApplyStrategicMergePatch(type, *target, *parsed);
  return failure ? failure->message : WriteJson(*target);
}

std::string ApplyToPod(std::string_view object, std::string_view patch) { return Apply(corev1::Pod::kType, object, patch); }

TEST(StrategicMergePatchTest, MergesObjectsAndRemovesNulls) {
  EXPECT_EQ(ApplyToPod(R"({"metadata":{"labels":{"a":"1","b":"2"}}})", R"({"metadata":{"labels":{"a":null,"c":"3"}}})"),
            R"({"metadata":{"labels":{"b":"2","c":"3"}}})");
}

TEST(StrategicMergePatchTest, MergesListItemsByTheirKey) {
  EXPECT_EQ(ApplyToPod(R"({"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}})",
                       R"({"spec":{"containers":[{"name":"b","image":"z"},{"name":"c","image":"w"}]}})"),
            R"({"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"z"},{"name":"c","image":"w"}]}})");
}

TEST(StrategicMergePatchTest, MergesInsideListItems) {
  EXPECT_EQ(Apply(appsv1::Deployment::kType,
                  R"({"spec":{"template":{"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"}]}]}}}})",
                  R"({"spec":{"template":{"spec":{"containers":[{"name":"a","env":[{"name":"Y","value":"2"}]}]}}}})"),
            R"({"spec":{"template":{"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"},)"
            R"({"name":"Y","value":"2"}]}]}}}})");
}

TEST(StrategicMergePatchTest, ReplacesListsThatAreAtomic) {
  EXPECT_EQ(ApplyToPod(R"({"spec":{"containers":[{"name":"a","args":["x","y"]}]}})",
                       R"({"spec":{"containers":[{"name":"a","args":["z"]}]}})"),
            R"({"spec":{"containers":[{"name":"a","args":["z"]}]}})");
}

TEST(StrategicMergePatchTest, DeletesListItems) {
  EXPECT_EQ(ApplyToPod(R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
                       R"({"spec":{"containers":[{"$patch":"delete","name":"a"}]}})"),
            R"({"spec":{"containers":[{"name":"b"}]}})");
}

TEST(StrategicMergePatchTest, ReplacesAWholeListOnDemand) {
  EXPECT_EQ(ApplyToPod(R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
                       R"({"spec":{"containers":[{"$patch":"replace"},{"name":"c"}]}})"),
            R"({"spec":{"containers":[{"name":"c"}]}})");
}

TEST(StrategicMergePatchTest, ReplacesOrEmptiesAnObjectOnDemand) {
  EXPECT_EQ(ApplyToPod(R"({"metadata":{"labels":{"a":"1"}}})", R"({"metadata":{"labels":{"$patch":"replace","b":"2"}}})"),
            R"({"metadata":{"labels":{"b":"2"}}})");
  EXPECT_EQ(ApplyToPod(R"({"metadata":{"labels":{"a":"1"}}})", R"({"metadata":{"labels":{"$patch":"delete"}}})"),
            R"({"metadata":{"labels":{}}})");
}

TEST(StrategicMergePatchTest, MergesListsOfScalarsAsSets) {
  EXPECT_EQ(ApplyToPod(R"({"metadata":{"finalizers":["a","b"]}})", R"({"metadata":{"finalizers":["b","c"]}})"),
            R"({"metadata":{"finalizers":["a","b","c"]}})");
  EXPECT_EQ(
      ApplyToPod(R"({"metadata":{"finalizers":["a","b"]}})", R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}})"),
      R"({"metadata":{"finalizers":["b"]}})");
}

TEST(StrategicMergePatchTest, OrdersListsOnDemand) {
  EXPECT_EQ(ApplyToPod(R"({"spec":{"containers":[{"name":"a"},{"name":"side"},{"name":"b"}]}})",
                       R"({"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"b"},{"name":"a"}],)"
                       R"("containers":[{"name":"c"}]}})"),
            R"({"spec":{"containers":[{"name":"c"},{"name":"side"},{"name":"b"},{"name":"a"}]}})");
  EXPECT_EQ(ApplyToPod(R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
                       R"({"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}})"),
            R"({"spec":{"containers":[{"name":"b"},{"name":"a"}]}})");
}

TEST(StrategicMergePatchTest, RetainsOnlyTheNamedKeysOnDemand) {
  EXPECT_EQ(Apply(appsv1::Deployment::kType, R"({"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}})",
                  R"({"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}})"),
            R"({"spec":{"strategy":{"type":"Recreate"}}})");
}

TEST(StrategicMergePatchTest, RefusesItemsWithoutTheirKey) {
  EXPECT_THAT(ApplyToPod("{}", R"({"spec":{"containers":[{"image":"x"}]}})"),
              HasSubstr("does not contain declared merge key: name"));
}

TEST(StrategicMergePatchTest, IsAMergePatchWhereTheTablesKnowNothing) {
  EXPECT_EQ(ApplyToPod(R"({"unheard":{"of":[1],"b":2}})", R"({"unheard":{"of":[2],"b":null}})"), R"({"unheard":{"of":[2]}})");
}

TEST(StrategicMergePatchTest, SurvivesShapesThatDoNotFit) {
  EXPECT_EQ(
      ApplyToPod(R"({"spec":7,"metadata":{"labels":[]}})", R"({"spec":{"containers":[7]},"metadata":{"labels":{"a":"b"}}})"),
      "map: 7 does not contain declared merge key: name");
  EXPECT_EQ(
      ApplyToPod(R"({"spec":{"containers":"x"}})", R"({"spec":{"$setElementOrder/containers":7,"$retainKeys":7,"$patch":7}})"),
      R"({"spec":{"containers":"x"}})");
}

}  // namespace
}  // namespace k8s::testkit::core
