#pragma once

#include <k8s/discovery/served_resources.h>

namespace k8s::internal {

/// What promises ServedResources makes that a server need not keep: groups, versions and lists that are there twice are
/// united, what comes first counting where they disagree; no version is of another group, and lists are of a version; a
/// group prefers one of its versions; and what has a list has not failed.
ServedResources Consolidated(ServedResources served);

}  // namespace k8s::internal
