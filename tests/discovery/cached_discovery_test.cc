#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "discovery/pages.h"
#include "fakes/manual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/config.h>
#include <k8s/config/environment.h>
#include <k8s/discovery/cached_discovery.h>
#include <k8s/discovery/discovery_files.h>
#include <k8s/discovery/http_cache.h>

namespace k8s::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

class CachedDiscoveryTest : public testing::Test {
 protected:
  CachedDiscoveryTest() {
    Put();
    std::string pattern = testing::TempDir() + "cached_discovery_test.XXXXXX";
    root = mkdtemp(pattern.data());
  }
  ~CachedDiscoveryTest() override { fs::remove_all(root); }

  void Put(const std::string& freshness = "Current") {
    pages->Aggregate(Group("", {Version("v1", {Resource("pods", "Pod")})}),
                     Group("apps", {Version("v1", {Resource("deployments", "Deployment")}, freshness)}));
  }
  CachedDiscovery InMemory() { return CachedDiscovery(DiscoveryClient(ClientOf(pages)), {.clock = clock}); }
  CachedDiscovery OnDisk() { return CachedDiscovery(DiscoveryClient(ClientOf(pages)), {.folder = Folder(), .clock = clock}); }
  std::string Folder() const { return root + "/discovery/127.0.0.1_6443"; }
  static std::string ReadFile(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void WriteFile(const std::string& path, const std::string& content) { std::ofstream(path) << content; }
  static fs::perms ModeOf(const std::string& path) { return fs::status(path).permissions(); }
  static void Age(const std::string& path, std::chrono::seconds by) {
    fs::last_write_time(path, fs::last_write_time(path) - by);
  }

  std::shared_ptr<fakes::ManualClock> clock = std::make_shared<fakes::ManualClock>();
  std::shared_ptr<Pages> pages = std::make_shared<Pages>();
  std::string root;
};

TEST_F(CachedDiscoveryTest, AsksOnce) {
  const CachedDiscovery discovery = InMemory();
  EXPECT_FALSE(discovery.Fresh());
  const auto first = discovery.Served();
  ASSERT_TRUE(first) << first.error().ToString();
  EXPECT_EQ(*discovery.Served(), *first);
  EXPECT_TRUE(discovery.Fresh());
  EXPECT_THAT(pages->Paths(), SizeIs(2));
}

TEST_F(CachedDiscoveryTest, AsksAgainWhenItIsInvalidatedOrTooOld) {
  const CachedDiscovery discovery = InMemory();
  ASSERT_TRUE(discovery.Served());
  discovery.Invalidate();
  EXPECT_FALSE(discovery.Fresh());
  ASSERT_TRUE(discovery.Served());
  EXPECT_THAT(pages->Paths(), SizeIs(4));
  clock->Advance(599s);
  ASSERT_TRUE(discovery.Served());
  EXPECT_THAT(pages->Paths(), SizeIs(4));
  clock->Advance(1s);
  ASSERT_TRUE(discovery.Served());
  EXPECT_THAT(pages->Paths(), SizeIs(6));
}

TEST_F(CachedDiscoveryTest, AsksAgainForWhatFailedButNotAtOnce) {
  Put("Stale");
  const CachedDiscovery discovery = InMemory();
  EXPECT_THAT((*discovery.Served())->failed, SizeIs(1));
  Put();
  EXPECT_THAT((*discovery.Served())->failed, SizeIs(1));
  clock->Advance(2s);
  EXPECT_THAT((*discovery.Served())->failed, IsEmpty());
  EXPECT_THAT(pages->Paths(), SizeIs(4));
}

TEST_F(CachedDiscoveryTest, KeepsWhatItHasIfItCannotBeCompleted) {
  Put("Stale");
  const CachedDiscovery discovery = InMemory();
  ASSERT_TRUE(discovery.Served());
  pages->Fail("/apis", 500);
  clock->Advance(2s);
  EXPECT_TRUE(discovery.Served());
  clock->Advance(10min);
  EXPECT_EQ(discovery.Served().error().HttpStatus(), 500);
}

TEST_F(CachedDiscoveryTest, RemembersNoFailureOfEverything) {
  const CachedDiscovery discovery = InMemory();
  pages->Fail("/apis", 500);
  EXPECT_EQ(discovery.Served().error().HttpStatus(), 500);
  Put();
  EXPECT_TRUE(discovery.Served());
}

TEST_F(CachedDiscoveryTest, AsksOnceForAllWhoAskTogether) {
  const CachedDiscovery discovery = InMemory();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] { EXPECT_TRUE(discovery.Served()); });
    }
  }
  EXPECT_THAT(pages->Paths(), SizeIs(2));
}

TEST_F(CachedDiscoveryTest, IsNotPoisonedByWhoGivesUp) {
  const CachedDiscovery discovery = InMemory();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(discovery.Served({.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
  EXPECT_TRUE(discovery.Served());
}

TEST_F(CachedDiscoveryTest, WritesFilesAsKubectlDoes) {
  ASSERT_TRUE(OnDisk().Served());
  EXPECT_EQ(ReadFile(Folder() + "/v1/serverresources.json"),
            R"({"apiVersion":"v1","kind":"APIResourceList","groupVersion":"v1","resources":[)"
            R"({"name":"pods","singularName":"","namespaced":true,"kind":"Pod","verbs":["get","list"]}]})");
  EXPECT_THAT(ReadFile(Folder() + "/servergroups.json"),
              testing::StartsWith(R"({"apiVersion":"v1","kind":"APIGroupList","groups":[{"name":"","versions":[)"));
  EXPECT_TRUE(fs::exists(Folder() + "/apps/v1/serverresources.json"));
  EXPECT_EQ(ModeOf(Folder() + "/servergroups.json"), fs::perms(0660));
  EXPECT_EQ(ModeOf(Folder()) & fs::perms(0027), fs::perms::none);  // as far as the umask lets it be seen
}

TEST_F(CachedDiscoveryTest, ReadsWhatAnotherHasWritten) {
  ASSERT_TRUE(OnDisk().Served());
  const CachedDiscovery other = OnDisk();
  const auto served = other.Served();
  ASSERT_TRUE(served) << served.error().ToString();
  EXPECT_NE(FindResource(**served, {"apps", "v1", "deployments"}), nullptr);
  EXPECT_FALSE(other.Fresh());
  EXPECT_THAT(pages->Paths(), SizeIs(2));
  other.Invalidate();
  ASSERT_TRUE(other.Served());
  EXPECT_TRUE(other.Fresh());
  EXPECT_THAT(pages->Paths(), SizeIs(4));
}

TEST_F(CachedDiscoveryTest, LetsFilesAgeInMemoryAsWell) {
  ASSERT_TRUE(OnDisk().Served());
  Age(Folder() + "/v1/serverresources.json", 500s);
  const CachedDiscovery other = OnDisk();
  ASSERT_TRUE(other.Served());
  EXPECT_THAT(pages->Paths(), SizeIs(2));
  Age(Folder() + "/v1/serverresources.json", 100s);
  clock->Advance(100s);
  ASSERT_TRUE(other.Served());
  EXPECT_THAT(pages->Paths(), SizeIs(4));
}

// Whatever a file has become, it is as if it were not there.
class BrokenFileTest : public CachedDiscoveryTest, public testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(As, BrokenFileTest,
                         testing::Values("servergroups.json", "v1/serverresources.json", "apps/v1/serverresources.json"),
                         [](const auto& instance) { return "Nr" + std::to_string(instance.index); });

TEST_P(BrokenFileTest, IsAskedForAgain) {
  const std::string path = Folder() + "/" + GetParam();
  ASSERT_TRUE(OnDisk().Served());
  const std::string whole = ReadFile(path);
  std::size_t asked = pages->Paths().size();
  const auto isAskedFor = [&] {
    const auto served = OnDisk().Served();
    EXPECT_TRUE(served) << served.error().ToString();
    EXPECT_NE(FindResource(**served, {"apps", "v1", "deployments"}), nullptr);
    const bool wasAsked = pages->Paths().size() == asked + 2;
    asked = pages->Paths().size();
    return wasAsked && ReadFile(path) == whole;
  };
  for (const std::string& content : {std::string(), whole.substr(0, whole.size() / 2), whole.substr(0, whole.size() - 1),
                                     std::string("{}"), std::string("\0\0\0\0", 4), std::string(R"({"kind":"Pod"})")}) {
    WriteFile(path, content);
    EXPECT_TRUE(isAskedFor()) << content;
  }
  fs::remove(path);
  EXPECT_TRUE(isAskedFor());
  Age(path, 600s);
  EXPECT_TRUE(isAskedFor());
  fs::remove(path);
  fs::create_directory(path);
  const auto served = OnDisk().Served();
  EXPECT_TRUE(served);
}

TEST_F(CachedDiscoveryTest, WritesNothingOfWhatFailed) {
  Put("Stale");
  ASSERT_TRUE(OnDisk().Served());
  EXPECT_TRUE(fs::exists(Folder() + "/servergroups.json"));
  EXPECT_FALSE(fs::exists(Folder() + "/apps/v1/serverresources.json"));
}

TEST_F(CachedDiscoveryTest, LetsNoServerChooseWhereFilesAre) {
  pages->Aggregate("", Group("../../escaped", {Version("v1", {Resource("x", "X")})}) + "," +
                           Group(".hidden", {Version("v1", {Resource("x", "X")})}) + "," +
                           Group("a", {Version("../v1", {Resource("x", "X")})}));
  ASSERT_TRUE(OnDisk().Served());
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  EXPECT_THAT(files, testing::ElementsAre(Folder() + "/servergroups.json"));
}

TEST_F(CachedDiscoveryTest, DoesWithoutAFolderThatItCannotMake) {
  WriteFile(root + "/discovery", "in the way");
  const CachedDiscovery discovery = OnDisk();
  EXPECT_TRUE(discovery.Served());
  EXPECT_TRUE(discovery.Served());
  EXPECT_THAT(pages->Paths(), SizeIs(2));
}

TEST_F(CachedDiscoveryTest, SharesItsFolderWithOthersWhoWriteAtTheSameTime) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        const CachedDiscovery discovery = OnDisk();
        if (round % 3 == 0) discovery.Invalidate();
        const auto served = discovery.Served();
        ASSERT_TRUE(served) << served.error().ToString();
        EXPECT_NE(FindResource(**served, {"apps", "v1", "deployments"}), nullptr);
      }
    });
  }
}

class OneHome final : public Environment {
 public:
  explicit OneHome(std::map<std::string, std::string> variables) : variables_(std::move(variables)) {}
  std::optional<std::string> Variable(const std::string& name) const override {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::string> ReadFile(const std::string& path) const override { return Error(ErrorCode::kNotFound, path); }

 private:
  std::map<std::string, std::string> variables_;
};

TEST(KubectlDiscoveryFolderTest, IsWhereKubectlHasIt) {
  const auto folder = [](const std::string& server, const std::map<std::string, std::string>& variables) {
    Config config;
    config.server = server;
    return KubectlDiscoveryFolder(config, OneHome(variables));
  };
  EXPECT_EQ(folder("https://127.0.0.1:6443", {{"HOME", "/h"}}), "/h/.kube/cache/discovery/127.0.0.1_6443");
  EXPECT_EQ(folder("https://host/k8s/c-1", {{"HOME", "/h"}}), "/h/.kube/cache/discovery/host/k8s/c_1");
  EXPECT_EQ(folder("http://[::1]:80/", {{"KUBECACHEDIR", "/c"}, {"HOME", "/h"}}), "/c/discovery/___1__80/");
  EXPECT_EQ(folder("https://host", {}), "");
  EXPECT_EQ(folder("https://..", {{"HOME", "/h"}}), "");
  EXPECT_EQ(folder("", {{"HOME", "/h"}}), "");
}

TEST(HttpCacheFolderTest, LiesBesideKubectls) {
  Config config;
  config.server = "https://127.0.0.1:6443";
  const std::map<std::string, std::string> variables = {{"HOME", "/h"}};
  EXPECT_EQ(HttpCacheFolder(config, OneHome(variables)), "/h/.kube/cache/http-client-cpp/127.0.0.1_6443");
  EXPECT_EQ(HttpCacheFolder(config, OneHome(std::map<std::string, std::string>())), "");
}

}  // namespace
}  // namespace k8s::test
