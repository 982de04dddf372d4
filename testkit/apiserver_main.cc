#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include <k8s/testkit/api_server.h>

// The API server of the test kit as a program, for kubectl and whatever else is not C++.
namespace {

constexpr std::string_view kUsage =
    "usage: k8s-testkit-apiserver [--port PORT] [--tls] [--kubeconfig FILE] [--load FILE] [--save FILE]\n"
    "\n"
    "Serves the Kubernetes API on the loopback, out of memory, until it is interrupted.\n"
    "  --port PORT        listen there (default: a free port)\n"
    "  --tls              over HTTPS; the kubeconfig says whom to trust\n"
    "  --kubeconfig FILE  write a kubeconfig for kubectl there; with --tls it is printed otherwise\n"
    "  --load FILE        begin with the objects of these manifests\n"
    "  --save FILE        at the end, write all objects there, as manifests\n";

struct Flags {
  std::uint16_t port = 0;
  bool tls = false;
  std::string kubeconfig;
  std::string load;
  std::string save;
};

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

/// Where the value of a flag goes that takes any; null for others.
std::string* TextFor(std::string_view name, Flags& flags) {
  if (name == "--kubeconfig") return &flags.kubeconfig;
  if (name == "--load") return &flags.load;
  return name == "--save" ? &flags.save : nullptr;
}

/// Says what is wrong with them in `complaint`.
std::optional<Flags> ParseFlags(int count, char** arguments, std::string& complaint) {
  Flags flags;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--tls") {
      flags.tls = true;
      continue;
    }
    std::string* const text = TextFor(name, flags);
    if (text == nullptr && name != "--port") {
      complaint = "unknown argument " + std::string(name);
      return std::nullopt;
    }
    if (++i == count) {
      complaint = std::string(name) + " needs a value";
      return std::nullopt;
    }
    const std::string_view value = arguments[i];
    if (text != nullptr) {
      *text = value;
    } else if (const auto port = ParsePort(value)) {
      flags.port = *port;
    } else {
      complaint = "--port " + std::string(value) + ": not a number up to 65535";
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

bool Load(k8s::testkit::ApiServer& server, const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file.good()) {
    std::cerr << "cannot read " << path << '\n';
    return false;
  }
  const auto loaded = server.LoadManifests(text.str());
  if (!loaded) std::cerr << path << ": " << loaded.error().ToString() << '\n';
  return loaded.has_value();
}

bool Save(const k8s::testkit::ApiServer& server, const std::string& path) {
  const auto manifests = server.SaveManifests();
  if (manifests && WriteFile(path, *manifests)) return true;
  std::cerr << "cannot write " << path << '\n';
  return false;
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
  k8s::testkit::ApiServer server({.port = flags.port, .tls = flags.tls});
  if (!flags.load.empty() && !Load(server, flags.load)) return 1;
  if (const auto listening = server.Listen(); !listening) {
    std::cerr << listening.error().ToString() << '\n';
    return 1;
  }
  if (!flags.kubeconfig.empty() && !WriteFile(flags.kubeconfig, server.Kubeconfig())) {
    std::cerr << "cannot write " << flags.kubeconfig << '\n';
    return 1;
  }
  if (flags.tls && flags.kubeconfig.empty()) std::cout << server.Kubeconfig();
  std::cout << (flags.tls && flags.kubeconfig.empty() ? "# " : "") << "listening on " << server.Url() << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  return flags.save.empty() || Save(server, flags.save) ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2 && std::string_view(arguments[1]) == "--help") {
    std::cout << kUsage;
    return 0;
  }
  std::string complaint;
  const auto flags = ParseFlags(count, arguments, complaint);
  if (!flags) {
    std::cerr << "k8s-testkit-apiserver: " << complaint << "\n\n" << kUsage;
    return 2;
  }
  return Serve(*flags);
}
