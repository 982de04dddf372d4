#pragma once

#include <optional>
#include <string>
#include <vector>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {

/// What is wrong with the values of `dryRun`, of which there is one.
std::optional<Cause> CheckDryRun(const std::vector<std::string>& values);

/// The values that an object of options says.
std::vector<std::string> DryRunIn(const JsonValue& options);

/// Whether a request is only a trial; a 422 of the options' kind where it says that in another way than `dryRun=All`.
Outcome<bool> DryRunOf(const Target& target, const codec::ApiKind& options);

}  // namespace k8s::testkit::core
