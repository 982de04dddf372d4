#pragma once

#include <memory>

namespace k8s {

/// An object of a cache: shared by all who read it, and changed by nobody. To change one, copy it: `T changed = *object`.
template <class T>
using Shared = std::shared_ptr<const T>;

}  // namespace k8s
