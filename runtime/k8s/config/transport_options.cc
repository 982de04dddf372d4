#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/certificates.h>
#include <k8s/config/proxy.h>
#include <k8s/config/transport_options.h>
#include <k8s/config/validation.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

Result<std::string> ReadPem(const std::string& data, const std::string& file, const char* what,
                            const Environment& environment) {
  if (!data.empty() || file.empty()) return data;
  Result<std::string> pem = environment.ReadRegularFile(file);
  if (!pem) return Error(ErrorCode::kConfig, fmt::format("{}: {}", what, pem.error().Message()));
  // It would otherwise mean "trust the system's roots", or no certificate at all.
  if (pem->empty()) return Error(ErrorCode::kConfig, fmt::format("{}: {} is empty", what, internal::Quoted(file)));
  return pem;
}

Result<std::string> ReadRoots(const Config& config, const Environment& environment) {
  constexpr const char* kWhat = "certificate authority";
  Result<std::string> pem = ReadPem(config.caData, config.caFile, kWhat, environment);
  if (!pem || pem->empty()) return pem;
  const std::string origin = config.caFile.empty() ? "its data" : internal::Quoted(config.caFile);
  if (Result<void> checked = internal::CheckRoots(*pem); !checked) {
    return checked.error().WithContext(fmt::format("{}: {}", kWhat, origin));
  }
  return pem;
}

}  // namespace

Result<TransportOptions> MakeTransportOptions(const Config& config, const Environment& environment) {
  if (Result<void> checked = internal::CheckCluster(config); !checked) return checked.error();
  if (Result<void> checked = internal::CheckUser(config); !checked) return checked.error();
  Result<std::string> ca = ReadRoots(config, environment);
  if (!ca) return ca.error();
  Result<std::string> certificate =
      ReadPem(config.clientCertificateData, config.clientCertificateFile, "client certificate", environment);
  if (!certificate) return certificate.error();
  Result<std::string> key = ReadPem(config.clientKeyData, config.clientKeyFile, "client key", environment);
  if (!key) return key.error();
  if (!certificate->empty()) {
    if (const auto checked = internal::CheckKeyPair(*certificate, *key); !checked) return checked.error();
  }
  Result<std::string> proxy = internal::ProxyOf(config, environment);
  if (!proxy) return proxy.error();

  TransportOptions options;
  options.baseUrl = config.server.substr(0, config.server.find_last_not_of('/') + 1);
  options.caPem = *std::move(ca);
  options.clientCertPem = *std::move(certificate);
  options.clientKeyPem = *std::move(key);
  options.tlsServerName = config.tlsServerName;
  options.insecureSkipVerify = config.insecureSkipTlsVerify;
  options.proxyUrl = *std::move(proxy);
  options.disableCompression = config.disableCompression;
  return options;
}

}  // namespace k8s
