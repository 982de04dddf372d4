#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <k8s/config/launch.h>

namespace k8s::internal {
namespace {

// A program knows nothing of our handlers. What we ignore it would ignore too; of these two it must not.
void ResetSignals() {
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action = {};
    if (sigaction(signal, nullptr, &action) != 0) continue;
    const bool isKept = action.sa_handler == SIG_IGN && signal != SIGPIPE && signal != SIGCHLD;
    if (isKept || action.sa_handler == SIG_DFL) continue;
    action = {};
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, nullptr);
  }
}

// What is there already, as in a process that had closed its own, would be closed when the program begins.
bool Put(int from, int to) {
  if (from == to) return fcntl(from, F_SETFD, 0) == 0;
  return dup2(from, to) >= 0;
}

bool Connect(const Launch& launch) {
  if (!Put(launch.output, STDOUT_FILENO)) return false;
  if (launch.diagnostics >= 0 && !Put(launch.diagnostics, STDERR_FILENO)) return false;
  if (launch.sharesTerminal) return true;
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0) return false;
  if (nothing != STDIN_FILENO) close(nothing);
  return true;
}

// In the new process, until it is another program: only what is safe in a signal handler, as other threads of ours may have
// held any lock.
bool Become(const Launch& launch, pid_t parent) {
  if (!launch.sharesTerminal && setpgid(0, 0) != 0) return false;
  if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0) return false;
  if (getppid() != parent) _exit(0);  // it has ended meanwhile
  if (!Connect(launch)) return false;
  ResetSignals();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execvpe(launch.program, launch.arguments, launch.variables);
  return false;
}

// No handler of ours may run in the new process.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

int StartProcess(const Launch& launch, int& pid) {
  const pid_t parent = getpid();
  const SignalsBlocked blocked;
  pid = fork();
  if (pid < 0) return errno;
  if (pid > 0) {
    // Both do this, so that the group is there for either from now on.
    if (!launch.sharesTerminal) setpgid(pid, pid);
    return 0;
  }
  if (!Become(launch, parent)) {
    const int failure = errno;
    [[maybe_unused]] const ssize_t written = write(launch.failure, &failure, sizeof failure);
  }
  _exit(127);
}

}  // namespace k8s::internal
