#pragma once

#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/executor.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/codec/type.h>
#include <k8s/rest/next_iterator.h>
#include <k8s/rest/watch_frames.h>
#include <k8s/transport/transport.h>

namespace k8s {

enum class WatchEventType {
  kAdded,
  kModified,
  kDeleted,   ///< The object is its last state
  kBookmark,  ///< The object has only a resourceVersion: how far the server is
};

/// One change.
template <class T>
struct WatchEvent {
  WatchEventType type;
  T object;
};

namespace internal {

/// A watch without its type: frames to events.
class WatchCore : public std::enable_shared_from_this<WatchCore> {
 public:
  /// One event as it came: `object` is a view into the core, valid until the next call.
  struct RawEvent {
    WatchEventType type;
    std::string_view object;
  };

  /// Over the answer to a watch. Events that are waited for with NextAsync() are read on `executor`. kDecode: the answer is
  /// none to a watch.
  static Result<std::shared_ptr<WatchCore>> Over(std::unique_ptr<ByteStream> stream, std::shared_ptr<Executor> executor,
                                                 std::string action);

  WatchCore(std::unique_ptr<ByteStream> stream, WatchFrames frames, std::shared_ptr<Executor> executor, std::string action);

  /// Waits for the next event; nothing at the end of the watch.
  Result<std::optional<RawEvent>> Next();
  /// The same as a Future; it fails with kCancelled if the core dies before.
  Future<std::optional<RawEvent>> NextAsync();

  /// The next event if it has come already; nothing if it must be waited for, or there is none.
  Result<std::optional<RawEvent>> NextBuffered();

  /// What a Next() of a core that is no more ends with.
  static Error Closed();

  Result<void> Decode(const RawEvent& event, const codec::Type& type, void* out) const;

 private:
  static Future<std::optional<RawEvent>> NextOf(std::weak_ptr<WatchCore> watch);
  Result<std::optional<RawEvent>> AtEnd();
  Result<RawEvent> EventOf(const WatchFrame& frame) const;
  Error Told(const Error& error) const;

  std::unique_ptr<ByteStream> stream_;
  WatchFrames frames_;
  std::shared_ptr<Executor> executor_;
  std::string action_;
};

}  // namespace internal

/// The changes of a resource, as they happen. Ends when the server ends it, which it does every few minutes: a watch is to be
/// begun again from the last resourceVersion it told.
///
/// ```
/// auto watch = pods.Watch({.resourceVersion = list.metadata.resourceVersion}, {.stop = token});
/// if (!watch) return watch.error();
/// for (k8s::Result<k8s::WatchEvent<corev1::Pod>>& event : *watch) {
///   if (!event) return event.error();
///   Handle(event->type, event->object);
/// }  // the server has ended it
/// ```
///
/// A ListOptions::allowWatchBookmarks asks for bookmarks, which come as events; without it there are none.
///
/// The CallContext it was opened with bounds it. Destroying it closes the stream.
///
/// Thread safety: for one thread at a time.
template <class T>
class WatchStream {
 public:
  explicit WatchStream(std::shared_ptr<internal::WatchCore> core) : core_(std::move(core)) {}

  /// Waits for the next event; nothing when the server has ended the watch. Errors: kGone when the resourceVersion is too old
  /// (list again), kUnavailable when the stream was cut off (watch again), kDecode for a frame that is none, kCancelled,
  /// kDeadlineExceeded. After an Error the watch is over.
  Result<std::optional<WatchEvent<T>>> Next() { return Typed(*core_, core_->Next()); }

  /// The events to come, as a range of Results: one that is an Error is the last. It waits as Next() does, and there is one
  /// such walk at a time.
  NextIterator<WatchStream> begin() { return NextIterator<WatchStream>(*this); }
  static std::default_sentinel_t end() { return {}; }

  /// The same as a Future, one at a time. If the WatchStream is destroyed before, it fails with kCancelled.
  Future<std::optional<WatchEvent<T>>> NextAsync() {
    return core_->NextAsync().Then([weak = std::weak_ptr(core_)](Result<std::optional<internal::WatchCore::RawEvent>> event)
                                       -> Result<std::optional<WatchEvent<T>>> {
      const auto core = weak.lock();
      if (!core) return internal::WatchCore::Closed();
      return Typed(*core, std::move(event));
    });
  }

 private:
  static Result<std::optional<WatchEvent<T>>> Typed(const internal::WatchCore& core,
                                                    Result<std::optional<internal::WatchCore::RawEvent>> raw) {
    if (!raw) return raw.error();
    if (!raw->has_value()) return std::optional<WatchEvent<T>>();
    std::optional<WatchEvent<T>> event{WatchEvent<T>{(*raw)->type, T()}};
    if (Result<void> decoded = core.Decode(**raw, T::kType, &event->object); !decoded) return decoded.error();
    return event;
  }

  std::shared_ptr<internal::WatchCore> core_;
};

}  // namespace k8s
