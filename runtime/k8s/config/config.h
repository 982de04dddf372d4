#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace k8s {

/// In whose name requests are made, of someone who may do that. Active when `user` is set.
struct Impersonation {
  std::string user;
  std::string uid;
  std::vector<std::string> groups;
  std::map<std::string, std::vector<std::string>> extra;

  friend bool operator==(const Impersonation&, const Impersonation&) = default;
};

/// A command that prints credentials: a plugin of client.authentication.k8s.io, `exec` in a kubeconfig. It is run without a
/// shell. See MakeCredentialSource().
struct ExecConfig {
  /// Whether the plugin may talk with the user over standard input.
  enum class InteractiveMode {
    kNever,        ///< Its standard input is empty
    kIfAvailable,  ///< It gets ours if that is a terminal
    kAlways,       ///< It fails where ours is no terminal
  };

  std::string apiVersion;  ///< "client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"
  std::string command;     ///< A path, or a name that is looked for in PATH
  std::vector<std::string> args;
  std::vector<std::pair<std::string, std::string>> env;  ///< Set for the plugin, besides the variables of this process
  std::string installHint;                               ///< Told to the user when the command is missing
  InteractiveMode interactiveMode = InteractiveMode::kIfAvailable;
  bool provideClusterInfo = false;  ///< Tell the plugin about the cluster, by KUBERNETES_EXEC_INFO
  std::string clusterConfig;        ///< What it is told besides: a JSON value; empty: nothing

  friend bool operator==(const ExecConfig&, const ExecConfig&) = default;
};

/// A user of an OpenID Connect provider: `auth-provider` with the name `oidc` in a kubeconfig. An ID token that has ended is
/// renewed with the refresh token. See MakeCredentialSource().
struct OidcConfig {
  std::string issuerUrl;
  std::string issuerCaFile;  ///< Certificates to verify the issuer's against; empty: the system's
  std::string issuerCaData;
  std::string clientId;
  std::string clientSecret;
  std::string idToken;
  std::string refreshToken;
  std::string kubeconfig;  ///< The file that renewed tokens are written back to; empty: none
  std::string user;        ///< The name of its entry there

  friend bool operator==(const OidcConfig&, const OidcConfig&) = default;
};

/// How to reach a cluster and who to be there. Filled by LoadConfig(), or by hand.
///
/// Certificates and keys are PEM, given either as data or as a file. Files are read again while a client lives: see
/// TransportOptionsSource and MakeCredentialSource().
struct Config {
  std::string server;                  ///< "https://host:port", perhaps with a path below which the API lies
  std::string tlsServerName;           ///< The name that the server's certificate must have; empty: the host of `server`
  bool insecureSkipTlsVerify = false;  ///< Do not verify the server's certificate: anyone can be the server then
  std::string caFile;                  ///< Certificates to verify the server's against; empty: the system's
  std::string caData;

  std::string clientCertificateFile;
  std::string clientCertificateData;
  std::string clientKeyFile;
  std::string clientKeyData;
  std::string token;      ///< Bearer token
  std::string tokenFile;  ///< A file that holds one; it wins over `token` as soon as it can be read
  std::string username;   ///< HTTP basic authentication; not together with a token
  std::string password;
  std::optional<ExecConfig> exec;  ///< Asked unless a token, a user name or a client certificate is given
  std::optional<OidcConfig> oidc;  ///< Asked unless a token or a user name is given; not together with `exec`
  Impersonation impersonate;

  std::string namespace_ = "default";  ///< For requests that name none
  std::string proxyUrl;                ///< "http://", "https://", "socks5://" or "socks5h://host:port"; empty: HTTPS_PROXY's
  bool disableCompression = false;     ///< Do not ask for compressed answers

  /// What is set, for a log: secrets are replaced by "***", data by its size.
  std::string ToString() const;

  friend bool operator==(const Config&, const Config&) = default;
};

}  // namespace k8s
