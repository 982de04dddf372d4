#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/transport_options.h>
#include <k8s/config/validation.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

// An empty or wrong file would otherwise mean "trust the system's roots", or fail far from its cause.
Result<std::string> ReadPem(const std::string& data, const std::string& file, const char* what,
                            const Environment& environment) {
  if (data.empty() && file.empty()) return std::string();
  Result<std::string> pem = data.empty() ? environment.ReadFile(file) : Result<std::string>(data);
  if (!pem) return Error(ErrorCode::kConfig, fmt::format("{}: {}", what, pem.error().Message()));
  if (pem->find("-----BEGIN ") == std::string::npos) {
    return Error(ErrorCode::kConfig,
                 fmt::format("{}: there is no PEM block in {}", what, data.empty() ? internal::Quoted(file) : "its data"));
  }
  return pem;
}

}  // namespace

Result<TransportOptions> MakeTransportOptions(const Config& config, const Environment& environment) {
  if (Result<void> checked = internal::CheckCluster(config); !checked) return checked.error();
  if (Result<void> checked = internal::CheckUser(config); !checked) return checked.error();
  Result<std::string> ca = ReadPem(config.caData, config.caFile, "certificate authority", environment);
  if (!ca) return ca.error();
  Result<std::string> certificate =
      ReadPem(config.clientCertificateData, config.clientCertificateFile, "client certificate", environment);
  if (!certificate) return certificate.error();
  Result<std::string> key = ReadPem(config.clientKeyData, config.clientKeyFile, "client key", environment);
  if (!key) return key.error();

  TransportOptions options;
  options.baseUrl = config.server.substr(0, config.server.find_last_not_of('/') + 1);
  options.caPem = *std::move(ca);
  options.clientCertPem = *std::move(certificate);
  options.clientKeyPem = *std::move(key);
  options.tlsServerName = config.tlsServerName;
  options.insecureSkipVerify = config.insecureSkipTlsVerify;
  options.proxyUrl = config.proxyUrl;
  options.disableCompression = config.disableCompression;
  return options;
}

}  // namespace k8s
