#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "cluster/cluster.h"
#include "fakes/virtual_clock.h"
#include <gtest/gtest.h>

#include <k8s/client/authentication/v1/self_subject_reviews.h>
#include <k8s/client/core/v1/config_maps.h>

// What changes while a client lives: the server is killed and comes back, tokens and certificates are replaced on disk.
namespace k8s::test {
namespace {

using namespace std::chrono_literals;

namespace fs = std::filesystem;

class ResilienceTest : public ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    folder_ = fs::temp_directory_path() / Unique("resilience");
    fs::create_directory(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
    ClusterTest::TearDown();
  }

  std::string PathOf(const char* file) const { return (folder_ / file).string(); }
  std::string Write(const char* file, const std::string& text) const {
    std::ofstream(PathOf(file)) << text;
    return PathOf(file);
  }

  /// A client whose time only goes on when a test says so.
  Clientset Connect(const Config& config) const {
    ClientOptions options;
    options.clock = clock_;
    return Clientset::Create(config, options).value();
  }

  /// In whose name the server takes the requests of a client.
  static std::string NameOf(const Clientset& clients) {
    const auto review = clients.AuthenticationV1().SelfSubjectReviews().Create({}, {}, Soon());
    return review ? review->status.userInfo.username : review.error().ToString();
  }

  const std::shared_ptr<fakes::VirtualClock> clock_ = std::make_shared<fakes::VirtualClock>();

 private:
  fs::path folder_;
};

// The folder of the testbed's own files.
fs::path Testbed() { return fs::path(std::getenv("CLIENT_CPP_TESTBED_KUBECONFIG")).parent_path(); }

void Shell(const std::string& command) { ASSERT_EQ(std::system(command.c_str()), 0) << command; }

TEST_F(ResilienceTest, ReadsATokenAgainThatWasReplacedOnDisk) {
  const std::string admin = ConfigOf("admin").token;
  const std::string nobody = ConfigOf("nobody").token;
  Config config = ConfigOf("admin");
  config.token.clear();
  config.tokenFile = Write("token", admin);
  const Clientset clients = Connect(config);
  EXPECT_EQ(NameOf(clients), "admin");
  Write("token", nobody);
  EXPECT_EQ(NameOf(clients), "admin") << "not for each request";
  clock_->Advance(1min);
  EXPECT_EQ(NameOf(clients), "nobody");
}

TEST_F(ResilienceTest, ReadsARefusedTokenAgainAtOnce) {
  Config config = ConfigOf("admin");
  const std::string good = config.token;
  config.token.clear();
  config.tokenFile = Write("token", "expired");
  const Clientset clients = Connect(config);
  EXPECT_TRUE(IsUnauthorized(clients.CoreV1().Namespaces().List().error()));
  Write("token", good);
  EXPECT_EQ(NameOf(clients), "admin");
}

TEST_F(ResilienceTest, UsesACertificateThatWasReplacedOnDisk) {
  const auto issue = [&](const std::string& name) {
    Shell("cd '" + (Testbed() / "pki").string() +
          "' && openssl req -x509 -config openssl.cnf -extensions client -days 1 -newkey ec -pkeyopt ec_paramgen_curve:P-256"
          " -nodes -subj '/CN=" +
          name + "' -CA ca.crt -CAkey ca.key -keyout '" + PathOf("client.key") + "' -out '" + PathOf("client.crt") +
          "' 2>/dev/null");
  };
  issue("before");
  Config config = ConfigOf("admin");
  config.token.clear();
  config.clientCertificateFile = PathOf("client.crt");
  config.clientKeyFile = PathOf("client.key");
  const Clientset clients = Connect(config);
  EXPECT_EQ(NameOf(clients), "before");
  issue("after");
  clock_->Advance(11s);
  EXPECT_EQ(NameOf(clients), "after");
}

TEST_F(ResilienceTest, RunsAPluginAgainWhoseTokenWasRefused) {
  Config config = ConfigOf("admin");
  Write("token", "expired");
  const std::string plugin = Write("plugin", R"(#!/bin/sh
echo run >> "$1.runs"
echo "{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\",
       \"status\": {\"token\": \"$(cat "$1")\"}}"
)");
  fs::permissions(plugin, fs::perms::owner_all);
  const std::string token = std::exchange(config.token, "");
  ExecConfig& exec = config.exec.emplace();
  exec.apiVersion = "client.authentication.k8s.io/v1";
  exec.command = plugin;
  exec.args = {PathOf("token")};
  exec.interactiveMode = ExecConfig::InteractiveMode::kNever;
  const Clientset clients = Connect(config);
  EXPECT_TRUE(IsUnauthorized(clients.CoreV1().Namespaces().List().error()));
  Write("token", token);
  EXPECT_EQ(NameOf(clients), "admin");
  EXPECT_EQ(NameOf(clients), "admin");
  EXPECT_EQ(fs::file_size(PathOf("token.runs")), std::string_view("run\n").size() * 3) << "asked, refused twice, then good";
}

// Tries until the server has come back; each failure before that must say what it is.
template <class Try>
void UntilItIsBack(Try attempt) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (auto result = attempt(); !result; result = attempt()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << result.error().ToString();
    EXPECT_TRUE(result.error().Failure() != TransportFailure::kNone || result.error().HttpStatus() != 0)
        << result.error().ToString();
  }
}

TEST_F(ResilienceTest, GoesOnWhenTheApiServerWasKilledAndIsBack) {
  const auto maps = Clients().CoreV1().ConfigMaps(Namespace());
  const std::string ours = "test=resilience";  // controllers make some, too
  corev1::ConfigMap map;
  map.metadata.name = "before";
  map.metadata.labels = {{"test", "resilience"}};
  const std::string version = maps.Create(map, {}, Soon()).value().metadata.resourceVersion;
  auto watch = maps.Watch({.labelSelector = ours, .resourceVersion = version}, Soon()).value();

  Shell("'" TESTBED_TOOL "' restart");

  const auto cut = watch.Next();
  if (cut) {
    EXPECT_FALSE(cut->has_value()) << "ended, or cut off";
  } else {
    EXPECT_EQ(cut.error().Code(), ErrorCode::kUnavailable) << cut.error().ToString();
  }
  UntilItIsBack([&] { return maps.Get("before", {}, Soon()); });
  map.metadata.name = "after";
  ASSERT_TRUE(maps.Create(map, {}, Soon()));
  // Where the watch was cut it goes on, unless the new process says that it does not remember so far back.
  auto next = maps.Watch({.labelSelector = ours, .resourceVersion = version}, Soon()).and_then([](auto&& again) {
    return again.Next();
  });
  if (next) {
    ASSERT_TRUE(*next);
    EXPECT_EQ((*next)->object.metadata.name, "after") << "nothing is lost in between";
  } else {
    EXPECT_EQ(next.error().Code(), ErrorCode::kGone) << next.error().ToString();
  }
  EXPECT_EQ(maps.List({.labelSelector = ours}, Soon()).value().items.size(), 2u);
}

}  // namespace
}  // namespace k8s::test
