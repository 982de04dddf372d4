#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "fakes/virtual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/file_lock.h>
#include <k8s/config/load_config.h>
#include <k8s/config/modify_kubeconfig.h>

namespace k8s {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Section = KubeconfigChange::Section;

// Files of this machine, variables of the test's.
class TestEnvironment final : public Environment {
 public:
  std::optional<std::string> Variable(const std::string& name) const override {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::string> ReadFile(const std::string& path) const override { return Environment::Process().ReadFile(path); }

  std::map<std::string, std::string> variables;
};

class ModifyKubeconfigTest : public testing::Test {
 protected:
  ModifyKubeconfigTest() {
    std::string pattern = testing::TempDir() + "modify_kubeconfig_test_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    environment_.variables["HOME"] = folder_;
  }
  ~ModifyKubeconfigTest() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
    return Path(name);
  }

  std::string Read(const std::string& name) const {
    std::ifstream stream(Path(name));
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  std::string Modify(const KubeconfigChanges& changes, const std::string& file = "", const CallContext& context = {}) const {
    const auto modified = ModifyKubeconfig(changes, {.kubeconfig = file, .environment = &environment_}, context);
    return modified ? "" : modified.error().Message();
  }

  static KubeconfigChanges Token(const std::string& user, const std::string& token) {
    return {.entries = {{.section = Section::kUser, .name = user, .path = {"token"}, .value = token}}};
  }

  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string folder_;
  TestEnvironment environment_;
};

TEST_F(ModifyKubeconfigTest, ChangesOneValueAndKeepsWhatItDoesNotKnow) {
  const std::string path = Write("k", R"(# a comment
apiVersion: v1
kind: Config
preferences: {colors: true}
unknown: ["1", 1, null, {a: [[b], []]}]
users:
- name: me
  user:
    token: old
    other: |
      two
      lines
- name: "007"
  user: {}
current-context: 'x: y'
)");
  ASSERT_EQ(Modify(Token("me", "new"), path), "");
  EXPECT_EQ(Read("k"), R"(apiVersion: v1
kind: Config
preferences:
  colors: true
unknown:
- "1"
- 1
- null
- a:
  - - b
  - []
users:
- name: me
  user:
    token: new
    other: "two\nlines\n"
- name: "007"
  user: {}
current-context: "x: y"
)");
}

TEST_F(ModifyKubeconfigTest, MakesAFileThatCanBeLoaded) {
  const KubeconfigChanges changes = {
      .entries = {{.section = Section::kCluster, .name = "dev", .path = {"server"}, .value = "https://dev:6443"},
                  {.section = Section::kCluster, .name = "dev", .path = {"insecure-skip-tls-verify"}, .value = true},
                  {.section = Section::kUser, .name = "me", .path = {"exec", "command"}, .value = "aws"},
                  {.section = Section::kUser,
                   .name = "me",
                   .path = {"exec", "args"},
                   .value = std::vector<std::string>{"get-token", "12", ""}},
                  {.section = Section::kUser, .name = "me", .path = {"exec", "interactiveMode"}, .value = "Never"},
                  {.section = Section::kUser,
                   .name = "me",
                   .path = {"exec", "apiVersion"},
                   .value = "client.authentication.k8s.io/v1"},
                  {.section = Section::kContext, .name = "dev", .path = {"cluster"}, .value = "dev"},
                  {.section = Section::kContext, .name = "dev", .path = {"user"}, .value = "me"}},
      .currentContext = "dev"};
  ASSERT_EQ(Modify(changes), "");
  EXPECT_EQ(fs::status(Path(".kube/config")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto config = LoadConfig({.environment = &environment_});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://dev:6443");
  EXPECT_TRUE(config->insecureSkipTlsVerify);
  EXPECT_THAT(config->exec->args, ElementsAre("get-token", "12", ""));
}

TEST_F(ModifyKubeconfigTest, WritesEachEntryToTheFileItComesFrom) {
  const std::string a = Write("a", "users: [{name: one, user: {token: a}}]\n");
  const std::string b = Write("b", "users: [{name: one, user: {token: b}}, {name: two, user: {token: b}}]\n");
  const std::string c = Write("c", "kind: Config # untouched\n");
  environment_.variables["KUBECONFIG"] = Path("missing") + ":" + a + ":" + b + ":" + c;
  KubeconfigChanges changes = Token("one", "1");
  changes.entries.push_back(Token("two", "2").entries[0]);
  changes.entries.push_back(Token("three", "3").entries[0]);
  changes.currentContext = "x";
  ASSERT_EQ(Modify(changes), "");
  EXPECT_EQ(Read("a"),
            "users:\n- name: one\n  user:\n    token: \"1\"\n- name: three\n  user:\n    token: \"3\"\ncurrent-context: x\n");
  EXPECT_EQ(Read("b"), "users:\n- name: one\n  user:\n    token: b\n- name: two\n  user:\n    token: \"2\"\n");
  EXPECT_EQ(Read("c"), "kind: Config # untouched\n");
  EXPECT_THAT(Files(), ElementsAre("a", "b", "c"));
}

TEST_F(ModifyKubeconfigTest, MakesTheLastOfTheListIfThereIsNone) {
  environment_.variables["KUBECONFIG"] = Path("a") + ":" + Path("deep/b");
  ASSERT_EQ(Modify({.currentContext = "x"}), "");
  EXPECT_FALSE(fs::exists(Path("a")));
  EXPECT_EQ(Read("deep/b"), "apiVersion: v1\nkind: Config\ncurrent-context: x\n");
}

TEST_F(ModifyKubeconfigTest, RemovesValuesEntriesAndTheContext) {
  const std::string path = Write("k", R"(
users: [{name: me, user: {token: a, username: b}}, {name: you, user: {token: c}}]
current-context: x
)");
  const KubeconfigChanges changes = {.entries = {{.section = Section::kUser, .name = "me", .path = {"token"}},
                                                 {.section = Section::kUser, .name = "me", .path = {"exec", "command"}},
                                                 {.section = Section::kUser, .name = "you"}},
                                     .currentContext = ""};
  ASSERT_EQ(Modify(changes, path), "");
  EXPECT_EQ(Read("k"), "users:\n- name: me\n  user:\n    username: b\n");
}

TEST_F(ModifyKubeconfigTest, DoesNotTouchAFileThatIsSoAlready) {
  const std::string path = Write("k", "users: [{name: me, user: {token: same}}] # a comment\n");
  ASSERT_EQ(Modify(Token("me", "same"), path), "");
  EXPECT_EQ(Read("k"), "users: [{name: me, user: {token: same}}] # a comment\n");
}

TEST_F(ModifyKubeconfigTest, SpellsEveryTextSoThatItIsReadBack) {
  const std::vector<std::string> texts = {"",
                                          " ",
                                          "a b",
                                          "true",
                                          "Null",
                                          "12",
                                          "1e3",
                                          "-",
                                          "a:",
                                          "a: b",
                                          "#",
                                          "\"",
                                          "\\",
                                          "\n\n",
                                          "\t",
                                          "\x01\x7f",
                                          "'",
                                          "{",
                                          "*a",
                                          "\xc3\xa4\xf0\x9f\x98\x80",
                                          "\xc2\x85",
                                          "\xe2\x80\xa8",
                                          "\xef\xbb\xbf",
                                          "a\r\nb",
                                          "https://x/y?z",
                                          "y",
                                          "2001-01-01"};
  const std::string path = Write("k", "");
  for (const std::string& text : texts) {
    ASSERT_EQ(Modify(Token("me", text), path), "") << text;
    environment_.variables["KUBECONFIG"] = path;
    KubeconfigChanges rest = {.entries = {{.section = Section::kCluster, .name = "c", .path = {"server"}, .value = "https://c"},
                                          {.section = Section::kCluster, .name = text, .path = {text}, .value = text}}};
    ASSERT_EQ(Modify(rest), "") << text;
    const auto config = LoadConfig({.cluster = "c", .user = "me", .environment = &environment_});
    ASSERT_TRUE(config) << config.error().ToString();
    EXPECT_EQ(config->token, text);
  }
}

TEST_F(ModifyKubeconfigTest, KeepsTheModeOfAFileAndTheLinkToIt) {
  const std::string path = Write("k", "");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  fs::create_symlink("k", Path("link"));
  ASSERT_EQ(Modify(Token("me", "new"), Path("link")), "");
  EXPECT_TRUE(fs::is_symlink(Path("link")));
  EXPECT_THAT(Read("k"), HasSubstr("token: new"));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  EXPECT_THAT(Files(), ElementsAre("k", "link"));
}

TEST_F(ModifyKubeconfigTest, SaysWhatIsInTheWay) {
  EXPECT_THAT(Modify(Token("me", "hunter2"), Write("k", "users: [{name: me, user: {token: ")), HasSubstr("line 1"));
  EXPECT_THAT(Modify(Token("me", "hunter2"), Write("k", "kind: Pod")), HasSubstr("its kind is not Config"));
  EXPECT_THAT(Modify(Token("me", "hunter2"), Write("k", "users: [{name: me, user: [a]}]")),
              HasSubstr(R"(user "me": user is not a mapping)"));
  const KubeconfigChanges gone = {.entries = {{.section = Section::kContext, .name = "gone"}}};
  EXPECT_THAT(Modify(gone, Write("k", "")), HasSubstr(R"(there is no context "gone")"));
  const KubeconfigChanges whole = {.entries = {{.section = Section::kUser, .name = "me", .value = "text"}}};
  EXPECT_THAT(Modify(whole, Write("k", "")), HasSubstr("an entry can only be set value by value"));
  EXPECT_THAT(Modify(Token("me", "hunter2"), folder_), HasSubstr("cannot read"));
  Write("file", "");
  EXPECT_THAT(Modify(Token("me", "hunter2"), Path("file/k")), HasSubstr("cannot make the folder"));
  environment_.variables.clear();
  EXPECT_EQ(Modify(Token("me", "hunter2")), "neither $KUBECONFIG nor $HOME is set");
}

TEST_F(ModifyKubeconfigTest, WaitsForWhoeverHasTheLockUntilTheCallEnds) {
  const std::string path = Write("k", "");
  Write("k.lock", "");
  EXPECT_THAT(Modify(Token("me", "new"), path, CallContext::Within(60ms)), HasSubstr("the deadline of the call has passed"));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(Modify(Token("me", "new"), path, {.stop = stop.get_token()}), HasSubstr("the call was cancelled"));
  EXPECT_EQ(Read("k"), "");
  EXPECT_TRUE(fs::exists(Path("k.lock")));
  std::jthread other([&] { fs::remove(Path("k.lock")); });
  EXPECT_EQ(Modify(Token("me", "new"), path), "");
  EXPECT_FALSE(fs::exists(Path("k.lock")));
}

TEST_F(ModifyKubeconfigTest, NamesALockThatNobodyTakesAway) {
  fakes::VirtualClock clock;
  Write("k.lock", "");
  const auto lock = internal::FileLock::Take(Path("k"), clock, {});
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().Code(), ErrorCode::kConfig);
  EXPECT_THAT(lock.error().Message(), HasSubstr("k.lock\" is there: another program changes the file, or has left it behind"));
  EXPECT_EQ(clock.Waits().size(), 200u);
}

TEST_F(ModifyKubeconfigTest, LosesNoChangeOfManyAtOnce) {
  const std::string path = Path("k");
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        for (int turn = 0; turn < 5; ++turn) EXPECT_EQ(Modify(Token(std::to_string(thread * 5 + turn), "t"), path), "");
      });
    }
  }
  const std::string text = Read("k");
  for (int user = 0; user < 20; ++user) EXPECT_THAT(text, HasSubstr("- name: \"" + std::to_string(user) + "\"\n"));
}

}  // namespace
}  // namespace k8s
