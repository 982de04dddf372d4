#pragma once

#include <string>

#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/target.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// What to do about fields that a kind does not have.
enum class FieldValidation { kIgnore, kWarn, kStrict };

/// How a request wants something written.
struct WriteOptions {
  bool dryRun = false;
  FieldValidation validation = FieldValidation::kWarn;

  std::string manager = "unknown";  ///< who owns what is written
  bool force = false;               ///< apply: take fields that others own

  static Outcome<WriteOptions> Of(const Target& target, const Request& request);
};

}  // namespace k8s::testkit::core
