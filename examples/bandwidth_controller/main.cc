// The bandwidth controller, as a program that runs until it is told to stop: in a cluster, or with a kubeconfig.
#include <csignal>
#include <cstdio>
#include <stop_token>
#include <string>
#include <thread>

#include "bandwidth_controller.h"
#include <fmt/format.h>

namespace {

// SIGINT and SIGTERM, as a stop token. To be made before any other thread, which then leaves the signals to this one.
class Signals {
 public:
  Signals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::thread([this] {
      int signal = 0;
      sigwait(&signals_, &signal);
      stop_.request_stop();
    });
  }
  ~Signals() {
    pthread_kill(thread_.native_handle(), SIGINT);
    thread_.join();
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  std::stop_token Token() const { return stop_.get_token(); }

 private:
  sigset_t signals_ = {};
  std::stop_source stop_;
  std::thread thread_;
};

// At once, also where it goes into a pipe.
void Print(std::FILE* where, const std::string& line) {
  fmt::print(where, "{}\n", line);
  std::fflush(where);
}

int Fail(const k8s::Error& error) {
  Print(stderr, error.ToString());
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1) {
    Print(stderr, fmt::format("{}: unknown argument {}; KUBECONFIG says which cluster", arguments[0], arguments[1]));
    return 2;
  }
  const Signals signals;
  auto config = k8s::LoadConfig();
  if (!config) return Fail(config.error());
  auto clients = k8s::Clientset::Create(*config);
  if (!clients) return Fail(clients.error());

  k8s::InformerOptions follow;
  follow.onError = [](const k8s::Error& error) { Print(stderr, error.ToString()); };  // a server that is away, say
  bandwidth::BandwidthController controller(
      *clients, [](const std::string& line) { Print(stdout, line); }, follow);
  if (auto ran = controller.Run({.stop = signals.Token()}); !ran) return Fail(ran.error());
}
