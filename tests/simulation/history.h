#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace k8s::simulation {

/// What was wrong first in a history, in words; nothing if it went as it should. The same seed makes the same history.
using Defect = std::optional<std::string>;

/// An informer over a server where anything fails: what its cache shows is how things stood at the version it names, whatever
/// handlers hear fits together, and when it gets calm, all know the truth.
Defect InformerHistory(std::uint64_t seed);

/// A work queue beside a model of it that is too simple to be wrong.
Defect QueueHistory(std::uint64_t seed);

}  // namespace k8s::simulation
