#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <k8s/cache/informer_core.h>
#include <k8s/cache/shared.h>
#include <k8s/meta/object_key.h>

namespace k8s {

/// An object that is gone. The library never hands out one without both states.
template <class T>
struct Deleted {
  ObjectKey key;
  /// Its last state, with the resourceVersion of the deletion; or, if the deletion itself was missed, the last that was known.
  Shared<T> object;
  bool finalStateUnknown = false;  ///< It was missed: there may have been a later state
  /// The state that the handler was told last. A slow handler is not told each state between that and the last one
  /// (InformerOptions::maxBacklog): what it noted of the object, it noted of this.
  Shared<T> before = {};
};

/// What is called as objects come, change and go. Any of the functions may be empty. They are called one at a time, in order,
/// and never before the cache shows what they tell; it may show newer things already.
template <class T>
struct EventHandler {
  /// `inInitialList`: it was there when the handler came.
  std::function<void(const Shared<T>& object, bool inInitialList)> onAdd = {};
  /// Also for each object at a resync: then both are the same.
  std::function<void(const Shared<T>& before, const Shared<T>& after)> onUpdate = {};
  std::function<void(const Deleted<T>& gone)> onDelete = {};
};

/// A handler that hears only of objects that `filter` lets pass: one that starts to pass is added, one that no longer does is
/// deleted, as is one that is gone and passed in the state that was told last. `filter` is called on the threads of handlers.
template <class T>
EventHandler<T> Filtered(std::function<bool(const T&)> filter, EventHandler<T> handler) {
  const auto passes = std::make_shared<const std::function<bool(const T&)>>(std::move(filter));
  const auto inner = std::make_shared<const EventHandler<T>>(std::move(handler));
  return {.onAdd =
              [passes, inner](const Shared<T>& object, bool inInitialList) {
                if (inner->onAdd && (*passes)(*object)) inner->onAdd(object, inInitialList);
              },
          .onUpdate =
              [passes, inner](const Shared<T>& before, const Shared<T>& after) {
                const bool did = (*passes)(*before);
                const bool does = (*passes)(*after);
                if (did && does && inner->onUpdate) inner->onUpdate(before, after);
                if (!did && does && inner->onAdd) inner->onAdd(after, false);
                if (did && !does && inner->onDelete) {
                  inner->onDelete({KeyOf(*before), before, false, before});
                }
              },
          .onDelete =
              [passes, inner](const Deleted<T>& gone) {
                if (inner->onDelete && (*passes)(*gone.before)) inner->onDelete(gone);
              }};
}

/// A handler that is called as long as this lives. Destroying it, or Remove(), drops what the handler has not heard yet and
/// waits for the call that runs; within that very call it does not wait. It may outlive its informer.
///
/// Thread safety: all members but assignment and destruction, from any thread.
class [[nodiscard]] HandlerRegistration {
 public:
  HandlerRegistration() = default;
  HandlerRegistration(std::shared_ptr<internal::InformerCore::Shared> shared, std::shared_ptr<internal::Listener> listener)
      : shared_(std::move(shared)), listener_(std::move(listener)) {}
  ~HandlerRegistration() { Remove(); }
  HandlerRegistration(HandlerRegistration&& other) noexcept = default;
  HandlerRegistration& operator=(HandlerRegistration&& other) noexcept {
    if (this != &other) {
      Remove();
      shared_ = std::move(other.shared_);
      listener_ = std::move(other.listener_);
    }
    return *this;
  }

  void Remove() const {
    if (listener_) internal::InformerCore::RemoveListener(*shared_, listener_);
  }

  /// Whether the handler has been called, and has returned, for all that was there when it came.
  bool HasSynced() const { return listener_ && !listener_->IsClosed() && listener_->HasSynced(); }

  /// Waits for that. kCancelled, also if the handler was removed or its informer stopped; kDeadlineExceeded.
  Result<void> WaitForSync(const CallContext& context) const {
    if (!listener_) return Error(ErrorCode::kCancelled, "waiting for a handler that was removed");
    return listener_->WaitForSync(context);
  }

 private:
  std::shared_ptr<internal::InformerCore::Shared> shared_;
  std::shared_ptr<internal::Listener> listener_;
};

}  // namespace k8s
