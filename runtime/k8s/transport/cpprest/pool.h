#pragma once

#include <future>

#include <boost/asio/io_context.hpp>

#include <k8s/transport/exit_gate.h>

namespace k8s::cpprest {

/// The threads on which cpprestsdk does everything, one for the whole process. The first call creates them.
///
/// One thread, because cpprestsdk closes sockets without regard to what it does with them elsewhere: cancelling from the only
/// thread there is leaves no two threads to race, and small chunks arrive six times as fast as with its default of 40. In
/// return nothing may block it. If the process has used cpprestsdk before, its pool stays as it is.
boost::asio::io_context& Pool();

/// Ready when all the pool was given so far is done: not to be waited for on a thread of it.
std::future<void> PassThroughPool();

bool OnPoolThread();

/// To be called before anything is told to callers: on a thread of the pool, whatever they drop there waits for no other
/// thread.
void ServeHere();

/// Where this is closed, the process is exiting and has passed the pool's end: what refers to the pool can no longer be used,
/// nor destroyed.
internal::ExitGate& PoolGate();

}  // namespace k8s::cpprest
