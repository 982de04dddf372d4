#pragma once

#include <memory>
#include <stop_token>

#include <k8s/base/clock.h>
#include <k8s/testkit/core/handler.h>
#include <k8s/testkit/intercept/fault.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit {

/// What an effect may use.
struct Surroundings {
  std::shared_ptr<core::Handler> server;
  std::shared_ptr<Clock> clock;
  std::stop_token end;  ///< the server ends: waits end
};

/// What a fault does to one request.
///
/// Thread safety: all members, from any thread.
class Fault::Effect {
 public:
  virtual ~Effect() = default;

  /// In the place of the server.
  virtual void Happen(const Surroundings& around, const Request& request, core::Handler::Respond respond) const = 0;
};

}  // namespace k8s::testkit
