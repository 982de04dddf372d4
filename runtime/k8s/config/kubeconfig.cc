#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/json_text.h>
#include <k8s/config/kubeconfig.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

using Kind = YamlNode::Kind;

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

bool IsAbsent(const YamlNode* node) { return !node || node->kind == Kind::kNull; }

bool HasScalar(const YamlNode& mapping, std::string_view key, std::string_view value) {
  const YamlNode* node = mapping.Find(key);
  return node && node->kind == Kind::kScalar && node->scalar == value;
}

// A file of another kind at the path is a common mistake, and would otherwise look like a kubeconfig without entries.
Result<void> CheckRoot(const YamlNode& root) {
  if (root.kind == Kind::kNull) return {};
  if (root.kind != Kind::kMapping) return Bad("it is not a mapping");
  if (!IsAbsent(root.Find("kind")) && !HasScalar(root, "kind", "Config")) return Bad("its kind is not Config");
  if (!IsAbsent(root.Find("apiVersion")) && !HasScalar(root, "apiVersion", "v1")) return Bad("its apiVersion is not v1");
  for (const char* section : {"clusters", "users", "contexts"}) {
    const YamlNode* entries = root.Find(section);
    if (IsAbsent(entries)) continue;
    if (entries->kind != Kind::kSequence) return Bad(fmt::format("{} is not a list", section));
    std::vector<std::string_view> names;
    for (const YamlNode& entry : entries->children) {
      const YamlNode* name = entry.Find("name");
      if (IsAbsent(name) || name->kind != Kind::kScalar) return Bad(fmt::format("{} has an entry without a name", section));
      names.push_back(name->scalar);
    }
    std::sort(names.begin(), names.end());
    const auto repeated = std::adjacent_find(names.begin(), names.end());
    if (repeated != names.end()) return Bad(fmt::format("{} has two entries named {}", section, Quoted(*repeated)));
  }
  return {};
}

// Reads the members of a mapping, and remembers the first failure.
class Members {
 public:
  Members(const YamlNode& mapping, const std::string& file) : mapping_(mapping), file_(file) {
    if (mapping.kind != Kind::kMapping && mapping.kind != Kind::kNull) Fail("it is not a mapping");
  }

  void Text(std::string_view key, std::string& value) {
    const YamlNode* node = mapping_.Find(key);
    if (IsAbsent(node)) return;
    if (node->kind != Kind::kScalar) return Fail(fmt::format("{} is not a string", key));
    value = node->scalar;
  }

  void Flag(std::string_view key, bool& value) {
    std::string text = "false";
    Text(key, text);
    if (text != "true" && text != "false") return Fail(fmt::format("{} is neither true nor false", key));
    value = text == "true";
  }

  void Path(std::string_view key, std::string& value) {
    Text(key, value);
    if (!value.empty()) value = (std::filesystem::path(file_).parent_path() / value).lexically_normal().string();
  }

  void Base64(std::string_view key, std::string& value) {
    std::string text;
    Text(key, text);
    Result<std::string> data = DecodeBase64(text);
    if (!data) return Fail(fmt::format("{}: {}", key, data.error().Message()));
    value = *std::move(data);
  }

  void Texts(std::string_view key, std::vector<std::string>& values) {
    const YamlNode* node = mapping_.Find(key);
    if (IsAbsent(node)) return;
    if (node->kind != Kind::kSequence) return Fail(fmt::format("{} is not a list", key));
    for (const YamlNode& child : node->children) {
      if (child.kind != Kind::kScalar) return Fail(fmt::format("{} is not a list of strings", key));
      values.push_back(child.scalar);
    }
  }

  void TextsByKey(std::string_view key, std::map<std::string, std::vector<std::string>>& values) {
    const YamlNode* node = mapping_.Find(key);
    if (IsAbsent(node)) return;
    ReadNested(key, *node, [&](Members& members) {
      for (const std::string& name : node->keys) members.Texts(name, values[name]);
    });
  }

  // Calls `read` with the members of the mapping below the key, if there is one.
  template <class F>
  void Nested(std::string_view key, F&& read) {
    const YamlNode* node = mapping_.Find(key);
    if (!IsAbsent(node)) ReadNested(key, *node, read);
  }

  // The same for each element of the list below the key.
  template <class F>
  void Each(std::string_view key, F&& read) {
    const YamlNode* node = mapping_.Find(key);
    if (IsAbsent(node)) return;
    if (node->kind != Kind::kSequence) return Fail(fmt::format("{} is not a list", key));
    for (const YamlNode& child : node->children) ReadNested(key, child, read);
  }

  Result<void> Done() const {
    if (!failure_.empty()) return Bad(failure_);
    return {};
  }

  void Fail(std::string failure) {
    if (failure_.empty()) failure_ = std::move(failure);
  }

 private:
  template <class F>
  void ReadNested(std::string_view key, const YamlNode& node, F&& read) {
    Members members(node, file_);
    read(members);
    if (!members.failure_.empty()) Fail(fmt::format("{}: {}", key, members.failure_));
  }

  const YamlNode& mapping_;
  const std::string& file_;
  std::string failure_;
};

using InteractiveMode = ExecConfig::InteractiveMode;

// v1 wants it said; v1beta1 is older than the question.
void ReadInteractiveMode(Members& exec, ExecConfig& config) {
  std::string mode;
  exec.Text("interactiveMode", mode);
  if (mode == "Never") {
    config.interactiveMode = InteractiveMode::kNever;
  } else if (mode == "Always") {
    config.interactiveMode = InteractiveMode::kAlways;
  } else if (mode == "IfAvailable" || (mode.empty() && !config.apiVersion.ends_with("/v1"))) {
    config.interactiveMode = InteractiveMode::kIfAvailable;
  } else {
    exec.Fail("interactiveMode is none of Never, IfAvailable and Always");
  }
}

void ReadExec(Members& exec, ExecConfig& config) {
  exec.Text("apiVersion", config.apiVersion);
  exec.Text("command", config.command);
  const bool isPath = config.command.find('/') != std::string::npos;
  if (isPath) exec.Path("command", config.command);
  exec.Texts("args", config.args);
  exec.Each("env", [&](Members& entry) {
    auto& [name, value] = config.env.emplace_back();
    entry.Text("name", name);
    entry.Text("value", value);
  });
  exec.Text("installHint", config.installHint);
  exec.Flag("provideClusterInfo", config.provideClusterInfo);
  ReadInteractiveMode(exec, config);
}

void ReadOidc(Members& provider, OidcConfig& oidc) {
  provider.Nested("config", [&](Members& members) {
    members.Text("idp-issuer-url", oidc.issuerUrl);
    members.Path("idp-certificate-authority", oidc.issuerCaFile);
    members.Base64("idp-certificate-authority-data", oidc.issuerCaData);
    members.Text("client-id", oidc.clientId);
    members.Text("client-secret", oidc.clientSecret);
    members.Text("id-token", oidc.idToken);
    members.Text("refresh-token", oidc.refreshToken);
  });
}

Result<void> ReadAuthProvider(const KubeconfigEntry& user, Config& config) {
  Members members(*user.body, *user.path);
  std::string name;
  bool isThere = false;
  members.Nested("auth-provider", [&](Members& provider) {
    isThere = true;
    provider.Text("name", name);
    if (name != "oidc") return;
    ReadOidc(provider, config.oidc.emplace());
    config.oidc->kubeconfig = *user.path;
    config.oidc->user = user.name;
  });
  if (Result<void> read = members.Done(); !read || !isThere || name == "oidc") return read;
  return Error(ErrorCode::kUnsupported,
               fmt::format("auth-provider {} is not supported, as by kubectl since 1.26; use an exec plugin", Quoted(name)));
}

}  // namespace

std::string KubeconfigEntry::ToString() const { return fmt::format("{}: {} {}", Quoted(*path), section, Quoted(name)); }

Result<YamlNode> ReadKubeconfigFile(const Environment& environment, const std::string& path) {
  const Result<std::string> text = environment.ReadFile(path);
  if (!text) return text.error();
  Result<YamlNode> root = ParseYaml(*text);
  if (!root) return root.error().WithContext(Quoted(path));
  if (Result<void> checked = CheckRoot(*root); !checked) return checked.error().WithContext(Quoted(path));
  return root;
}

Result<void> Kubeconfig::Add(const Environment& environment, const std::string& path) {
  Result<YamlNode> root = ReadKubeconfigFile(environment, path);
  if (!root) return root.error();
  std::error_code unknownFolder;
  const auto absolute = std::filesystem::absolute(path, unknownFolder);
  files_.push_back({unknownFolder ? path : absolute.string(), *std::move(root)});
  return {};
}

bool Kubeconfig::IsEmpty() const {
  const auto saysNothing = [](const File& file) {
    for (const char* section : {"clusters", "users", "contexts"}) {
      const YamlNode* entries = file.root.Find(section);
      if (entries && !entries->children.empty()) return false;
    }
    return true;
  };
  return CurrentContext().empty() && std::all_of(files_.begin(), files_.end(), saysNothing);
}

std::string Kubeconfig::CurrentContext() const {
  for (const File& file : files_) {
    const YamlNode* name = file.root.Find("current-context");
    if (name && !name->scalar.empty()) return name->scalar;
  }
  return {};
}

Result<KubeconfigEntry> Kubeconfig::Find(std::string_view section, std::string_view name) const {
  static const YamlNode kNothing;
  std::string searched;
  for (const File& file : files_) {
    searched += fmt::format("{}{}", searched.empty() ? "" : ", ", Quoted(file.path));
    const YamlNode* entries = file.root.Find(fmt::format("{}s", section));
    if (IsAbsent(entries)) continue;
    for (const YamlNode& entry : entries->children) {
      if (!HasScalar(entry, "name", name)) continue;
      const YamlNode* body = entry.Find(section);
      return KubeconfigEntry{section, entry.Find("name")->scalar, &file.path, body ? body : &kNothing};
    }
  }
  return Bad(fmt::format("{}: there is no {} {}", searched, section, Quoted(name)));
}

Result<ContextChoice> ReadContext(const KubeconfigEntry& context) {
  ContextChoice choice;
  Members members(*context.body, *context.path);
  members.Text("cluster", choice.cluster);
  members.Text("user", choice.user);
  members.Text("namespace", choice.namespace_);
  if (Result<void> read = members.Done(); !read) return read.error().WithContext(context.ToString());
  return choice;
}

Result<void> ReadCluster(const KubeconfigEntry& cluster, Config& config) {
  Members members(*cluster.body, *cluster.path);
  members.Text("server", config.server);
  members.Text("tls-server-name", config.tlsServerName);
  members.Flag("insecure-skip-tls-verify", config.insecureSkipTlsVerify);
  members.Path("certificate-authority", config.caFile);
  members.Base64("certificate-authority-data", config.caData);
  members.Text("proxy-url", config.proxyUrl);
  members.Flag("disable-compression", config.disableCompression);
  return members.Done();
}

std::string ExecClusterConfig(const KubeconfigEntry& cluster) {
  const YamlNode* extensions = cluster.body->Find("extensions");
  if (IsAbsent(extensions)) return {};
  for (const YamlNode& entry : extensions->children) {
    const YamlNode* extension = entry.Find("extension");
    if (HasScalar(entry, "name", "client.authentication.k8s.io/exec") && !IsAbsent(extension)) return JsonOf(*extension);
  }
  return {};
}

Result<void> ReadUser(const KubeconfigEntry& user, Config& config) {
  Members members(*user.body, *user.path);
  members.Path("client-certificate", config.clientCertificateFile);
  members.Base64("client-certificate-data", config.clientCertificateData);
  members.Path("client-key", config.clientKeyFile);
  members.Base64("client-key-data", config.clientKeyData);
  members.Text("token", config.token);
  members.Path("tokenFile", config.tokenFile);
  members.Text("username", config.username);
  members.Text("password", config.password);
  members.Text("as", config.impersonate.user);
  members.Text("as-uid", config.impersonate.uid);
  members.Texts("as-groups", config.impersonate.groups);
  members.TextsByKey("as-user-extra", config.impersonate.extra);
  members.Nested("exec", [&](Members& exec) { ReadExec(exec, config.exec.emplace()); });
  if (Result<void> read = members.Done(); !read) return read;
  return ReadAuthProvider(user, config);
}

}  // namespace k8s::internal
