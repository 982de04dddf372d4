#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/authorization.h>
#include <k8s/config/certificates.h>
#include <k8s/config/exec_credential.h>
#include <k8s/config/json_text.h>
#include <k8s/config/yaml.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/quoted.h>
#include <k8s/meta/time.h>

namespace k8s::internal {
namespace {

constexpr std::string_view kV1 = "client.authentication.k8s.io/v1";
constexpr std::string_view kV1Beta1 = "client.authentication.k8s.io/v1beta1";
constexpr std::string_view kV1Alpha1 = "client.authentication.k8s.io/v1alpha1";

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

// Members of a JSON object, in their order; those that are empty are left out.
class JsonObject {
 public:
  void Raw(std::string_view name, std::string_view json) {
    text_ += text_.empty() ? '{' : ',';
    AppendJsonString(name, text_);
    text_ += ':';
    text_ += json;
  }
  void Text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    std::string json;
    AppendJsonString(value, json);
    Raw(name, json);
  }
  void Flag(std::string_view name, bool value) {
    if (value) Raw(name, "true");
  }
  std::string Done() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
  std::string text_;
};

std::string ClusterInfo(const Config& config, std::string_view caPem) {
  JsonObject cluster;
  cluster.Text("server", config.server);
  cluster.Text("tls-server-name", config.tlsServerName);
  cluster.Flag("insecure-skip-tls-verify", config.insecureSkipTlsVerify);
  cluster.Text("certificate-authority-data", EncodeBase64(caPem));
  cluster.Text("proxy-url", config.proxyUrl);
  cluster.Flag("disable-compression", config.disableCompression);
  if (!config.exec->clusterConfig.empty()) cluster.Raw("config", config.exec->clusterConfig);
  return cluster.Done();
}

Result<std::string> TextAt(const YamlNode& mapping, const char* key) {
  const YamlNode* node = mapping.Find(key);
  if (!node || node->kind == YamlNode::Kind::kNull) return std::string();
  if (node->kind != YamlNode::Kind::kScalar) return Bad(fmt::format("{} is not a string", key));
  return node->scalar;
}

bool Says(const YamlNode& root, const char* key, std::string_view value) {
  const YamlNode* node = root.Find(key);
  return node && node->kind == YamlNode::Kind::kScalar && node->scalar == value;
}

Result<void> CheckHeader(const YamlNode& root, const std::string& apiVersion) {
  if (root.kind != YamlNode::Kind::kMapping) return Bad("it is no object");
  if (!Says(root, "kind", "ExecCredential")) return Bad("its kind is not ExecCredential");
  if (!Says(root, "apiVersion", apiVersion)) return Bad(fmt::format("its apiVersion is not {}", Quoted(apiVersion)));
  return {};
}

using TimePoint = std::chrono::system_clock::time_point;

Result<std::optional<TimePoint>> ExpiryIn(const YamlNode& status) {
  const Result<std::string> text = TextAt(status, "expirationTimestamp");
  if (!text) return text.error();
  if (text->empty()) return std::optional<TimePoint>();
  const Result<Time> time = Time::Parse(*text);
  if (!time) return Bad(fmt::format("status.expirationTimestamp: {}", time.error().Message()));
  return std::optional<TimePoint>(time->ToTimePoint());
}

std::optional<TimePoint> Earlier(std::optional<TimePoint> a, TimePoint b) { return a ? std::min(*a, b) : b; }

Result<ExpiringCredentials> ReadStatus(const YamlNode& status) {
  const Result<std::string> token = TextAt(status, "token");
  if (!token) return token.error().WithContext("status");
  Result<std::string> certificate = TextAt(status, "clientCertificateData");
  if (!certificate) return certificate.error().WithContext("status");
  Result<std::string> key = TextAt(status, "clientKeyData");
  if (!key) return key.error().WithContext("status");
  if (token->empty() && certificate->empty() && key->empty()) return Bad("its status has neither a token nor a certificate");
  if (certificate->empty() != key->empty()) return Bad("its status has a certificate without a key, or a key without one");

  const Result<std::optional<TimePoint>> expires = ExpiryIn(status);
  if (!expires) return expires.error();
  ExpiringCredentials result{{}, *expires};
  if (!token->empty()) {
    Result<std::string> authorization = BearerAuthorization(*token, "status.token");
    if (!authorization) return authorization.error();
    result.credentials.authorization = *std::move(authorization);
  }
  if (!certificate->empty()) {
    const Result<TimePoint> end = CheckKeyPair(*certificate, *key);
    if (!end) return end.error().WithContext("status");
    result.expires = Earlier(result.expires, *end);
    result.credentials.clientCertPem = *std::move(certificate);
    result.credentials.clientKeyPem = *std::move(key);
  }
  return result;
}

}  // namespace

Result<void> CheckExec(const ExecConfig& exec) {
  if (exec.command.empty()) return Bad("exec: command is missing");
  if (exec.apiVersion.empty()) return Bad("exec: apiVersion is missing");
  if (exec.apiVersion == kV1Alpha1) {
    return Error(ErrorCode::kUnsupported, "exec: v1alpha1 of client.authentication.k8s.io is gone; the plugin must speak v1");
  }
  if (exec.apiVersion != kV1 && exec.apiVersion != kV1Beta1) {
    return Bad(fmt::format("exec: apiVersion is neither {} nor {}", kV1, kV1Beta1));
  }
  const auto isNul = [](const std::string& text) { return text.find('\0') != text.npos; };
  if (isNul(exec.command) || std::any_of(exec.args.begin(), exec.args.end(), isNul)) {
    return Bad("exec: command or args contain a NUL");
  }
  for (const auto& [name, value] : exec.env) {
    if (name.empty()) return Bad("exec: env has an entry without a name");
    if (name.find('=') != name.npos || isNul(name) || isNul(value)) {
      return Bad(fmt::format("exec: env {} is no variable", Quoted(name)));
    }
  }
  return {};
}

Result<bool> IsInteractive(const ExecConfig& exec, bool stdinIsTerminal) {
  if (exec.interactiveMode == ExecConfig::InteractiveMode::kNever) return false;
  if (exec.interactiveMode == ExecConfig::InteractiveMode::kAlways && !stdinIsTerminal) {
    return Bad("it must talk with the user (interactiveMode is Always), but standard input is no terminal, or not free");
  }
  return stdinIsTerminal;
}

std::string ExecInfo(const Config& config, std::string_view caPem, bool isInteractive) {
  JsonObject spec;
  if (config.exec->provideClusterInfo) spec.Raw("cluster", ClusterInfo(config, caPem));
  spec.Raw("interactive", isInteractive ? "true" : "false");
  JsonObject root;
  root.Text("kind", "ExecCredential");
  root.Text("apiVersion", config.exec->apiVersion);
  root.Raw("spec", spec.Done());
  return root.Done();
}

Result<ExpiringCredentials> ParseExecCredential(const std::string& text, const std::string& apiVersion) {
  const Result<YamlNode> root = ParseYaml(text);
  if (!root) return Bad(fmt::format("it is no JSON: {}", root.error().Message()));
  if (Result<void> checked = CheckHeader(*root, apiVersion); !checked) return checked.error();
  const YamlNode* status = root->Find("status");
  if (!status || status->kind != YamlNode::Kind::kMapping) return Bad("it has no status");
  return ReadStatus(*status);
}

}  // namespace k8s::internal
