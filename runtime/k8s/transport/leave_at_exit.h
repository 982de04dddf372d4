#pragma once

#include <memory>

namespace k8s::internal {

/// For what refers to a library whose own end at the exit of the process has passed, as the members of a global variable may:
/// keeps it for ever, for it can no longer be destroyed.
void LeaveAtExit(std::shared_ptr<void> abandoned);

}  // namespace k8s::internal
