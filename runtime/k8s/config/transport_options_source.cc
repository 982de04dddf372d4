#include <chrono>
#include <utility>

#include <k8s/config/certificates.h>
#include <k8s/config/transport_options.h>
#include <k8s/config/transport_options_source.h>

namespace k8s {
namespace {

constexpr std::chrono::seconds kFreshFor{10};

bool HasFiles(const Config& config) {
  return !(config.caFile.empty() && config.clientCertificateFile.empty() && config.clientKeyFile.empty());
}

// All that files say.
bool SamePem(const TransportOptions& a, const TransportOptions& b) {
  return a.caPem == b.caPem && a.clientCertPem == b.clientCertPem && a.clientKeyPem == b.clientKeyPem;
}

}  // namespace

TransportOptionsSource::TransportOptionsSource(Config config, const Environment& environment, std::shared_ptr<Clock> clock)
    : config_(std::move(config)),
      environment_(environment),
      clock_(clock ? std::move(clock) : std::make_shared<SystemClock>()) {}

Result<std::shared_ptr<const TransportOptions>> TransportOptionsSource::Current(
    const std::shared_ptr<const Credentials>& given) {
  std::lock_guard lock(mutex_);
  const std::shared_ptr<const Credentials> credentials = given ? given : credentials_;
  const Pointer before = from_files_;
  if (Result<void> renewed = RenewFiles(); !renewed) return renewed.error();
  const bool isNew = credentials && credentials != credentials_;
  if (!current_ || from_files_ != before || isNew) {
    if (Result<void> combined = Combine(isNew ? credentials : credentials_); !combined) return combined.error();
  }
  return current_;
}

Result<void> TransportOptionsSource::RenewFiles() {
  const Clock::TimePoint now = clock_->Now();
  const bool isFresh = from_files_ && (!HasFiles(config_) || now < next_read_);
  if (isFresh) return {};
  Result<TransportOptions> options = MakeTransportOptions(config_, environment_);
  if (!options && !from_files_) return options.error();
  next_read_ = now + kFreshFor;
  if (!options || (from_files_ && SamePem(*options, *from_files_))) return {};
  from_files_ = std::make_shared<const TransportOptions>(*std::move(options));
  return {};
}

Result<void> TransportOptionsSource::Combine(const std::shared_ptr<const Credentials>& credentials) {
  Pointer combined = from_files_;
  if (credentials && !credentials->clientCertPem.empty()) {
    const auto checked = internal::CheckKeyPair(credentials->clientCertPem, credentials->clientKeyPem);
    if (!checked) return checked.error();
    TransportOptions options = *from_files_;
    options.clientCertPem = credentials->clientCertPem;
    options.clientKeyPem = credentials->clientKeyPem;
    combined = std::make_shared<const TransportOptions>(std::move(options));
  }
  credentials_ = credentials;
  if (!current_ || !SamePem(*combined, *current_)) current_ = std::move(combined);
  return {};
}

}  // namespace k8s
