// Follows the log of a pod: `example_logs POD` in the cluster that kubectl talks to. Without a pod it brings one along, in a
// server of its own.
#include <string>

#include <fmt/format.h>

#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/testkit/api_server.h>

namespace corev1 = k8s::corev1;

namespace {

k8s::Result<corev1::Pod> CreateSample(const corev1::PodClient& pods) {
  corev1::Pod pod;
  pod.metadata.name = "sample";
  pod.metadata.annotations = {{"testkit/log", "starting\nlistening on 8080\nready"}};
  return pods.Create(pod);
}

// Prints line after line, until the container ends. For all its patience: a stop token in the CallContext ends it at once.
k8s::Result<int> Follow(const corev1::PodClient& pods, const std::string& name) {
  auto logs = pods.StreamLogs(name, {.follow = true, .tailLines = 100});
  if (!logs) return logs.error();
  int lines = 0;
  for (k8s::Result<std::string>& line : *logs) {
    if (!line) return line.error();
    fmt::print("{}\n", *line);
    ++lines;
  }
  return lines;
}

int Failed(const k8s::Error& error) {
  fmt::print(stderr, "{}\n", error.ToString());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) {
    auto config = k8s::LoadConfig();
    auto clients = config ? k8s::Clientset::Create(*config) : config.error();
    if (!clients) return Failed(clients.error());
    auto lines = Follow(clients->CoreV1().Pods("default"), argv[1]);
    return lines ? 0 : Failed(lines.error());
  }
  k8s::testkit::ApiServer server;
  auto clients = k8s::Clientset::Create(server.ClientConfig());
  if (!clients) return Failed(clients.error());
  const auto pods = clients->CoreV1().Pods("default");
  if (auto created = CreateSample(pods); !created) return Failed(created.error());
  auto lines = Follow(pods, "sample");
  if (!lines) return Failed(lines.error());
  return *lines == 3 ? 0 : 1;
}
