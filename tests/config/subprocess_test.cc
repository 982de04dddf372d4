#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "fakes/standard_file.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <k8s/config/subprocess.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Subprocess Shell(const std::string& script) { return {.program = "/bin/sh", .args = {"-c", script}}; }

SubprocessOutcome EndOf(const Subprocess& subprocess) {
  const auto outcome = RunSubprocess(subprocess, {});
  EXPECT_TRUE(outcome) << outcome.error().ToString();
  return outcome ? *outcome : SubprocessOutcome();
}

Error Failure(const Subprocess& subprocess, const CallContext& context = {}) {
  const auto outcome = RunSubprocess(subprocess, context);
  EXPECT_FALSE(outcome);
  return outcome.error();
}

std::size_t OpenFiles() {
  const auto files = std::filesystem::directory_iterator("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

// Whether a process is there, and not only waiting to be reaped by whoever started it.
// Whoever waits for its end may take their time; it runs no more.
bool IsRunning(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(stat, text);
  return !text.empty() && text.find(") Z ") == text.npos;
}

TEST(SubprocessTest, GivesOutputAndCode) {
  const SubprocessOutcome outcome = EndOf(Shell("echo out; echo err >&2; exit 7"));
  EXPECT_EQ(outcome.output, "out\n");
  EXPECT_EQ(outcome.diagnostics, "err\n");
  EXPECT_EQ(outcome.exitCode, 7);
  EXPECT_EQ(outcome.signal, 0);
}

TEST(SubprocessTest, TellsTheSignalThatEndedIt) { EXPECT_EQ(EndOf(Shell("kill -KILL $$")).signal, SIGKILL); }

TEST(SubprocessTest, PassesArgumentsAsTheyAre) {
  EXPECT_EQ(EndOf({.program = "printf", .args = {"[%s]", "a b", "", "$HOME;'\""}}).output, "[a b][][$HOME;'\"]");
}

TEST(SubprocessTest, AddsVariablesToThoseOfTheProcess) {
  ASSERT_EQ(setenv("K8S_SUBPROCESS_TEST", "ours", 1), 0);
  Subprocess subprocess = Shell("echo $K8S_SUBPROCESS_TEST $K8S_SUBPROCESS_NEW");
  EXPECT_EQ(EndOf(subprocess).output, "ours\n");
  subprocess.variables = {{"K8S_SUBPROCESS_TEST", "first"}, {"K8S_SUBPROCESS_TEST", "last"}, {"K8S_SUBPROCESS_NEW", "=new"}};
  EXPECT_EQ(EndOf(subprocess).output, "last =new\n");
  ASSERT_EQ(unsetenv("K8S_SUBPROCESS_TEST"), 0);
}

TEST(SubprocessTest, HasNothingOnItsStandardInput) { EXPECT_EQ(EndOf(Shell("cat; echo end")).output, "end\n"); }

// As a daemon does, which closes what it was started with.
TEST(SubprocessTest, GivesOutputToAProcessWithoutStandardStreams) {
  const auto run = [] {
    for (int descriptor = 0; descriptor <= 2; ++descriptor) close(descriptor);
    return EndOf(Shell("echo out; echo err >&2")).output == "out\n" ? 0 : 1;
  };
  EXPECT_EXIT(_exit(run()), testing::ExitedWithCode(0), "");
}

TEST(SubprocessTest, IsNotFound) {
  EXPECT_EQ(Failure({.program = "k8s-no-such-program"}).Code(), ErrorCode::kNotFound);
  EXPECT_EQ(Failure({.program = "/no/such/program"}).Code(), ErrorCode::kNotFound);
}

TEST(SubprocessTest, CannotBeStarted) {
  const Error error = Failure({.program = "/etc/passwd"});
  EXPECT_EQ(error.Code(), ErrorCode::kConfig);
  EXPECT_THAT(error.Message(), HasSubstr("it cannot be started: "));
}

TEST(SubprocessTest, MayWriteMoreThanAPipeHolds) {
  EXPECT_EQ(EndOf(Shell("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2")).output.size(), 1'000'000u);
}

TEST(SubprocessTest, IsKilledWhenItFloodsUs) {
  Subprocess flood = Shell("cat /dev/zero");
  flood.maxOutput = 100'000;
  const Error error = Failure(flood);
  EXPECT_EQ(error.Code(), ErrorCode::kConfig);
  EXPECT_EQ(error.Message(), "it wrote more than 100000 bytes");
}

TEST(SubprocessTest, KeepsTheLastOfItsDiagnostics) {
  const SubprocessOutcome outcome = EndOf(Shell("head -c 100000 /dev/zero >&2; echo the end >&2"));
  EXPECT_EQ(outcome.diagnostics.size(), 4096u);
  EXPECT_TRUE(outcome.diagnostics.ends_with("the end\n"));
}

TEST(SubprocessTest, IsKilledAtTheDeadlineEvenIfItFloodsItsDiagnostics) {
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(Failure(Shell("cat /dev/zero >&2"), CallContext::Within(100ms)).Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
}

TEST(SubprocessTest, IsKilledAtTheDeadlineTogetherWithWhatItStarted) {
  const std::string file = testing::TempDir() + "k8s_subprocess_test_" + std::to_string(getpid());
  const Error error =
      Failure(Shell("trap '' TERM HUP; sleep 100 & echo $! > " + file + "; echo started; wait"), CallContext::Within(2s));
  EXPECT_EQ(error.Code(), ErrorCode::kDeadlineExceeded);
  std::ifstream stream(file);
  pid_t sleeper = 0;
  stream >> sleeper;
  std::filesystem::remove(file);
  ASSERT_GT(sleeper, 0);
  const auto end = std::chrono::steady_clock::now() + 50s;
  while (IsRunning(sleeper) && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  EXPECT_FALSE(IsRunning(sleeper));
}

TEST(SubprocessTest, IsKilledWhenTheCallIsStopped) {
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(Failure(Shell("sleep 100"), {.stop = stop.get_token()}).Code(), ErrorCode::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 50s);
}

TEST(SubprocessTest, IsNotWaitedForLongerThanItRuns) {
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(EndOf(Shell("sleep 30 & echo agent started")).output, "agent started\n");
  EXPECT_LT(std::chrono::steady_clock::now() - before, 20s);
}

// A process that some other code of this one forks in the very moment in which a program is started: it has all our pipes.
class ForkedMeanwhile {
 public:
  ForkedMeanwhile() {
    static const int kRegistered = pthread_atfork(&ForkedMeanwhile::Fork, nullptr, nullptr);
    EXPECT_EQ(kRegistered, 0);
    wanted = true;
  }
  ~ForkedMeanwhile() {
    wanted = false;
    if (forked <= 0) return;
    kill(forked, SIGKILL);
    waitpid(forked, nullptr, 0);
    forked = 0;
  }
  static bool IsThere() { return forked > 0; }

 private:
  static void Fork() {
    if (!std::exchange(wanted, false)) return;
    forked = _Fork();
    if (forked != 0) return;
    alarm(60);
    while (true) pause();
  }

  static inline bool wanted = false;
  static inline pid_t forked = 0;
};

TEST(SubprocessTest, IsNotWaitedForLongerThanItRunsWhereOthersForkMeanwhile) {
  const auto before = std::chrono::steady_clock::now();
  {
    const ForkedMeanwhile other;
    EXPECT_EQ(EndOf(Shell("echo out")).output, "out\n");
    EXPECT_TRUE(ForkedMeanwhile::IsThere());
  }
  {
    const ForkedMeanwhile other;
    EXPECT_EQ(Failure({.program = "k8s-no-such-program"}).Code(), ErrorCode::kNotFound);
    EXPECT_TRUE(ForkedMeanwhile::IsThere());
  }
  {
    const ForkedMeanwhile other;
    EXPECT_EQ(Failure(Shell("sleep 100"), CallContext::Within(100ms)).Code(), ErrorCode::kDeadlineExceeded);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - before, 30s);
}

TEST(SubprocessTest, IsWaitedForAfterItClosedItsPipes) {
  EXPECT_EQ(EndOf(Shell("echo early; exec >&- 2>&-; sleep 0.1; exit 3")).exitCode, 3);
}

TEST(SubprocessTest, LeavesNoFilesOpen) {
  EndOf(Shell("true"));
  const std::size_t before = OpenFiles();
  for (int i = 0; i < 10; ++i) EndOf(Shell("echo x"));
  EXPECT_EQ(Failure({.program = "k8s-no-such-program"}).Code(), ErrorCode::kNotFound);
  EXPECT_EQ(Failure(Shell("sleep 100"), CallContext::Within(10ms)).Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(OpenFiles(), before);
}

TEST(SubprocessTest, InheritsNoFileOfOurs) {
  std::size_t inheritable = 0;
  for (int fd = 3; fd < 1024; ++fd) {
    const int flags = fcntl(fd, F_GETFD);
    if (flags >= 0 && (flags & FD_CLOEXEC) == 0) ++inheritable;
  }
  const std::string list = EndOf({.program = "ls", .args = {"/proc/self/fd"}}).output;
  const auto files = static_cast<std::size_t>(std::count(list.begin(), list.end(), '\n'));
  EXPECT_EQ(files, inheritable + 4) << list;  // the standard ones, and the folder that it lists
}

TEST(SubprocessTest, HasSignalsAsAProgramExpectsThem) {
  const auto before = signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(EndOf(Shell("kill -PIPE $$; echo ignored")).signal, SIGPIPE);
  signal(SIGPIPE, before);
}

TEST(SubprocessTest, EndsThoughThisProcessIgnoresItsChildren) {
  const auto before = signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(EndOf(Shell("echo out; exit 3")).output, "out\n");
  signal(SIGCHLD, before);
}

TEST(SubprocessTest, ReadsOurStandardInputIfItMay) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const fakes::StandardFile input(STDIN_FILENO, ends[0]);
  ASSERT_EQ(write(ends[1], "typed\n", 6), 6);
  close(ends[0]);
  close(ends[1]);
  EXPECT_EQ(EndOf({.program = "cat", .sharesTerminal = true}).output, "typed\n");
}

TEST(SubprocessTest, WritesToOurStandardErrorIfItTalksWithTheUser) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  Subprocess asking = Shell("echo 'Code: ' >&2");
  asking.sharesTerminal = true;
  {
    const fakes::StandardFile error(STDERR_FILENO, ends[1]);
    EXPECT_EQ(EndOf(asking).diagnostics, "");
  }
  close(ends[1]);
  char prompt[16];
  EXPECT_EQ(std::string(prompt, static_cast<std::size_t>(std::max<ssize_t>(0, read(ends[0], prompt, sizeof prompt)))),
            "Code: \n");
  close(ends[0]);
}

// Waits until a file at the end of a pipe is no longer held by anyone: until whoever wrote to it has ended.
bool IsReleased(int pipe) {
  pollfd polled = {pipe, POLLIN, 0};
  char ignored[16];
  while (poll(&polled, 1, 20'000) > 0) {
    if (read(pipe, ignored, sizeof ignored) == 0) return true;
  }
  return false;
}

TEST(SubprocessTest, EndsWithAProcessThatDies) {
  for (const bool sharesTerminal : {false, true}) {
    for (const int signal : {SIGINT, SIGKILL}) {
      int ends[2];
      ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
      Subprocess plugin = Shell("exec 3>/proc/$PPID/fd/" + std::to_string(ends[1]) + "; echo started >&3; exec sleep 100");
      plugin.sharesTerminal = sharesTerminal;
      const pid_t dying = fork();
      if (dying == 0) {
        static_cast<void>(RunSubprocess(plugin, {}));
        _exit(0);
      }
      close(ends[1]);
      char started = 0;
      ASSERT_EQ(read(ends[0], &started, 1), 1);
      kill(dying, signal);
      int status = 0;
      ASSERT_EQ(waitpid(dying, &status, 0), dying);
      EXPECT_EQ(WTERMSIG(status), signal);
      EXPECT_TRUE(IsReleased(ends[0]));
      close(ends[0]);
    }
  }
}

}  // namespace
}  // namespace k8s::internal
