#pragma once

#include <string>

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>

namespace k8s {

/// What a program lets its user choose, as kubectl's flags of the same names do.
struct LoadConfigOptions {
  std::string kubeconfig = {};               ///< A file, which must exist and is read alone; empty: as LoadConfig() says
  std::string context = {};                  ///< Instead of `current-context`
  std::string cluster = {};                  ///< Instead of the context's
  std::string user = {};                     ///< Instead of the context's
  std::string namespace_ = {};               ///< Instead of the context's
  Config overrides = {};                     ///< What is set here counts instead of what files say: see LoadConfig()
  const Environment* environment = nullptr;  ///< Where variables and files are; null: the process's
};

/// The configuration that kubectl would use here: the files that $KUBECONFIG lists, merged, of which missing ones are skipped;
/// else ~/.kube/config; where neither says anything, the service account of this pod.
///
/// Of entries with one name in several files the first counts. Relative paths in a file count from its folder. For a server
/// without TLS the user's credentials are left out, as kubectl does: nobody should read them on the wire. YAML aliases are not
/// supported.
///
/// Overrides are for flags such as kubectl's --server, --token and --insecure-skip-tls-verify. Another `server` drops the
/// file's `tlsServerName`; a CA drops `insecureSkipTlsVerify` and the file's CA, and the other way round; a token, a user name,
/// `exec` or `oidc` drops all of these that the file has; a certificate or key as file drops that as data. A user to
/// impersonate replaces all of it. With a `server`, no context and no file is needed, and no service account is looked for.
/// `namespace_` is that of the options, not of the overrides.
///
/// kConfig: names the file and the entry that is missing, malformed or contradictory, or whose certificate or token cannot be
/// read; or, if nothing was found, where it was looked for. kUnsupported: the user's `auth-provider` is not `oidc`, or
/// its `exec` is of v1alpha1.
Result<Config> LoadConfig(const LoadConfigOptions& options = {});

}  // namespace k8s
