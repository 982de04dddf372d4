#pragma once

#include <memory>
#include <string>

#include <k8s/testkit/core/handler.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit {

/// Stands before the core: what tests have the containers of pods print.
///
/// Thread safety: all members, from any thread.
class PodLogs final : public core::Handler {
 public:
  /// Whose log; `container` empty: of each that has none of its own.
  struct Name {
    std::string namespace_;
    std::string pod;
    std::string container;

    auto operator<=>(const Name&) const = default;
  };

  explicit PodLogs(std::shared_ptr<core::Handler> server);

  /// More of it; those who follow it get it at once.
  void Append(const Name& name, const std::string& text);
  /// There will be no more: those who follow it come to its end.
  void End(const Name& name);
  /// Everything ends.
  void Close();

  void Handle(const Request& request, Respond respond) override;

 private:
  class Store;
  class Follower;

  const std::shared_ptr<core::Handler> server_;
  const std::shared_ptr<Store> store_;  ///< answers on their way share it
};

}  // namespace k8s::testkit
