#pragma once

namespace k8s::internal {

inline thread_local bool isServiceThread = false;

/// From now on this thread is one of a transport or a clock, which others wait for: a task of a pool does that closes its
/// transport. What this thread drops may be the last handle of that very pool. So what ends threads waits for none of them
/// here, but lets them end by themselves. No code of users runs here, unless they ask for that (a Future without an executor).
inline void BecomeServiceThread() { isServiceThread = true; }
inline bool OnServiceThread() { return isServiceThread; }

}  // namespace k8s::internal
