#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

#include "testkit/sample_resources.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/config.h>
#include <k8s/testkit/api_server.h>
#include <k8s/transport/cpprest/cpprest_transport.h>

namespace k8s::testkit {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

struct Shell {
  const char* name;
  std::function<std::shared_ptr<Transport>(const ApiServer&)> connect;

  friend std::ostream& operator<<(std::ostream& out, const Shell& shell) { return out << shell.name; }
};

std::shared_ptr<Transport> ConnectOverHttp(const ApiServer& server) {
  return MakeCpprestTransport({.baseUrl = server.ClientConfig().server}).value();
}

/// Whatever carries the requests, the server is the same.
class ShellTest : public testing::TestWithParam<Shell> {
 protected:
  void SetUp() override {
    server_ = std::make_unique<ApiServer>(ApiServerOptions{.resources = SampleResources()});
    transport_ = GetParam().connect(*server_);
  }

  Response Send(std::string method, std::string target, std::string body = "") {
    return transport_
        ->Send({.method = std::move(method),
                .target = std::move(target),
                .headers = {{"Content-Type", "application/json"}},
                .body = std::move(body)},
               CallContext::Within(1min))
        .value();
  }

  std::unique_ptr<ByteStream> Watch(const std::string& more = "") {
    return transport_->Open({.target = std::string(kPods) + "?watch=true" + more}, CallContext::Within(5min)).value();
  }

  /// Reads until there are so many lines, or the stream ends.
  static std::vector<std::string> ReadLines(ByteStream& stream, std::size_t count) {
    std::vector<std::string> lines(1);
    while (lines.size() <= count) {
      const auto bytes = stream.Read();
      if (!bytes || bytes->empty()) break;
      for (const char byte : *bytes) {
        lines.back() += byte;
        if (byte == '\n') lines.emplace_back();
      }
    }
    lines.pop_back();
    return lines;
  }

  std::unique_ptr<ApiServer> server_;
  std::shared_ptr<Transport> transport_;
};

TEST_P(ShellTest, AnswersRequests) {
  EXPECT_EQ(Send("POST", kPods, Pod("web")).status, 201);
  const Response got = Send("GET", std::string(kPods) + "/web");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(*got.headers.Find("Content-Type"), "application/json");
  EXPECT_EQ(At(got.body, "metadata.name"), "web");
  EXPECT_EQ(Send("GET", std::string(kPods) + "/nobody").status, 404);
  EXPECT_EQ(Send("DELETE", std::string(kPods) + "/web").status, 200);
}

TEST_P(ShellTest, StreamsAWatch) {
  auto watch = Watch();
  EXPECT_EQ(watch->Head().status, 200);
  Send("POST", kPods, Pod("a"));
  EXPECT_THAT(ReadLines(*watch, 1), testing::ElementsAre(StartsWith(R"({"type":"ADDED")")));
  Send("DELETE", std::string(kPods) + "/a");
  EXPECT_THAT(ReadLines(*watch, 1), testing::ElementsAre(StartsWith(R"({"type":"DELETED")")));
}

TEST_P(ShellTest, EndsAWatchInTime) {
  auto watch = Watch("&timeoutSeconds=1");
  EXPECT_EQ(watch->Read().value(), "");
}

TEST_P(ShellTest, TellsEverythingToASlowReader) {
  auto watch = Watch();
  constexpr std::size_t kCount = 200;
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::string name = "pod-" + std::to_string(i);
    ASSERT_EQ(Send("POST", kPods, R"({"metadata":{"name":")" + name + R"("},"spec":{"x":")" + std::string(50'000, 'x') + "\"}}")
                  .status,
              201);
  }
  const auto lines = ReadLines(*watch, kCount);
  ASSERT_EQ(lines.size(), kCount);
  for (std::size_t i = 0; i < kCount; ++i) EXPECT_EQ(At(lines[i], "object.metadata.name"), "pod-" + std::to_string(i));
}

TEST_P(ShellTest, WakesManyWatches) {
  std::vector<std::unique_ptr<ByteStream>> watches;
  for (int i = 0; i < 50; ++i) watches.push_back(Watch());
  Send("POST", kPods, Pod("a"));
  for (auto& watch : watches) EXPECT_THAT(ReadLines(*watch, 1), testing::SizeIs(1));
}

TEST_P(ShellTest, AnswersABodyThatIsTooLarge) {
  const Response refused = Send("POST", kPods, std::string(4 << 20, ' '));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(At(refused.body, "reason"), "RequestEntityTooLarge");
}

TEST_P(ShellTest, ServesManyThreads) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < 20; ++i) {
        const std::string name = "pod-" + std::to_string(thread) + "-" + std::to_string(i);
        EXPECT_EQ(Send("POST", kPods, Pod(name)).status, 201);
        EXPECT_EQ(Send("DELETE", std::string(kPods) + "/" + name).status, 200);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(At(Send("GET", kPods).body, "items"), "[]");
}

TEST_P(ShellTest, TheEndOfTheServerEndsItsWatches) {
  auto watch = Watch();
  auto read = watch->ReadAsync();
  server_.reset();
  const auto end = read.Get(CallContext::Within(5s));
  if (end) {
    EXPECT_EQ(*end, "");
  } else {
    EXPECT_EQ(end.error().Code(), ErrorCode::kUnavailable);
  }
}

INSTANTIATE_TEST_SUITE_P(Shells, ShellTest,
                         testing::Values(Shell{"http", &ConnectOverHttp},
                                         Shell{"memory", [](const ApiServer& server) { return server.InMemoryTransport(); }}),
                         [](const auto& shell) { return std::string(shell.param.name); });

// Not every open file: what a new thread first allocates makes the C library look up the number of processors in one.
int OpenSockets() {
  int sockets = 0;
  for (const auto& file : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code closedMeanwhile;
    const std::string target = std::filesystem::read_symlink(file, closedMeanwhile).string();
    if (target.starts_with("socket:")) ++sockets;
  }
  return sockets;
}

TEST(ApiServerTest, OpensNoSocketUnlessAsked) {
  const int before = OpenSockets();
  const ApiServer server({.resources = SampleResources()});
  const auto transport = server.InMemoryTransport();
  EXPECT_EQ(transport->Send({.target = "/version"}, {})->status, 200);
  EXPECT_EQ(OpenSockets(), before);
  EXPECT_THAT(server.Url(), StartsWith("http://127.0.0.1:"));
  EXPECT_GT(OpenSockets(), before);
}

TEST(ApiServerTest, KeepsItsUrl) {
  const ApiServer server({.resources = SampleResources()});
  EXPECT_EQ(server.Url(), server.Url());
  EXPECT_EQ(server.ClientConfig().server, server.Url());
  EXPECT_THAT(server.Kubeconfig(), HasSubstr("server: " + server.Url() + "\n"));
}

TEST(ApiServerTest, SaysThatItsPortIsTaken) {
  const ApiServer first({.resources = SampleResources()});
  const std::string url = first.Url();
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  const ApiServer second({.resources = SampleResources(), .port = port});
  const auto listening = second.Listen();
  ASSERT_FALSE(listening);
  EXPECT_EQ(listening.error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(second.Url(), "");
  EXPECT_EQ(second.ClientConfig().server, "");
}

TEST(ApiServerTest, ATransportInMemoryMayOutliveIt) {
  std::shared_ptr<Transport> transport;
  {
    const ApiServer server({.resources = SampleResources()});
    transport = server.InMemoryTransport();
  }
  EXPECT_EQ(transport->Send({.target = "/version"}, {}).error().Code(), ErrorCode::kUnavailable);
}

TEST(ApiServerTest, ServesEveryKindOfTheLibraryByDefault) {
  const ApiServer server;
  const auto transport = server.InMemoryTransport();
  EXPECT_THAT(transport->Send({.target = "/apis/apps/v1"}, {})->body, HasSubstr(R"("kind":"Deployment")"));
}

TEST(ApiServerTest, TellsTheVersionOfWhatItServes) {
  const ApiServer server({.resources = SampleResources()});
  const std::string version = server.InMemoryTransport()->Send({.target = "/version"}, {})->body;
  EXPECT_THAT(At(version, "minor"), testing::MatchesRegex("[0-9]+"));
  EXPECT_EQ(At(version, "gitVersion"), "v" + At(version, "major") + "." + At(version, "minor") + ".0+testkit");
}

TEST(ApiServerTest, DescribesTheTypesOfAGroup) {
  const ApiServer server;
  const std::string document = server.InMemoryTransport()->Send({.target = "/openapi/v3/apis/apps/v1"}, {})->body;
  // Names of definitions have dots, so they are looked for as text.
  EXPECT_THAT(document, HasSubstr(R"("io.k8s.api.apps.v1.Deployment":{"type":"object","properties":{"apiVersion":)"));
  EXPECT_THAT(document,
              HasSubstr(R"("x-kubernetes-group-version-kind":[{"group":"apps","kind":"Deployment","version":"v1"}])"));
  EXPECT_THAT(document,
              HasSubstr(R"("containers":{"type":"array","items":{"$ref":"#/components/schemas/io.k8s.api.core.v1.Container"},)"
                        R"("x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],)"
                        R"("x-kubernetes-patch-merge-key":"name","x-kubernetes-patch-strategy":"merge"})"));
}

TEST(ApiServerTest, GoesByTheClockThatItIsGiven) {
  const ApiServer server(
      {.resources = SampleResources(), .clock = [] { return std::chrono::sys_days(std::chrono::year(2001) / 2 / 3); }});
  const auto created = server.InMemoryTransport()->Send({.method = "POST", .target = kPods, .body = Pod("web")}, {});
  EXPECT_EQ(At(created->body, "metadata.creationTimestamp"), "2001-02-03T00:00:00Z");
}

}  // namespace
}  // namespace k8s::testkit
