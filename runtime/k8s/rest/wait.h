#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/rest/backoff.h>
#include <k8s/rest/options.h>
#include <k8s/rest/resource_client.h>
#include <k8s/rest/watch.h>

namespace k8s {

struct WaitOptions {
  /// Between tries to reach the server, and watches that it ends at once. `tries` counts those that failed, one after the
  /// other: the last such failure ends the wait. Watches end without having failed, and go on with the longest pause.
  BackoffOptions backoff = {
      .initial = std::chrono::milliseconds(800), .factor = 2.0, .jitter = 1.0, .max = std::chrono::seconds(30), .tries = 0};
  std::shared_ptr<Clock> clock = {};  ///< Null: the machine's. For tests
};

namespace internal {

/// What to do next while one object is waited for, decided without doing it: list, watch from there, and begin again where a
/// watch has ended, was cut off, or is too old.
class WaitPlan {
 public:
  WaitPlan(const std::string& name, const BackoffOptions& backoff);

  bool MustList() const { return list_; }
  /// Of the list, or of the watch.
  ListOptions Options() const;

  /// The list has come.
  void Listed(const std::string& resourceVersion);
  /// An event of the watch has come.
  void Saw(const std::string& resourceVersion);
  /// The watch has ended, as watches do. How long to wait before the next.
  Clock::TimePoint::duration Ended();
  /// Something has failed. How long to wait before it is tried again; an Error if that is useless.
  Result<Clock::TimePoint::duration> Failed(const Error& error);

  /// `error`, and for what was waited when it came.
  Error Named(const Error& error) const;

 private:
  std::string name_;
  std::string field_selector_;
  std::string resource_version_;
  bool list_ = true;
  bool saw_something_ = false;
  Backoff backoff_;
  Clock::TimePoint::duration pause_;  // the last
};

/// Waits for one object. `Judge` is called with each state of it, null if there is none, and whether it was deleted just now;
/// it tells whether the wait is over.
template <class T>
class ObjectWait {
 public:
  using Judge = std::function<Result<bool>(T* object, bool wasDeleted)>;

  ObjectWait(ResourceClient<T> client, const std::string& name, Judge judge, const WaitOptions& options)
      : client_(std::move(client)),
        judge_(std::move(judge)),
        plan_(name, options.backoff),
        clock_(options.clock ? options.clock : std::make_shared<SystemClock>()) {}

  Result<void> Run(const CallContext& context) {
    while (true) {
      if (plan_.MustList()) {
        Handle(client_.List(plan_.Options(), context));
      } else if (Opened(client_.Watch(plan_.Options(), context))) {
        while (watch_) Handle(watch_->Next());
      }
      if (done_) return *done_;
      const auto pause = std::exchange(pause_, {});
      if (pause.count() == 0) continue;
      if (Result<void> waited = clock_->WaitUntil(After(clock_->Now(), pause), context); !waited) {
        return plan_.Named(waited.error());
      }
    }
  }

  static Future<void> RunAsync(std::shared_ptr<ObjectWait> self, CallContext context) {
    while (true) {
      if (self->plan_.MustList()) {
        auto listing = self->client_.ListAsync(self->plan_.Options(), context);
        auto list = co_await listing;
        self->Handle(std::move(list));
      } else {
        auto opening = self->client_.WatchAsync(self->plan_.Options(), context);
        auto opened = co_await opening;
        self->Opened(std::move(opened));
        while (self->watch_) {
          auto coming = self->watch_->NextAsync();
          auto event = co_await coming;
          self->Handle(std::move(event));
        }
      }
      if (self->done_) co_return *self->done_;
      const auto pause = std::exchange(self->pause_, {});
      if (pause.count() == 0) continue;
      Future<void> pausing = self->clock_->WaitUntilAsync(After(self->clock_->Now(), pause), context);
      if (Result<void> waited = co_await pausing; !waited) co_return self->plan_.Named(waited.error());
    }
  }

 private:
  using List = typename T::ListType;

  void Handle(Result<List> list) {
    if (!list) return Fail(list.error());
    plan_.Listed(list->metadata.resourceVersion);
    Ask(list->items.empty() ? nullptr : &list->items.front(), false);
  }

  bool Opened(Result<WatchStream<T>> watch) {
    if (watch) {
      watch_.emplace(*std::move(watch));
    } else {
      Fail(watch.error());
    }
    return watch_.has_value();
  }

  void Handle(Result<std::optional<WatchEvent<T>>> event) {
    if (!event) return Fail(event.error());
    if (!event->has_value()) {
      watch_.reset();
      pause_ = plan_.Ended();
      return;
    }
    plan_.Saw((*event)->object.metadata.resourceVersion);
    if ((*event)->type == WatchEventType::kBookmark) return;
    const bool wasDeleted = (*event)->type == WatchEventType::kDeleted;
    Ask(wasDeleted ? nullptr : &(*event)->object, wasDeleted);
  }

  void Fail(const Error& error) {
    watch_.reset();
    const auto pause = plan_.Failed(error);
    if (!pause) return End(pause.error());
    pause_ = *pause;
  }

  void Ask(T* object, bool wasDeleted) {
    const Result<bool> isOver = judge_(object, wasDeleted);
    if (!isOver) return End(isOver.error());
    if (*isOver) End({});
  }

  void End(Result<void> result) {
    done_ = std::move(result).transform_error([this](const Error& error) { return plan_.Named(error); });
    watch_.reset();
  }

  ResourceClient<T> client_;
  Judge judge_;
  WaitPlan plan_;
  std::shared_ptr<Clock> clock_;
  std::optional<WatchStream<T>> watch_;
  Clock::TimePoint::duration pause_{};  // before the next request
  std::optional<Result<void>> done_;
};

Error DeletedMeanwhile();

template <class T, class Predicate>
typename ObjectWait<T>::Judge JudgeOf(Predicate isSo, std::shared_ptr<std::optional<T>> found) {
  return [isSo = std::move(isSo), found = std::move(found)](T* object, bool wasDeleted) -> Result<bool> {
    if (wasDeleted) return DeletedMeanwhile();
    if (object == nullptr || !isSo(std::as_const(*object))) return false;
    found->emplace(std::move(*object));
    return true;
  };
}

// The uid of the first object that was there: another of the same name is not it.
template <class T>
typename ObjectWait<T>::Judge JudgeOfDeletion() {
  return [uid = std::string()](T* object, bool /*wasDeleted*/) mutable -> Result<bool> {
    if (object == nullptr) return true;
    if (uid.empty()) uid = object->metadata.uid;
    return uid != object->metadata.uid;
  };
}

}  // namespace internal

/// Waits until `isSo(object)` of the object of that name, and returns it as it is then. If there is none, it is waited for. A
/// watch that ends, is cut off or has become too old is begun again, and so is what fails for the time being: 429, 5xx, a
/// connection that does not come about.
///
/// ```
/// auto ready = k8s::WaitFor(deployments, "web", k8s::ConditionIs("Available"), {}, k8s::CallContext::Within(60s));
/// ```
///
/// `client`: of the namespace of the object. It lists and watches, and needs the right to do so. `isSo` is called for each
/// state that is seen, which need not be each that there was; of WaitForAsync() on the client's executor.
///
/// Errors: kNotFound if the object was deleted meanwhile; kDeadlineExceeded and kCancelled of the context, which is to have one
/// of the two; what no repetition mends: kForbidden, kUnauthenticated, kInvalidArgument.
template <class T, class Predicate>
Result<T> WaitFor(const ResourceClient<T>& client, const std::string& name, Predicate isSo,
                  const WaitOptions& options = WaitOptions(), const CallContext& context = CallContext()) {
  const auto found = std::make_shared<std::optional<T>>();
  internal::ObjectWait<T> wait(client, name, internal::JudgeOf<T>(std::move(isSo), found), options);
  if (Result<void> waited = wait.Run(context); !waited) return waited.error();
  return std::move(**found);
}
template <class T, class Predicate>
Future<T> WaitForAsync(const ResourceClient<T>& client, const std::string& name, Predicate isSo,
                       const WaitOptions& options = WaitOptions(), const CallContext& context = CallContext()) {
  const auto found = std::make_shared<std::optional<T>>();
  auto wait = std::make_shared<internal::ObjectWait<T>>(client, name, internal::JudgeOf<T>(std::move(isSo), found), options);
  return internal::ObjectWait<T>::RunAsync(std::move(wait), context).Then([found](const Result<void>& waited) -> Result<T> {
    if (!waited) return waited.error();
    return std::move(**found);
  });
}

/// Waits until there is no object of that name, or another than there was. Otherwise as WaitFor().
template <class T>
Result<void> WaitForDeletion(const ResourceClient<T>& client, const std::string& name,
                             const WaitOptions& options = WaitOptions(), const CallContext& context = CallContext()) {
  return internal::ObjectWait<T>(client, name, internal::JudgeOfDeletion<T>(), options).Run(context);
}
template <class T>
Future<void> WaitForDeletionAsync(const ResourceClient<T>& client, const std::string& name,
                                  const WaitOptions& options = WaitOptions(), const CallContext& context = CallContext()) {
  auto wait = std::make_shared<internal::ObjectWait<T>>(client, name, internal::JudgeOfDeletion<T>(), options);
  return internal::ObjectWait<T>::RunAsync(std::move(wait), context);
}

}  // namespace k8s
