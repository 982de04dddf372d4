#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/meta/object_key.h>

namespace k8s {

/// How a reconciliation ended that did not fail.
struct Reconciled {
  /// The object is reconciled again after so long, though nothing changes. Empty: when something does.
  std::optional<std::chrono::nanoseconds> requeueAfter = {};
};

/// Brings what is there to what should be there, for one object: it reads the present state, whatever has happened, and acts on
/// the difference. An object that is gone is reconciled as well.
///
/// An Error, or an exception, is reported, and the object is tried again, later and later. `context` goes into every call that
/// is made: it ends them when the controller has to end.
using ReconcileFunc = std::function<Result<Reconciled>(const ObjectKey& key, const CallContext& context)>;

/// The same without a thread for each that is under way: a coroutine, say.
using AsyncReconcileFunc = std::function<Future<Reconciled>(ObjectKey key, CallContext context)>;

}  // namespace k8s
