#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <stop_token>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <k8s/config/launch.h>
#include <k8s/config/subprocess.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

constexpr std::size_t kMaxDiagnostics = 4096;
// How often is looked for the end of a program that has closed its pipes, or whose pipes others hold.
constexpr std::chrono::milliseconds kLookAgain{20};

Error Failed(const char* what, int cause) {
  return Error(ErrorCode::kConfig, fmt::format("{}: {}", what, std::generic_category().message(cause)));
}

Error Unstarted(int cause) {
  return cause == ENOENT ? Error(ErrorCode::kNotFound, "it is not there") : Failed("it cannot be started", cause);
}

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { Close(); }

  int Get() const { return fd_; }
  bool IsOpen() const { return fd_ >= 0; }
  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

// No program that is started meanwhile, by anyone in this process, inherits either end.
struct Pipe {
  Fd reader;
  Fd writer;

  static Result<Pipe> Make() {
    std::array<int, 2> ends;
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return Failed("no pipe can be made", errno);
    Pipe pipe{Fd(ends[0]), Fd(ends[1])};
    fcntl(pipe.reader.Get(), F_SETFL, O_NONBLOCK);
    return pipe;
  }
};

// A C array of C strings, for functions from before const.
class CStrings {
 public:
  explicit CStrings(std::vector<std::string> strings) : strings_(std::move(strings)) {
    pointers_.reserve(strings_.size() + 1);
    for (std::string& string : strings_) pointers_.push_back(string.data());
    pointers_.push_back(nullptr);
  }
  char* const* Get() const { return pointers_.data(); }

 private:
  std::vector<std::string> strings_;
  std::vector<char*> pointers_;
};

std::vector<std::string> ArgumentsOf(const Subprocess& subprocess) {
  std::vector<std::string> arguments = {subprocess.program};
  arguments.insert(arguments.end(), subprocess.args.begin(), subprocess.args.end());
  return arguments;
}

std::vector<std::string> VariablesOf(const Subprocess& subprocess) {
  std::map<std::string, std::string> variables;
  for (char** variable = environ; variable && *variable; ++variable) {
    const std::string_view text = *variable;
    const std::size_t equals = text.find('=');
    if (equals != text.npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  for (const auto& [name, value] : subprocess.variables) variables[name] = value;
  std::vector<std::string> texts;
  texts.reserve(variables.size());
  for (const auto& [name, value] : variables) texts.push_back(fmt::format("{}={}", name, value));
  return texts;
}

// A running program. Destroyed before its end was seen, it is killed.
class Child {
 public:
  Child(pid_t pid, bool hasGroup) : pid_(pid), has_group_(hasGroup) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (ended_) return;
    kill(has_group_ ? -pid_ : pid_, SIGKILL);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }

  // Whether it has ended; then how is in `outcome`.
  bool HasEnded(SubprocessOutcome& outcome) {
    int status = 0;
    const pid_t ended = waitpid(pid_, &status, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR)) return false;
    ended_ = true;
    // A process that ignores SIGCHLD never learns the code; the output will have to tell.
    if (ended < 0) return true;
    if (WIFEXITED(status)) outcome.exitCode = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
    return true;
  }

 private:
  const pid_t pid_;
  const bool has_group_;
  bool ended_ = false;
};

// Takes what is in the pipe now, and closes it at its end.
void Drain(Fd& pipe, std::string& text, std::size_t limit) {
  std::array<char, 8192> buffer;
  while (pipe.IsOpen() && text.size() <= limit) {
    const ssize_t got = read(pipe.Get(), buffer.data(), buffer.size());
    if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    if (got > 0 || (got < 0 && errno == EINTR)) continue;
    if (got == 0 || errno != EAGAIN) pipe.Close();
    return;
  }
}

// The same of a pipe of which only the end counts.
void DrainTail(Fd& pipe, std::string& text) {
  for (int turns = 0; turns < 64 && pipe.IsOpen(); ++turns) {  // not for ever: the deadline must be seen as well
    const std::size_t before = text.size();
    Drain(pipe, text, before + kMaxDiagnostics);
    const bool isEmpty = text.size() == before;
    if (text.size() > kMaxDiagnostics) text.erase(0, text.size() - kMaxDiagnostics);
    if (isEmpty) return;
  }
}

// What kept a process, which has ended, from being the program: an errno, or 0.
int FailureIn(const Fd& pipe) {
  int failure = 0;
  return read(pipe.Get(), &failure, sizeof failure) == sizeof failure ? failure : 0;
}

// What ends the wait for a program from outside. A stop wakes whoever polls Stopped().
class Limits {
 public:
  static Result<std::unique_ptr<Limits>> Make(const CallContext& context) {
    Result<Pipe> pipe = Pipe::Make();
    if (!pipe) return pipe.error();
    return std::unique_ptr<Limits>(new Limits(context, *std::move(pipe)));
  }

  int Stopped() const { return pipe_.reader.Get(); }

  Result<void> Check() const {
    if (context_.stop.stop_requested()) return Error(ErrorCode::kCancelled, "the wait for it was cancelled");
    if (context_.deadline && std::chrono::steady_clock::now() >= *context_.deadline) {
      return Error(ErrorCode::kDeadlineExceeded, "it did not end in time");
    }
    return {};
  }

 private:
  Limits(const CallContext& context, Pipe pipe)
      : context_(context), pipe_(std::move(pipe)), on_stop_(context.stop, Wake{pipe_.writer.Get()}) {}

  struct Wake {
    int fd;
    void operator()() const { [[maybe_unused]] const ssize_t written = write(fd, "", 1); }
  };

  const CallContext& context_;
  Pipe pipe_;
  std::stop_callback<Wake> on_stop_;
};

void WaitForNews(const Fd& output, const Fd& diagnostics, const Limits& limits) {
  std::array<pollfd, 3> polled = {{{limits.Stopped(), POLLIN, 0}, {output.Get(), POLLIN, 0}, {diagnostics.Get(), POLLIN, 0}}};
  poll(polled.data(), polled.size(), static_cast<int>(kLookAgain.count()));  // closed ones are -1, which it passes over
}

}  // namespace

Result<SubprocessOutcome> RunSubprocess(const Subprocess& subprocess, const CallContext& context) {
  Result<Pipe> output = Pipe::Make();
  if (!output) return output.error();
  Result<Pipe> diagnostics = Pipe::Make();
  if (!diagnostics) return diagnostics.error();
  const Result<Pipe> failure = Pipe::Make();
  if (!failure) return failure.error();
  const Result<std::unique_ptr<Limits>> limits = Limits::Make(context);
  if (!limits) return limits.error();
  if (Result<void> checked = (*limits)->Check(); !checked) return checked.error();

  const CStrings arguments(ArgumentsOf(subprocess));
  const CStrings variables(VariablesOf(subprocess));
  int pid = 0;
  const int unstarted = StartProcess({.program = subprocess.program.c_str(),
                                      .arguments = arguments.Get(),
                                      .variables = variables.Get(),
                                      .output = output->writer.Get(),
                                      .diagnostics = subprocess.sharesTerminal ? -1 : diagnostics->writer.Get(),
                                      .failure = failure->writer.Get(),
                                      .sharesTerminal = subprocess.sharesTerminal},
                                     pid);
  if (unstarted != 0) return Unstarted(unstarted);

  Child child(pid, !subprocess.sharesTerminal);
  output->writer.Close();
  diagnostics->writer.Close();
  SubprocessOutcome outcome;
  while (true) {
    WaitForNews(output->reader, diagnostics->reader, **limits);
    const bool hasEnded = child.HasEnded(outcome);  // before the pipes are read: what it wrote is in them then
    Drain(output->reader, outcome.output, subprocess.maxOutput);
    DrainTail(diagnostics->reader, outcome.diagnostics);
    if (outcome.output.size() > subprocess.maxOutput) {
      return Error(ErrorCode::kConfig, fmt::format("it wrote more than {} bytes", subprocess.maxOutput));
    }
    if (const int cause = hasEnded ? FailureIn(failure->reader) : 0; cause != 0) return Unstarted(cause);
    if (hasEnded) return outcome;
    if (Result<void> checked = (*limits)->Check(); !checked) return checked.error();
  }
}

}  // namespace k8s::internal
