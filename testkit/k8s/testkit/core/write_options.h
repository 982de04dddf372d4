#pragma once

#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {

/// What to do about fields that a kind does not have.
enum class FieldValidation { kIgnore, kWarn, kStrict };

/// How a request wants something written.
struct WriteOptions {
  bool dryRun = false;
  FieldValidation validation = FieldValidation::kWarn;

  static Outcome<WriteOptions> Of(const Target& target);
};

}  // namespace k8s::testkit::core
