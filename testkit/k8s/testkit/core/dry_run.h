#pragma once

#include <k8s/codec/type.h>
#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {

/// Whether a request is only a trial; a 422 of the options' kind where it says that in another way than `dryRun=All`.
Outcome<bool> DryRunOf(const Target& target, const codec::ApiKind& options);

}  // namespace k8s::testkit::core
