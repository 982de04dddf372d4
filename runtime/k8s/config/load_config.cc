#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <k8s/config/in_cluster.h>
#include <k8s/config/kubeconfig.h>
#include <k8s/config/load_config.h>
#include <k8s/config/overrides.h>
#include <k8s/config/search_path.h>
#include <k8s/config/validation.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

using internal::ContextChoice;
using internal::Kubeconfig;
using internal::KubeconfigEntry;

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

Result<void> CheckReadable(const Environment& environment, std::initializer_list<const std::string*> paths) {
  for (const std::string* path : paths) {
    if (path->empty()) continue;
    if (Result<std::string> content = environment.ReadFile(*path); !content) return Bad(content.error().Message());
  }
  return {};
}

Result<void> UseCluster(const KubeconfigEntry& cluster, const Environment& environment, Config& config) {
  return internal::ReadCluster(cluster, config).and_then([&] { return internal::CheckCluster(config); }).and_then([&] {
    return CheckReadable(environment, {&config.caFile});
  });
}

Result<void> UseUser(const KubeconfigEntry& user, const Environment& environment, Config& config) {
  return internal::ReadUser(user, config).and_then([&] { return internal::CheckUser(config); }).and_then([&] {
    return CheckReadable(environment, {&config.clientCertificateFile, &config.clientKeyFile, &config.tokenFile});
  });
}

Result<void> OverrideCluster(const Config& overrides, const Environment& environment, Config& config) {
  internal::OverrideCluster(overrides, config);
  return internal::CheckCluster(config).and_then([&] { return CheckReadable(environment, {&overrides.caFile}); });
}

Result<void> OverrideUser(const Config& overrides, const Environment& environment, Config& config) {
  internal::OverrideUser(overrides, config);
  return internal::CheckUser(config).and_then([&] {
    return CheckReadable(environment, {&overrides.clientCertificateFile, &overrides.clientKeyFile, &overrides.tokenFile});
  });
}

// A context is needed only for what the options do not say.
Result<ContextChoice> Choose(const Kubeconfig& kubeconfig, const LoadConfigOptions& options) {
  ContextChoice choice;
  const std::string name = options.context.empty() ? kubeconfig.CurrentContext() : options.context;
  if (!name.empty()) {
    const Result<KubeconfigEntry> context = kubeconfig.Find("context", name);
    if (!context) return context.error();
    Result<ContextChoice> read = ReadContext(*context);
    if (!read) return read.error();
    choice = *std::move(read);
    if (choice.cluster.empty() && options.cluster.empty() && options.overrides.server.empty())
      return Bad(context->ToString() + ": cluster is missing");
  } else if (options.cluster.empty() && options.overrides.server.empty()) {
    return Bad("the kubeconfig has no current-context, and no context was asked for");
  }
  if (!options.cluster.empty()) choice.cluster = options.cluster;
  if (!options.user.empty()) choice.user = options.user;
  if (!options.namespace_.empty()) choice.namespace_ = options.namespace_;
  return choice;
}

Result<void> UseChosenCluster(const Kubeconfig& kubeconfig, const std::string& name, const Environment& environment,
                              Config& config) {
  if (name.empty()) return {};
  const Result<KubeconfigEntry> cluster = kubeconfig.Find("cluster", name);
  if (!cluster) return cluster.error();
  return UseCluster(*cluster, environment, config).transform_error([&](const Error& error) {
    return error.WithContext(cluster->ToString());
  });
}

Result<void> UseChosenUser(const Kubeconfig& kubeconfig, const ContextChoice& choice, const Environment& environment,
                           Config& config) {
  if (choice.user.empty()) return {};
  const Result<KubeconfigEntry> user = kubeconfig.Find("user", choice.user);
  if (!user) return user.error();
  if (Result<void> used = UseUser(*user, environment, config); !used) return used.error().WithContext(user->ToString());
  if (!config.exec || choice.cluster.empty()) return {};
  const Result<KubeconfigEntry> cluster = kubeconfig.Find("cluster", choice.cluster);
  if (cluster) config.exec->clusterConfig = internal::ExecClusterConfig(*cluster);
  return {};
}

Result<Config> FromKubeconfig(const Kubeconfig& kubeconfig, const LoadConfigOptions& options, const Environment& environment) {
  const Result<ContextChoice> choice = Choose(kubeconfig, options);
  if (!choice) return choice.error();
  Config config;
  if (!choice->namespace_.empty()) config.namespace_ = choice->namespace_;

  if (Result<void> used = UseChosenCluster(kubeconfig, choice->cluster, environment, config); !used) return used.error();
  if (Result<void> used = OverrideCluster(options.overrides, environment, config); !used) return used.error();
  Config withUser = config;
  if (Result<void> used = UseChosenUser(kubeconfig, *choice, environment, withUser); !used) return used.error();
  if (Result<void> used = OverrideUser(options.overrides, environment, withUser); !used) return used.error();
  if (internal::UsesTls(config)) return withUser;
  config.impersonate = std::move(withUser.impersonate);
  return config;
}

}  // namespace

Result<Config> LoadConfig(const LoadConfigOptions& options) {
  const Environment& environment = options.environment ? *options.environment : Environment::Process();
  Kubeconfig kubeconfig;
  if (!options.kubeconfig.empty()) {
    if (Result<void> added = kubeconfig.Add(environment, options.kubeconfig); !added) return Bad(added.error().Message());
    return FromKubeconfig(kubeconfig, options, environment);
  }

  const internal::SearchPath search = internal::FindSearchPath(environment);
  for (const std::string& path : search.files) {
    Result<void> added = kubeconfig.Add(environment, path);
    if (!added && added.error().Code() != ErrorCode::kNotFound) return added.error();
  }
  if (!kubeconfig.IsEmpty() || !options.overrides.server.empty()) return FromKubeconfig(kubeconfig, options, environment);

  const bool chooses = !options.context.empty() || !options.cluster.empty() || !options.user.empty();
  if (chooses) return Bad(fmt::format("there is no context, cluster or user to choose from: {}", search.description));
  Result<Config> config = InClusterConfig(environment);
  if (!config) return config.error().WithContext(fmt::format("no configuration found: {}", search.description));
  if (Result<void> used = OverrideCluster(options.overrides, environment, *config); !used) return used.error();
  if (Result<void> used = OverrideUser(options.overrides, environment, *config); !used) return used.error();
  if (!options.namespace_.empty()) config->namespace_ = options.namespace_;
  return config;
}

}  // namespace k8s
