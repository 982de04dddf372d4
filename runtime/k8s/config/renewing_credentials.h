#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <k8s/base/call_context.h>
#include <k8s/config/credentials.h>
#include <k8s/config/exec_credential.h>

namespace k8s::internal {

/// Whoever makes credentials anew, and blocks meanwhile.
class CredentialIssuer {
 public:
  virtual ~CredentialIssuer() = default;

  /// One call at a time, on a thread of RenewingCredentials; `context` stops it when that is destroyed, and whatever shares it.
  virtual Result<ExpiringCredentials> Issue(const CallContext& context) = 0;

  /// What it is, in an error: `exec plugin "aws"`. From any thread.
  virtual std::string Name() const = 0;
};

/// Credentials that are good until they end or the server refuses them, and are then issued anew, once for all who ask.
class RenewingCredentials final : public CredentialSource {
 public:
  using WallClock = std::function<std::chrono::system_clock::time_point()>;
  class State;

  /// What sources may share, and so be one but for their ends: what is known, who waits, and who is asking the issuer. That is
  /// ended with the last source that uses it; what is known stays.
  static std::shared_ptr<State> MakeState(std::shared_ptr<CredentialIssuer> issuer, std::shared_ptr<Clock> clock,
                                          WallClock wallClock);

  explicit RenewingCredentials(std::shared_ptr<State> state);
  ~RenewingCredentials() override;
  RenewingCredentials(const RenewingCredentials&) = delete;
  RenewingCredentials& operator=(const RenewingCredentials&) = delete;

  std::shared_ptr<const Credentials> Ready() override;
  Future<std::shared_ptr<const Credentials>> Fetch() override;
  void Refused(const std::shared_ptr<const Credentials>& used) override;
  bool CanRenew() const override { return true; }
  std::string Name() const override;

 private:
  const std::shared_ptr<State> state_;
};

}  // namespace k8s::internal
