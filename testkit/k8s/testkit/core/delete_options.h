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

/// What must hold for a deletion to take place; empty: anything.
struct Preconditions {
  std::string uid = {};
  std::string resourceVersion = {};
};

/// What becomes of the objects that an object owns.
enum class Propagation { kUnset, kBackground, kForeground, kOrphan };

/// What the body and the query of a DELETE say.
struct DeleteOptions {
  Preconditions preconditions = {};
  bool dryRun = false;
  Propagation propagation = Propagation::kUnset;
  std::optional<std::int64_t> gracePeriodSeconds = {};

  static Outcome<DeleteOptions> Read(const Request& request, const Target& target);
  /// Of a DeleteOptions in another object.
  static Outcome<DeleteOptions> Of(const JsonValue& json);
};

/// The Status of success that answers a deletion.
std::string DeletedJson(ResourceName resource, const Object& object);

}  // namespace k8s::testkit::core
