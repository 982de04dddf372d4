#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/testkit/access/self_review.h>
#include <k8s/testkit/core/handler.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::access {

/// Stands before the core: who is it, and may they? As long as there is no user, everybody may do everything.
///
/// Thread safety: all members, from any thread.
class AccessControl final : public core::Handler {
 public:
  explicit AccessControl(std::shared_ptr<core::Handler> server) : server_(std::move(server)) {}

  /// Replaces the user of that name.
  void Add(User user);
  std::optional<User> Find(std::string_view name) const;
  /// In the order in which they came.
  std::vector<User> All() const;

  /// Who sends a request with those headers; empty for somebody whom nobody knows.
  std::string NameOf(const Headers& headers) const;

  void Handle(const Request& request, Respond respond) override;

 private:
  core::Outcome<Asker> Identify(const Headers& headers) const;

  const std::shared_ptr<core::Handler> server_;
  mutable std::mutex mutex_;
  std::vector<User> users_;  ///< guarded by the mutex
};

}  // namespace k8s::testkit::access
