#pragma once

#include <memory>
#include <utility>

#include <k8s/config/credentials.h>

namespace k8s::internal {

/// Credentials that never change.
class FixedCredentials final : public CredentialSource {
 public:
  explicit FixedCredentials(Credentials credentials)
      : credentials_(std::make_shared<const Credentials>(std::move(credentials))) {}

  std::shared_ptr<const Credentials> Ready() override { return credentials_; }
  Future<std::shared_ptr<const Credentials>> Fetch() override {
    return Future<std::shared_ptr<const Credentials>>(Result<std::shared_ptr<const Credentials>>(credentials_));
  }
  void Refused(const std::shared_ptr<const Credentials>&) override {}
  bool CanRenew() const override { return false; }

 private:
  const std::shared_ptr<const Credentials> credentials_;
};

}  // namespace k8s::internal
