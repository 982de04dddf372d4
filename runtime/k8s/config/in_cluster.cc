#include <string>
#include <string_view>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/config/in_cluster.h>

namespace k8s {
namespace {

constexpr const char* kTokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token";
constexpr const char* kCaFile = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";
constexpr const char* kNamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

std::string NamespaceOfPod(const Environment& environment) {
  if (const auto name = environment.Variable("POD_NAMESPACE"); name && !name->empty()) return *name;
  const std::string content = environment.ReadFile(kNamespaceFile).value_or("");
  const std::string_view name = internal::Trimmed(content);
  return std::string(name.empty() ? "default" : name);
}

}  // namespace

Result<Config> InClusterConfig(const Environment& environment) {
  const std::string host = environment.Variable("KUBERNETES_SERVICE_HOST").value_or("");
  const std::string port = environment.Variable("KUBERNETES_SERVICE_PORT").value_or("");
  if (host.empty() || port.empty()) {
    return Error(ErrorCode::kConfig, "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set");
  }
  for (const char* file : {kTokenFile, kCaFile}) {
    if (Result<std::string> content = environment.ReadRegularFile(file); !content) {
      return Error(ErrorCode::kConfig, fmt::format("in a cluster, but {}", content.error().Message()));
    }
  }
  const bool isIpv6 = host.find(':') != std::string::npos;
  Config config;
  config.server = isIpv6 ? fmt::format("https://[{}]:{}", host, port) : fmt::format("https://{}:{}", host, port);
  config.caFile = kCaFile;
  config.tokenFile = kTokenFile;
  config.namespace_ = NamespaceOfPod(environment);
  return config;
}

}  // namespace k8s
