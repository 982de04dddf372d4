#pragma once

#include <k8s/base/function.h>
#include <k8s/testkit/core/stream.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// What stands behind a shell: it answers requests, at once or after a while.
///
/// Thread safety: all members, from any thread.
class Handler {
 public:
  using Respond = UniqueFunction<void(Answer)>;

  virtual ~Handler() = default;

  /// Calls `respond` once, here or later on any thread.
  virtual void Handle(const Request& request, Respond respond) = 0;
};

}  // namespace k8s::testkit::core
