#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/apps/v1/stateful_set.h>
#include <k8s/api/core/v1/event.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/testkit/core/conform.h>

namespace k8s::testkit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What of a pod is kept, with the unknown fields or the reason of a refusal behind it.
std::string Conformed(const codec::Type& type, std::string_view text) {
  auto object = core::ParseJson(text);
  const auto unknown = core::Conform(type, *object, object->GetAllocator());
  if (!unknown) return unknown.failure().message;
  std::string result = core::WriteJson(*object);
  for (const std::string& field : *unknown) result += " " + field;
  return result;
}

std::string ConformedPod(std::string_view text) { return Conformed(corev1::Pod::kType, text); }

TEST(ConformTest, KeepsWhatTheTypeHas) {
  const std::string pod = R"({"metadata":{"name":"web","labels":{"a":"b"}},"spec":{"containers":[{"name":"a","ports":)"
                          R"([{"containerPort":80}],"resources":{"limits":{"cpu":"1","memory":"5Gi"}}}],"hostNetwork":true}})";
  EXPECT_EQ(ConformedPod(pod), pod);
}

TEST(ConformTest, WritesQuantitiesAsGoDoes) {
  const auto stored = [](const std::string& amount) { return ConformedPod(R"({"spec":{"overhead":{"cpu":)" + amount + "}}}"); };
  const auto kept = [](const std::string& amount) { return R"({"spec":{"overhead":{"cpu":")" + amount + R"("}}})"; };
  EXPECT_EQ(stored(R"("1000m")"), kept("1"));
  EXPECT_EQ(stored("0.5"), kept("500m"));
  EXPECT_EQ(stored("5"), kept("5"));
  EXPECT_EQ(stored(R"("1024Mi")"), kept("1Gi"));
  EXPECT_EQ(stored(R"(" 1 ")"), kept("1"));
  for (const char* none : {R"("lots")", R"("")"}) EXPECT_THAT(stored(none), HasSubstr("must match the regular expression"));
  EXPECT_THAT(stored("true"), HasSubstr("cannot unmarshal bool"));
}

TEST(ConformTest, WritesTimesAsGoDoes) {
  EXPECT_EQ(ConformedPod(R"({"status":{"startTime":"2026-01-02T03:04:05.678+01:00"}})"),
            R"({"status":{"startTime":"2026-01-02T02:04:05Z"}})");
  EXPECT_EQ(Conformed(corev1::Event::kType, R"({"eventTime":"2026-01-02T03:04:05.678000+01:00"})"),
            R"({"eventTime":"2026-01-02T02:04:05.678000Z"})");
  EXPECT_THAT(ConformedPod(R"({"status":{"startTime":"yesterday"}})"), HasSubstr("yesterday"));
  EXPECT_THAT(ConformedPod(R"({"status":{"startTime":5}})"), HasSubstr("cannot unmarshal number"));
}

TEST(ConformTest, DropsAndNamesUnknownFields) {
  EXPECT_EQ(ConformedPod(R"({"spec":{"containers":[{"name":"a","imagee":"x"}]},"what":1})"),
            R"({"spec":{"containers":[{"name":"a"}]}} spec.containers[0].imagee what)");
}

TEST(ConformTest, DropsNulls) {
  EXPECT_EQ(ConformedPod(R"({"metadata":{"creationTimestamp":null,"name":"web"},"spec":null})"),
            R"({"metadata":{"name":"web"}})");
}

TEST(ConformTest, TakesAbsentTextsInMapsForEmptyOnes) {
  EXPECT_EQ(ConformedPod(R"({"metadata":{"labels":{"a":null}}})"), R"({"metadata":{"labels":{"a":""}}})");
}

TEST(ConformTest, RefusesValuesOfTheWrongType) {
  EXPECT_EQ(ConformedPod(R"({"spec":{"containers":"x"}})"),
            "json: cannot unmarshal string into field spec.containers of type array");
  EXPECT_EQ(ConformedPod(R"({"metadata":{"labels":{"a":7}}})"),
            "json: cannot unmarshal number into field metadata.labels.a of type string");
  EXPECT_EQ(ConformedPod(R"({"spec":{"containers":[{"ports":[{"containerPort":8.5}]}]}})"),
            "json: cannot unmarshal number into field spec.containers[0].ports[0].containerPort of type int32");
  EXPECT_EQ(ConformedPod(R"({"spec":[]})"), "json: cannot unmarshal array into field spec of type object");
}

TEST(ConformTest, LetsObjectsInsideObjectsNameTheirKind) {
  const std::string set =
      R"({"spec":{"volumeClaimTemplates":[{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data"}}]}})";
  EXPECT_EQ(Conformed(appsv1::StatefulSet::kType, set), set);
}

class FieldValidationTest : public testing::Test {
 protected:
  Response Create(const std::string& query) {
    return api_.Post(kPods + query, R"({"metadata":{"name":"web"},"spec":{},"specc":{},"a\r\nX-Evil: \"":1})");
  }

  std::vector<std::string> Warnings(const Response& response) {
    std::vector<std::string> warnings;
    for (const auto& [name, value] : response.headers) {
      if (name == "Warning") warnings.push_back(value);
    }
    return warnings;
  }

  TestApi api_;
};

TEST_F(FieldValidationTest, WarnsUnlessToldOtherwise) {
  const Response created = Create("");
  EXPECT_EQ(created.status, 201);
  EXPECT_THAT(Warnings(created),
              ElementsAre(R"(299 - "unknown field \"specc\"")", R"(299 - "unknown field \"a??X-Evil: \"\"")"));
  EXPECT_EQ(At(created.body, "specc"), "");
}

TEST_F(FieldValidationTest, RefusesWhenStrict) {
  const Response refused = Create("?fieldValidation=Strict");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(At(refused.body, "message"),
              HasSubstr(R"(Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "specc", )"));
}

TEST_F(FieldValidationTest, SaysNothingWhenToldToIgnore) {
  EXPECT_THAT(Warnings(Create("?fieldValidation=Ignore")), IsEmpty());
}

TEST_F(FieldValidationTest, RefusesAnythingElse) { EXPECT_EQ(Create("?fieldValidation=Maybe").status, 422); }

TEST_F(FieldValidationTest, HoldsForUpdatesAndPatches) {
  ASSERT_EQ(api_.Post(kPods, Pod("web")).status, 201);
  const std::string web = std::string(kPods) + "/web?fieldValidation=Strict";
  EXPECT_EQ(api_.Put(web, R"({"metadata":{"name":"web"},"specc":{}})").status, 400);
  EXPECT_EQ(api_.Patch(web, "application/merge-patch+json", R"({"specc":{}})").status, 422);
  EXPECT_EQ(api_.Patch(web, "application/merge-patch+json", R"({"spec":{"x":1}})").status, 200);
}

}  // namespace
}  // namespace k8s::testkit
