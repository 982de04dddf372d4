#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>
#include <k8s/config/yaml.h>

/// kubeconfig files: their reading, their merging, and what their entries mean.
namespace k8s::internal {

/// The document of a kubeconfig file: a mapping or null. kNotFound: the file does not exist. kConfig: it is no kubeconfig file.
Result<YamlNode> ReadKubeconfigFile(const Environment& environment, const std::string& path);

/// A named entry of a kubeconfig file. Lives as long as the Kubeconfig it is from.
struct KubeconfigEntry {
  std::string_view section;  ///< "cluster", "user" or "context"
  std::string_view name;
  const std::string* path = nullptr;  ///< of its file
  const YamlNode* body = nullptr;

  /// Where this is, for an error: file, section and name.
  std::string ToString() const;
};

/// One or more kubeconfig files, merged as kubectl does: of the entries with one name the first counts, as a whole.
class Kubeconfig {
 public:
  /// Adds a file behind those that are there. kNotFound: it does not exist. kConfig: it is no kubeconfig file.
  Result<void> Add(const Environment& environment, const std::string& path);

  /// Whether no file says anything that would choose a cluster or a user.
  bool IsEmpty() const;

  /// The first `current-context`; empty if there is none.
  std::string CurrentContext() const;

  /// The entry of that name in the section "cluster", "user" or "context", a literal. kConfig: there is none.
  Result<KubeconfigEntry> Find(std::string_view section, std::string_view name) const;

 private:
  struct File {
    std::string path;
    YamlNode root;
  };

  std::vector<File> files_;
};

/// What a context chooses; empty where it chooses nothing.
struct ContextChoice {
  std::string cluster;
  std::string user;
  std::string namespace_;
};

Result<ContextChoice> ReadContext(const KubeconfigEntry& context);

/// Puts what the entry says into its part of `config`; relative paths count from the folder of its file.
Result<void> ReadCluster(const KubeconfigEntry& cluster, Config& config);

/// What the cluster's extension for plugins says, as JSON; empty: nothing.
std::string ExecClusterConfig(const KubeconfigEntry& cluster);

/// The same as ReadCluster() of a user. kUnsupported: its `auth-provider` is one that is gone.
Result<void> ReadUser(const KubeconfigEntry& user, Config& config);

}  // namespace k8s::internal
