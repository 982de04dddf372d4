#pragma once

#include <map>
#include <string>
#include <vector>

namespace k8s {

/// In whose name requests are made, of someone who may do that. Active when `user` is set.
struct Impersonation {
  std::string user;
  std::string uid;
  std::vector<std::string> groups;
  std::map<std::string, std::vector<std::string>> extra;
};

/// How to reach a cluster and who to be there. Filled by LoadConfig(), or by hand.
///
/// Certificates and keys are PEM, given either as data or as a file. A file is read when a client is made, so that what rotates
/// on disk is picked up by new clients; a token file is read again while a client lives (see TokenSource).
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
  Impersonation impersonate;

  std::string namespace_ = "default";  ///< For requests that name none
  std::string proxyUrl;                ///< "http://", "https://" or "socks5://host:port"; empty: none
  bool disableCompression = false;     ///< Do not ask for compressed answers

  /// What is set, for a log: secrets are replaced by "***", data by its size.
  std::string ToString() const;
};

}  // namespace k8s
