#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/testkit/api_server.h>

// The API server of the test kit as a program, for kubectl and whatever else is not C++.
namespace {

constexpr std::string_view kUsage =
    "usage: k8s-testkit-apiserver [--port PORT] [--kubeconfig FILE]\n"
    "\n"
    "Serves the Kubernetes API on the loopback, out of memory, until it is interrupted.\n"
    "  --port PORT        listen there (default: a free port)\n"
    "  --kubeconfig FILE  write a kubeconfig for kubectl there\n";

struct Flags {
  std::uint16_t port = 0;
  std::string kubeconfig;
};

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

std::optional<Flags> ParseFlags(int count, char** arguments) {
  Flags flags;
  for (int i = 1; i < count; i += 2) {
    if (i + 1 == count) return std::nullopt;
    const std::string_view name = arguments[i];
    const std::string_view value = arguments[i + 1];
    if (name == "--kubeconfig") {
      flags.kubeconfig = value;
    } else if (const auto port = ParsePort(value); name == "--port" && port) {
      flags.port = *port;
    } else {
      return std::nullopt;
    }
  }
  return flags;
}

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  return file.good();
}

/// SIGINT and SIGTERM, kept from every thread of the process so that one can wait for them.
sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int Serve(const Flags& flags) {
  const sigset_t signals = BlockEndSignals();
  const k8s::testkit::ApiServer server({.port = flags.port});
  if (const auto listening = server.Listen(); !listening) {
    std::cerr << listening.error().ToString() << '\n';
    return 1;
  }
  if (!flags.kubeconfig.empty() && !WriteFile(flags.kubeconfig, server.Kubeconfig())) {
    std::cerr << "cannot write " << flags.kubeconfig << '\n';
    return 1;
  }
  std::cout << "listening on " << server.Url() << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const auto flags = ParseFlags(count, arguments);
  if (!flags) {
    std::cerr << kUsage;
    return 2;
  }
  return Serve(*flags);
}
