#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <k8s/config/credentials.h>

namespace k8s::internal {

/// The bearer token of a file, which someone else renews: see MakeCredentialSource().
class TokenFileCredentials final : public CredentialSource {
 public:
  /// `fallback` counts until the file could be read once; null: nothing does.
  TokenFileCredentials(std::string path, std::shared_ptr<const Credentials> fallback, const Environment& environment,
                       std::shared_ptr<Clock> clock);

  std::shared_ptr<const Credentials> Ready() override;
  Future<std::shared_ptr<const Credentials>> Fetch() override;
  void Refused(const std::shared_ptr<const Credentials>& used) override;
  bool CanRenew() const override { return true; }

 private:
  using Pointer = std::shared_ptr<const Credentials>;

  bool IsFresh() const;
  Result<Pointer> Renewed();
  Result<std::string> Read() const;

  const std::string path_;
  const Environment& environment_;
  const std::shared_ptr<Clock> clock_;

  std::mutex mutex_;
  Pointer last_;  // of the file, or the fallback; null: none yet
  Clock::TimePoint fresh_until_ = Clock::TimePoint::min();
};

}  // namespace k8s::internal
