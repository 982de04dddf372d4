#pragma once

#include <string>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/object.h>
#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/target.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {

/// What the body and the query of a DELETE say.
struct DeleteOptions {
  Preconditions preconditions;
  bool dryRun = false;

  static Outcome<DeleteOptions> Read(const Request& request, const Target& target);
};

/// The Status of success that answers a deletion.
std::string DeletedJson(ResourceName resource, const Object& object);

}  // namespace k8s::testkit::core
