#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cache/recorder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/informer_factory.h>
#include <k8s/rest/resource_client.h>
#include <k8s/testkit/api_server.h>

namespace k8s {
namespace {

using corev1::ConfigMap;
using Lines = std::vector<std::string>;

// What tests/cache/client_go prints.
class ClientGo {
 public:
  explicit ClientGo(const std::string& command) : output_(popen(command.c_str(), "r")) {}
  ~ClientGo() {
    if (output_ != nullptr) pclose(output_);
  }
  ClientGo(const ClientGo&) = delete;
  ClientGo& operator=(const ClientGo&) = delete;

  std::optional<std::string> Line() {
    std::string line;
    for (int c = std::fgetc(output_); c != EOF; c = std::fgetc(output_)) {
      if (c == '\n') return line;
      line.push_back(static_cast<char>(c));
    }
    return std::nullopt;
  }
  /// The lines up to this one, or to the last.
  Lines Until(const std::string& end) {
    Lines lines;
    for (auto line = Line(); line && *line != end; line = Line()) lines.push_back(*std::move(line));
    return lines;
  }
  int Status() { return pclose(std::exchange(output_, nullptr)); }

 private:
  std::FILE* output_;
};

struct ClientGoWay {
  const char* name;
  const char* contentType;
  const char* watchList;
};

// An informer that was written by others, on our server and beside ours.
class ClientGoTest : public testing::TestWithParam<ClientGoWay> {
 protected:
  void Create(const std::string& name, const std::string& value) {
    ConfigMap map;
    map.metadata.name = name;
    map.data["v"] = value;
    ASSERT_TRUE(maps.Create(map));
  }
  void Update(const std::string& name, const std::string& value) {
    ConfigMap map = *maps.Get(name);
    map.data["v"] = value;
    ASSERT_TRUE(maps.Update(map));
  }

  std::string Command(const std::string& program) {
    const std::string kubeconfig = testing::TempDir() + "client-go-" + std::to_string(getpid());
    std::ofstream(kubeconfig) << server.Kubeconfig();
    return std::string("KUBE_FEATURE_WatchListClient=") + GetParam().watchList + " '" + program + "' --kubeconfig '" +
           kubeconfig + "' --content-type " + GetParam().contentType;
  }

  testkit::ApiServer server;
  RestClient rest = *RestClient::Create(server.InMemoryTransport());
  ResourceClient<ConfigMap> maps = ResourceClient<ConfigMap>(rest, "default");
};

INSTANTIATE_TEST_SUITE_P(As, ClientGoTest,
                         testing::Values(ClientGoWay{"ListedJson", "application/json", "false"},
                                         ClientGoWay{"ListedProtobuf", "application/vnd.kubernetes.protobuf", "false"},
                                         ClientGoWay{"WatchedJson", "application/json", "true"},
                                         ClientGoWay{"WatchedProtobuf", "application/vnd.kubernetes.protobuf", "true"}),
                         [](const auto& way) { return way.param.name; });

TEST_P(ClientGoTest, HearsTheSameHistoryAsOurs) {
  const char* const program = std::getenv("CLIENT_GO_INFORMER");
  if (program == nullptr) {
    const char* const ci = std::getenv("CI");
    ASSERT_STRNE(ci == nullptr ? "" : ci, "true") << "there is no CLIENT_GO_INFORMER";
    GTEST_SKIP() << "there is no CLIENT_GO_INFORMER";
  }
  Create("a", "1");
  Create("b", "1");
  fakes::Recorder ours;
  InformerOptions options;
  options.namespaces = {"default"};
  const InformerFactory factory(rest, options);
  const auto registration = factory.For<ConfigMap>().AddEventHandler(ours.Handler());
  factory.Start();
  ASSERT_TRUE(ours.WaitFor(2));

  ClientGo theirs(Command(program));
  Lines initial = theirs.Until("synced");
  std::sort(initial.begin(), initial.end());
  EXPECT_THAT(initial, testing::ElementsAre("add! a=1", "add! b=1"));

  Create("c", "1");
  Update("a", "2");
  ASSERT_TRUE(ours.WaitFor("update a=1>2"));
  Update("a", "3");
  ASSERT_TRUE(maps.Delete("b"));
  ASSERT_TRUE(ours.WaitFor("delete b=1"));
  Lines heard = theirs.Until("delete b=1");
  server.Compact();  // of what both have heard
  Create("b", "2");
  Update("c", "2");
  ASSERT_TRUE(ours.WaitFor("update c=1>2"));
  Create("end", "");
  ASSERT_TRUE(ours.WaitFor("add end="));

  const Lines behind = theirs.Until("");
  heard.push_back("delete b=1");
  heard.insert(heard.end(), behind.begin(), behind.end());
  Lines lines = ours.Lines();
  lines.erase(lines.begin(), lines.begin() + 2);
  EXPECT_EQ(heard, lines);
  EXPECT_THAT(lines, testing::ElementsAre("add c=1", "update a=1>2", "update a=2>3", "delete b=1", "add b=2", "update c=1>2",
                                          "add end="));
  EXPECT_EQ(theirs.Status(), 0);
}

}  // namespace
}  // namespace k8s
