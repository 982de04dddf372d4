// Lists the DNS pods of a cluster: the smallest useful program.
#include <fmt/format.h>

#include <k8s/client/core/v1/pods.h>  // the Pod types, and the typed client for pods
#include <k8s/clientset.h>

namespace corev1 = k8s::corev1;  // the alias every client-go user knows

int main() {
  auto config = k8s::LoadConfig();  // $KUBECONFIG, else ~/.kube/config, as kubectl; else the pod's service account
  if (!config) {
    fmt::print(stderr, "{}\n", config.error().ToString());
    return 1;
  }
  auto clients = k8s::Clientset::Create(*config);  // what the configuration cannot do is an error here, not later
  if (!clients) {
    fmt::print(stderr, "{}\n", clients.error().ToString());
    return 1;
  }

  auto pods = clients->CoreV1().Pods("kube-system").List({.labelSelector = "k8s-app=kube-dns"});
  if (!pods) {
    fmt::print(stderr, "{}\n", pods.error().ToString());
    return 1;
  }
  for (const corev1::Pod& pod : pods->items) {
    fmt::print("{:<40} {:<10} {}\n", pod.metadata.name, pod.status.phase, pod.spec.nodeName);
  }
}
