#include "testkit/test_api.h"
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

std::string Repeated(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

void ExpectStatus(const Response& answer, int code) {
  EXPECT_EQ(answer.status, code) << answer.body;
  EXPECT_EQ(At(answer.body, "kind"), "Status");
  EXPECT_EQ(At(answer.body, "code"), std::to_string(code));
  EXPECT_NE(At(answer.body, "message"), "");
}

class HostileBodyTest : public testing::TestWithParam<std::string> {};

TEST_P(HostileBodyTest, IsABadRequest) {
  TestApi api;
  ExpectStatus(api.Post(kPods, GetParam()), 400);
  ASSERT_EQ(api.Post(kPods, Pod("web")).status, 201);
  ExpectStatus(api.Put(std::string(kPods) + "/web", GetParam()), 400);
  ExpectStatus(api.Patch(std::string(kPods) + "/web", "application/merge-patch+json", GetParam()), 400);
  ExpectStatus(api.Patch(std::string(kPods) + "/web", "application/json-patch+json", GetParam()), 400);
}

INSTANTIATE_TEST_SUITE_P(Bodies, HostileBodyTest,
                         testing::Values("", " ", "{", "{\"metadata\":", "nonsense", "{} {}", "\"text\"", "7", "{'a':1}",
                                         "{\"a\":1,}", "{\"a\":01}", "{\"a\":1e999}", "{\"a\":NaN}", "\xff\xfe",
                                         "{\"a\":\"\xc3\"}", R"({"a":"\ud800"})", std::string("{\"a\":\0}", 7)));

TEST(HostileInputTest, NullIsAnObjectThatSaysNothing) {
  TestApi api;
  ExpectStatus(api.Post(kPods, "null"), 422);
  ASSERT_EQ(api.Post(kPods, Pod("web")).status, 201);
  ExpectStatus(api.Put(std::string(kPods) + "/web", "null"), 400);
  ExpectStatus(api.Patch(std::string(kPods) + "/web", "application/merge-patch+json", "null"), 400);
  EXPECT_EQ(api.Delete(std::string(kPods) + "/web", "null").status, 200);
}

TEST(HostileInputTest, ABodyNestedTooDeepIsRefused) {
  TestApi api;
  ExpectStatus(api.Post(kPods, Repeated("[", 1'000'000)), 400);
  ExpectStatus(api.Post(kPods, Repeated("{\"a\":", 500'000)), 400);
}

TEST(HostileInputTest, ABodyNestedToTheLimitIsStored) {
  TestApi api;
  const std::string deep = Repeated("[", 250) + Repeated("]", 250);
  EXPECT_EQ(api.Post(kPods, R"({"metadata":{"name":"deep"},"spec":)" + deep + "}").status, 201);
  ExpectStatus(api.Post(kPods, R"({"metadata":{"name":"deeper"},"spec":)" + Repeated("[", 10) + deep + Repeated("]", 10) + "}"),
               400);
}

TEST(HostileInputTest, AnObjectOrListOfTooManyIsRefused) {
  TestApi api;
  ExpectStatus(api.Post(kPods, R"({"metadata":{"name":"wide"},"spec":[7)" + Repeated(",7", 100'000) + "]}"), 400);
  ExpectStatus(api.Post(kPods, R"({"metadata":{"name":"wide"},"spec":{"a":7)" + Repeated(",\"b\":7", 100'000) + "}}"), 400);
}

TEST(HostileInputTest, AHugeBodyIsRefused) {
  TestApi api;
  ExpectStatus(api.Post(kPods, R"({"metadata":{"name":")" + std::string(4 << 20, 'x') + R"("}})"), 413);
}

class OddMetadataTest : public testing::TestWithParam<const char*> {};

TEST_P(OddMetadataTest, DoesNoHarm) {
  TestApi api;
  const Response answer = api.Post(kPods, std::string(R"({"metadata":)") + GetParam() + "}");
  EXPECT_TRUE(answer.status == 201 || answer.status == 422) << answer.status;
  EXPECT_EQ(api.Get("/api/v1/pods?labelSelector=a%3Db&fieldSelector=spec.nodeName%3Dx").status, 200);
  EXPECT_EQ(api.Delete(kPods).status, 200);
}

INSTANTIATE_TEST_SUITE_P(Metadata, OddMetadataTest,
                         testing::Values("7", "[]", "null", R"({"name":7})", R"({"name":"web","labels":7})",
                                         R"({"name":"web","labels":{"a":7}})", R"({"name":"web","labels":[]})",
                                         R"({"name":"web","finalizers":{}})", R"({"name":"web","generation":"x"})",
                                         R"({"name":"web","name":"db"})", R"({"name":"web\u0000"})", R"({"generateName":[]})"));

class HostilePathTest : public testing::TestWithParam<const char*> {};

TEST_P(HostilePathTest, IsABadRequest) {
  TestApi api;
  ExpectStatus(api.Get(GetParam()), 400);
}

INSTANTIATE_TEST_SUITE_P(Paths, HostilePathTest,
                         testing::Values("", "api/v1/pods", "/api/v1/namespaces/default/pods/a%2Fb",
                                         "/api/v1/namespaces/default/pods/..", "/api/v1/namespaces/%2e%2e/pods",
                                         "/api//v1/pods", "/api/v1/namespaces/./pods", "/api/v1/namespaces/default/pods/a%",
                                         "/api/v1/%zz", "/api/v1/pods/a%00b", "/api/v1/pods?labelSelector=%",
                                         "/api/v1/pods?%2=x"));

class HostileQueryTest : public testing::TestWithParam<const char*> {};

TEST_P(HostileQueryTest, IsABadRequest) {
  TestApi api;
  ExpectStatus(api.Get(std::string(kPods) + "?" + GetParam()), 400);
  ExpectStatus(api.Get(std::string(kPods) + "?watch=true&" + GetParam()), 400);
}

INSTANTIATE_TEST_SUITE_P(Queries, HostileQueryTest,
                         testing::Values("labelSelector=a%20b", "labelSelector=a%3D%3D%3Db", "labelSelector=a%20in%20(",
                                         "labelSelector=,", "labelSelector=a%3Eb", "fieldSelector=metadata.name",
                                         "fieldSelector=%3Dx", "fieldSelector=a%5C"));

class HostileVersionTest : public testing::TestWithParam<const char*> {};

TEST_P(HostileVersionTest, IsRefusedInTheWordsOfTheRealServer) {
  TestApi api;
  const std::string version = std::string("resourceVersion=") + GetParam();
  ExpectStatus(api.Get(std::string(kPods) + "?" + version), 400);
  ExpectStatus(api.Get(std::string(kPods) + "?watch=true&" + version), 500);
  ExpectStatus(api.Get(std::string(kPods) + "/a?" + version), 500);
}

INSTANTIATE_TEST_SUITE_P(Versions, HostileVersionTest, testing::Values("x", "-1", "99999999999999999999999"));

TEST(HostileInputTest, AWatchRefusesATimeoutThatIsNoNumber) {
  TestApi api;
  ExpectStatus(api.Get(std::string(kPods) + "?watch=true&timeoutSeconds=soon"), 400);
}

TEST(HostileInputTest, TheWrongMethodIsNotAllowed) {
  TestApi api;
  api.Post(kPods, Pod("web"));
  ExpectStatus(api.Send("PUT", kPods), 405);
  ExpectStatus(api.Send("PATCH", kPods), 405);
  ExpectStatus(api.Send("POST", std::string(kPods) + "/web"), 405);
  ExpectStatus(api.Send("BREW", kPods), 405);
  ExpectStatus(api.Send("POST", "/version"), 405);
  ExpectStatus(api.Send("DELETE", "/api/v1/namespaces"), 405);
  ExpectStatus(api.Send("DELETE", std::string(kPods) + "/web/status"), 405);
  ExpectStatus(api.Send("PUT", std::string(kPods) + "/web/log"), 405);
}

TEST(HostileInputTest, ABodyInAnotherFormatIsRefused) {
  TestApi api;
  ExpectStatus(api.Send("POST", kPods, {{"Content-Type", "application/vnd.kubernetes.protobuf"}}, "k8s"), 415);
  EXPECT_EQ(api.Send("POST", kPods, {{"content-type", "application/json; charset=utf-8"}}, Pod("web")).status, 201);
}

}  // namespace
}  // namespace k8s::testkit
