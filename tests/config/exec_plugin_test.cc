#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "fake_environment.h"
#include "fakes/standard_file.h"
#include "fakes/test_certificates.h"
#include "fakes/virtual_clock.h"
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <k8s/config/credentials.h>
#include <k8s/config/json_text.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHead = R"({"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": )";

// Plugins are scripts in a folder of the test's own.
class ExecPluginTest : public testing::Test {
 protected:
  ExecPluginTest() {
    std::string pattern = testing::TempDir() + "exec_plugin_test_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    config_.server = "https://cluster";
    config_.exec.emplace();
    config_.exec->apiVersion = "client.authentication.k8s.io/v1";
  }
  ~ExecPluginTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& script) {
    const std::string path = folder_ + "/plugin";
    std::ofstream(path) << "#!/bin/sh\n" << script;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    config_.exec->command = path;
  }

  // A script that prints an answer with that status.
  static std::string Printing(const std::string& status) { return std::string("cat <<'END'\n") + kHead + status + "}\nEND\n"; }

  std::shared_ptr<CredentialSource> Source() {
    auto source = MakeCredentialSource(config_, options_);
    EXPECT_TRUE(source) << source.error().ToString();
    return *source;
  }

  std::string Failure() {
    const auto credentials = Source()->Fetch().Get();
    EXPECT_FALSE(credentials);
    EXPECT_EQ(credentials.error().Code(), ErrorCode::kConfig);
    return Message(credentials.error());
  }

  // The message without the path, which differs from run to run.
  std::string Message(const Error& error) const {
    std::string message = error.Message();
    const auto at = message.find(folder_);
    return at == std::string::npos ? message : message.erase(at, folder_.size());
  }

  std::string folder_;
  Config config_;
  FakeEnvironment environment_;
  CredentialOptions options_{.environment = &environment_, .stdinIsFree = false};
};

TEST_F(ExecPluginTest, GivesItsToken) {
  Write(Printing(R"({"token": "abc"})"));
  const auto source = Source();
  EXPECT_EQ(source->Ready(), nullptr);
  EXPECT_TRUE(source->CanRenew());
  EXPECT_EQ((*source->Fetch().Get())->authorization, "Bearer abc");
  EXPECT_EQ(source->Ready()->authorization, "Bearer abc");
}

TEST_F(ExecPluginTest, GivesItsCertificate) {
  const fakes::Credentials pair = fakes::CertificateAuthority().Issue({});
  std::string certificate, key;
  internal::AppendJsonString(pair.certificatePem, certificate);
  internal::AppendJsonString(pair.keyPem, key);
  Write(Printing(R"({"clientCertificateData": )" + certificate + R"(, "clientKeyData": )" + key + "}"));
  const auto credentials = Source()->Fetch().Get();
  ASSERT_TRUE(credentials) << credentials.error().ToString();
  EXPECT_EQ((*credentials)->authorization, "");
  EXPECT_EQ((*credentials)->clientCertPem, pair.certificatePem);
  EXPECT_EQ((*credentials)->clientKeyPem, pair.keyPem);
}

TEST_F(ExecPluginTest, GetsArgumentsVariablesAndTheCluster) {
  Write("printf '%s|%s|%s|%s' \"$1\" \"$2\" \"$PROFILE\" \"$KUBERNETES_EXEC_INFO\" > \"$0.saw\"\n" +
        Printing(R"({"token": "abc"})"));
  environment_.files["/ca"] = "PEM";
  config_.caFile = "/ca";
  config_.exec->args = {"get-token", "a b"};
  config_.exec->env = {{"PROFILE", "dev"}};
  config_.exec->provideClusterInfo = true;
  ASSERT_TRUE(Source()->Fetch().Get());
  std::ifstream saw(folder_ + "/plugin.saw");
  std::string text;
  std::getline(saw, text);
  EXPECT_EQ(text,
            R"(get-token|a b|dev|{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":)"
            R"({"server":"https://cluster","certificate-authority-data":"UEVN"},"interactive":false}})");
}

TEST_F(ExecPluginTest, IsRunAgainWhenItsTokenEndsOrIsRefused) {
  Write(
      "echo x >> \"$0.runs\"\nruns=$(wc -l < \"$0.runs\")\n"
      "echo '" +
      std::string(kHead) +
      R"({"token": "'$runs'", "expirationTimestamp": "2030-01-01T00:00:00Z"}}')"
      "\n");
  auto clock = std::make_shared<fakes::VirtualClock>();
  std::chrono::system_clock::time_point now = std::chrono::sys_days(std::chrono::year(2029) / 12 / 31);
  options_.clock = clock;
  options_.wallClock = [&now] { return now; };
  const auto source = Source();
  const auto first = source->Fetch().Get();
  ASSERT_TRUE(first) << first.error().ToString();
  EXPECT_EQ((*first)->authorization, "Bearer 1");
  source->Refused(*first);
  EXPECT_EQ((*source->Fetch().Get())->authorization, "Bearer 2");
  now += 24h;
  clock->Advance(24h);
  EXPECT_EQ(source->Ready(), nullptr);
  EXPECT_EQ((*source->Fetch().Get())->authorization, "Bearer 3");
}

TEST_F(ExecPluginTest, IsNotAskedWhereOtherCredentialsAreGiven) {
  config_.exec->command = "/no/such/plugin";
  config_.token = "abc";
  EXPECT_EQ(Source()->Ready()->authorization, "Bearer abc");
  config_.token.clear();
  config_.username = "me";
  EXPECT_THAT(Source()->Ready()->authorization, HasSubstr("Basic "));
  config_.username.clear();
  config_.clientCertificateData = config_.clientKeyData = "PEM";
  EXPECT_EQ(Source()->Ready()->authorization, "");
}

TEST_F(ExecPluginTest, ThatIsMissingSaysHowItIsInstalled) {
  config_.exec->command = "k8s-no-such-plugin";
  EXPECT_EQ(Failure(), R"(exec plugin "k8s-no-such-plugin": there is no such command)");
  config_.exec->installHint = "Get it:\n\tbrew install \x1b[1mit";
  EXPECT_EQ(Failure(), R"(exec plugin "k8s-no-such-plugin": there is no such command; Get it: brew install [1mit)");
}

TEST_F(ExecPluginTest, ThatFailsSaysWhyWithoutItsSecrets) {
  Write("echo 'logging in with password=hunter2' >&2\necho 'no such profile' >&2\nexit 3\n");
  EXPECT_EQ(Failure(), R"(exec plugin "/plugin": it ended with code 3: logging in with password=*** no such profile)");
}

TEST_F(ExecPluginTest, ThatIsKilledSaysSo) {
  Write("kill -TERM $$\n");
  EXPECT_EQ(Failure(), R"(exec plugin "/plugin": it was ended by signal 15)");
}

TEST_F(ExecPluginTest, ThatPrintsGarbageSaysWhatIsWrongWithIt) {
  Write("echo hunter2\n");
  EXPECT_EQ(Failure(), R"(exec plugin "/plugin": what it printed: it is no object)");
  Write("head -c 2000 /dev/urandom\n");
  EXPECT_THAT(Failure(), HasSubstr(R"(exec plugin "/plugin": what it printed: )"));
}

TEST_F(ExecPluginTest, ThatFloodsIsEnded) {
  Write("cat /dev/zero\n");
  EXPECT_EQ(Failure(), R"(exec plugin "/plugin": it wrote more than 1048576 bytes)");
}

TEST_F(ExecPluginTest, ThatHangsIsEnded) {
  Write("sleep 1000\n");
  options_.pluginTimeout = 50ms;
  const auto credentials = Source()->Fetch().Get();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().Code(), ErrorCode::kConfig);
  EXPECT_EQ(Message(credentials.error()), R"(exec plugin "/plugin": it did not end within 0.05 s)");
}

TEST_F(ExecPluginTest, EndsWithItsSource) {
  Write("sleep 1000\n");
  auto source = Source();
  auto future = source->Fetch();
  source.reset();
  EXPECT_EQ(future.Get().error().Code(), ErrorCode::kCancelled);
}

TEST_F(ExecPluginTest, ThatNeedsTheUserFailsWithoutATerminal) {
  Write(Printing(R"({"token": "abc"})"));
  config_.exec->interactiveMode = ExecConfig::InteractiveMode::kAlways;
  EXPECT_THAT(Failure(), HasSubstr("interactiveMode is Always"));
}

// The end of a terminal where the user would sit.
class Terminal {
 public:
  Terminal() : user_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    grantpt(user_);
    unlockpt(user_);
    program_ = open(ptsname(user_), O_RDWR | O_NOCTTY | O_CLOEXEC);
  }
  ~Terminal() {
    close(program_);
    close(user_);
  }
  int ForProgram() const { return program_; }
  void Type(std::string_view text) const { EXPECT_EQ(write(user_, text.data(), text.size()), ssize_t(text.size())); }
  // What is on the screen up to `text`.
  std::string ShownUpTo(std::string_view text) const {
    std::string shown;
    char c = 0;
    while (!shown.ends_with(text) && read(user_, &c, 1) == 1) shown += c;
    return shown;
  }

 private:
  int user_;
  int program_;
};

TEST_F(ExecPluginTest, MayAskTheUserAtATerminal) {
  Write("printf 'Code: ' >&2\nread code\n" + std::string("echo '") + kHead + R"({"token": "'$code'"}}')" + "\n");
  const Terminal terminal;
  const fakes::StandardFile input(STDIN_FILENO, terminal.ForProgram());
  const fakes::StandardFile error(STDERR_FILENO, terminal.ForProgram());
  options_.stdinIsFree = true;
  const auto source = Source();
  auto credentials = source->Fetch();
  EXPECT_THAT(terminal.ShownUpTo("Code: "), testing::EndsWith("Code: "));
  terminal.Type("abc\n");
  const auto fetched = credentials.Get();
  ASSERT_TRUE(fetched) << fetched.error().ToString();
  EXPECT_EQ((*fetched)->authorization, "Bearer abc");
}

TEST_F(ExecPluginTest, HasAsMuchTimeAsThereIs) {
  Write(Printing(R"({"token": "abc"})"));
  options_.pluginTimeout = std::chrono::milliseconds::max();
  EXPECT_TRUE(Source()->Fetch().Get());
}

TEST_F(ExecPluginTest, OfAnotherVersionIsUnsupported) {
  config_.exec->command = "login";
  config_.exec->apiVersion = "client.authentication.k8s.io/v1alpha1";
  EXPECT_EQ(MakeCredentialSource(config_, options_).error().Code(), ErrorCode::kUnsupported);
}

// How often the plugin was run.
class SharedPluginTest : public ExecPluginTest {
 protected:
  SharedPluginTest() {
    options_.environment = nullptr;
    Write("echo >> " + folder_ + "/runs\n" + Printing(R"({"token": "abc"})"));
  }

  std::string Fetched() {
    const auto credentials = Source()->Fetch().Get();
    return credentials ? (*credentials)->authorization : credentials.error().ToString();
  }
  std::size_t Runs() const {
    std::ifstream file(folder_ + "/runs");
    return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n'));
  }
};

TEST_F(SharedPluginTest, IsRunOnceForAllWhoWouldRunItSo) {
  EXPECT_EQ(Fetched(), "Bearer abc");
  const auto first = Source();
  config_.impersonate.user = "another";
  config_.namespace_ = "another";
  const auto second = Source();
  EXPECT_NE(first->Ready(), nullptr);
  EXPECT_EQ(first->Ready(), second->Ready());
  EXPECT_EQ(Runs(), 1u);
}

TEST_F(SharedPluginTest, IsRunAnewForWhoeverRunsItOtherwise) {
  EXPECT_EQ(Fetched(), "Bearer abc");
  config_.exec->args = {"--profile", "another"};
  EXPECT_EQ(Fetched(), "Bearer abc");
  config_.exec->env = {{"PROFILE", "another"}};
  EXPECT_EQ(Fetched(), "Bearer abc");
  config_.server = "https://another";
  EXPECT_EQ(Fetched(), "Bearer abc");
  options_.environment = &environment_;
  EXPECT_EQ(Fetched(), "Bearer abc");
  EXPECT_EQ(Runs(), 5u);
}

TEST_F(SharedPluginTest, IsRunAnewForAllWhenItsTokenIsRefused) {
  EXPECT_EQ(Fetched(), "Bearer abc");
  const auto source = Source();
  source->Refused(source->Ready());
  EXPECT_EQ(Source()->Ready(), nullptr);
  EXPECT_EQ(Fetched(), "Bearer abc");
  EXPECT_EQ(Runs(), 2u);
}

}  // namespace
}  // namespace k8s
