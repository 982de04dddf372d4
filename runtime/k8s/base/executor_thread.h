#pragma once

#include <k8s/base/executor.h>

namespace k8s::internal {

/// The ThreadPool whose thread this is; null on others. Whoever waits on such a thread for tasks of its pool may wait for ever.
inline thread_local const Executor* executorOfThisThread = nullptr;

}  // namespace k8s::internal
