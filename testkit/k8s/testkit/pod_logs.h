#pragma once

#include <memory>
#include <optional>
#include <string>

#include <k8s/testkit/core/handler.h>
#include <k8s/testkit/core/target.h>
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

  /// More of it; those who follow it get it at once. It is of the pod that is there now, or comes first: one that is created
  /// anew has none.
  void Append(const Name& name, const std::string& text);
  /// There will be no more: those who follow it come to its end.
  void End(const Name& name);
  /// Everything ends.
  void Close();

  void Handle(const Request& request, Respond respond) override;

 private:
  class Store;
  class Follower;

  /// Of the pod that is there now; empty if there is none.
  std::string UidOf(const Name& name) const;
  /// The log of a pod, whose JSON is given; nothing if the server has the answer.
  static std::optional<core::Answer> Show(const std::shared_ptr<Store>& store, const RequestInfo& info,
                                          const core::Target& target, const std::string& pod);

  const std::shared_ptr<core::Handler> server_;
  const std::shared_ptr<Store> store_;  ///< answers on their way share it
};

}  // namespace k8s::testkit
