#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <k8s/config/config.h>
#include <k8s/config/environment.h>
#include <k8s/config/renewing_credentials.h>

namespace k8s::internal {

/// Runs the plugin that a configuration names in `exec`, each time credentials are needed.
class ExecPlugin final : public CredentialIssuer {
 public:
  /// How long a plugin may take: with a user who has to log in perhaps, and alone.
  struct Patience {
    std::chrono::milliseconds interactive;
    std::chrono::milliseconds alone;

    friend bool operator==(const Patience&, const Patience&) = default;
  };

  /// `config.exec` is there. `stdinIsFree`: nobody else reads standard input.
  ExecPlugin(Config config, const Environment& environment, bool stdinIsFree, Patience patience);

  Result<ExpiringCredentials> Issue(const CallContext& context) override;
  std::string Name() const override;

 private:
  Result<std::string> CaPem() const;
  Result<ExpiringCredentials> Run(const CallContext& context) const;

  const Config config_;
  const Environment& environment_;
  const bool stdin_is_free_;
  const Patience patience_;
};

}  // namespace k8s::internal
