#include <string>
#include <string_view>

#include "fakes/scripted_server.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>

// What a program is told when at the other end there is no API server.
namespace k8s::test {
namespace {

using fakes::Connection;
using fakes::ReceivedRequest;
using testing::HasSubstr;

CallContext Soon() { return CallContext::Within(std::chrono::seconds(20)); }

Result<corev1::PodList> ListPods(const std::string& server) {
  Config config;
  config.server = server;
  return Clientset::Create(config).value().CoreV1().Pods("default").List({}, Soon());
}

Result<corev1::PodList> ListPodsFromAnswer(std::string_view body, std::string_view status, std::string_view headers) {
  const fakes::ScriptedServer server(fakes::ForEachRequest(
      [=](const ReceivedRequest&, Connection& connection) { connection.Respond(body, status, headers); }));
  return ListPods(server.Url());
}

struct Answer {
  const char* what;
  const char* status;
  const char* headers;
  const char* body;
  ErrorCode code;
  const char* says;
};

TEST(UnreachableTest, AnswersOfOtherServersAreErrorsThatSayWhatCame) {
  const Answer kAnswers[] = {
      {"a web page", "200 OK", "Content-Type: text/html\r\n", "<html>Welcome</html>", ErrorCode::kDecode,
       "reading the answer, which is \"text/html\": not an object at byte 0"},
      {"a login page", "403 Forbidden", "Content-Type: text/html\r\n", "<html>Log in</html>", ErrorCode::kForbidden, "Log in"},
      {"a proxy's error", "502 Bad Gateway", "Content-Type: text/plain\r\n", "no upstream", ErrorCode::kInternal,
       "no upstream"},
      {"a redirect", "302 Found", "Location: http://example.com/\r\n", "", ErrorCode::kUnknown, "302"},
      {"another kind", "200 OK", "Content-Type: application/json\r\n", R"({"apiVersion":"v1","kind":"SecretList"})",
       ErrorCode::kDecode, "kind"},
      {"half an object", "200 OK", "Content-Type: application/json\r\n", R"({"apiVersion":"v1","kind":"PodLi)",
       ErrorCode::kDecode, "byte"},
      {"nothing", "200 OK", "", "", ErrorCode::kDecode, "which is empty"},
  };
  for (const Answer& answer : kAnswers) {
    SCOPED_TRACE(answer.what);
    const auto pods = ListPodsFromAnswer(answer.body, answer.status, answer.headers);
    ASSERT_FALSE(pods);
    EXPECT_EQ(ToString(pods.error().Code()), ToString(answer.code)) << pods.error().ToString();
    EXPECT_THAT(pods.error().ToString(), HasSubstr(answer.says));
    EXPECT_THAT(pods.error().ToString(), HasSubstr("listing pods in namespace \"default\""));
  }
}

TEST(UnreachableTest, ARefusedConnectionNamesTheServer) {
  const std::string server = "http://127.0.0.1:" + std::to_string(fakes::RefusingPort());
  const auto pods = ListPods(server);
  ASSERT_FALSE(pods);
  EXPECT_EQ(pods.error().Code(), ErrorCode::kUnavailable);
  EXPECT_THAT(pods.error().ToString(), HasSubstr("refused"));
  EXPECT_THAT(pods.error().ToString(), HasSubstr(server));
}

TEST(UnreachableTest, AServerThatSpeaksNoTlsIsUnavailable) {
  const fakes::ScriptedServer server([](Connection& connection) {
    connection.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    connection.WaitUntilClosed();
  });
  const auto pods = ListPods("https://127.0.0.1:" + std::to_string(server.Port()));
  ASSERT_FALSE(pods);
  EXPECT_EQ(pods.error().Code(), ErrorCode::kUnavailable) << pods.error().ToString();
}

TEST(UnreachableTest, AWriteIsSentOnceWhenTheServerHangsUp) {
  const fakes::ScriptedServer server([](Connection& connection) { connection.ReadRequest(); });
  Config config;
  config.server = server.Url();
  corev1::ConfigMap map;
  map.metadata.name = "sample";
  const auto created = Clientset::Create(config).value().CoreV1().ConfigMaps("default").Create(map, {}, Soon());
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(server.Requests().size(), 1u);
}

TEST(UnreachableTest, AConfigurationWithoutAServerIsRefusedBeforeAnythingIsSent) {
  for (const char* server : {"", "ftp://example.com", "https://", "not a url"}) {
    Config config;
    config.server = server;
    const auto clients = Clientset::Create(config);
    ASSERT_FALSE(clients) << server;
    EXPECT_EQ(clients.error().Code(), ErrorCode::kConfig) << clients.error().ToString();
  }
}

}  // namespace
}  // namespace k8s::test
