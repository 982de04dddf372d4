#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/object.h>
#include <k8s/testkit/core/target.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// What must hold for a deletion to take place.
struct Preconditions {
  std::optional<std::string> uid = {};
  std::optional<std::string> resourceVersion = {};
};

/// What becomes of the objects that an object owns.
enum class Propagation { kUnset, kBackground, kForeground, kOrphan };

/// How something is to be deleted.
struct DeleteOptions {
  Preconditions preconditions = {};
  bool dryRun = false;
  Propagation propagation = Propagation::kUnset;
  std::optional<std::int64_t> gracePeriodSeconds = {};
  bool waits = false;  ///< who asks is told by a 202 that it is not done yet: those who said `orphanDependents: false`

  /// What the body of a DELETE says, or else its query: where there is a body, that counts for nothing. What contradicts itself
  /// is a 422.
  static Outcome<DeleteOptions> Read(const Request& request, const Target& target);
  /// Of a DeleteOptions in another object.
  static Outcome<DeleteOptions> Of(const JsonValue& json);
};

/// The Status of success that answers a deletion.
std::string DeletedJson(ResourceName resource, const Object& object);

}  // namespace k8s::testkit::core
