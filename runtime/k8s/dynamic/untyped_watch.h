#pragma once

#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/dynamic/partial_object_metadata.h>
#include <k8s/dynamic/unstructured.h>
#include <k8s/rest/next_iterator.h>
#include <k8s/rest/watch.h>

namespace k8s {

namespace internal {
/// Of the text of an event. kDecode, with the place.
Result<Unstructured> ReadEvent(std::string_view text, const Unstructured*);
Result<PartialObjectMetadata> ReadEvent(std::string_view text, const PartialObjectMetadata*);
}  // namespace internal

/// What WatchStream<T> is for types, for Unstructured and PartialObjectMetadata: the same members, errors and rules.
///
/// Thread safety: for one thread at a time.
template <class T>
class UntypedWatch {
 public:
  explicit UntypedWatch(std::shared_ptr<internal::WatchCore> core) : core_(std::move(core)) {}

  /// Waits for the next event; nothing when the server has ended the watch. Errors: as WatchStream::Next().
  Result<std::optional<WatchEvent<T>>> Next() { return Read(core_->Next()); }

  NextIterator<UntypedWatch> begin() { return NextIterator<UntypedWatch>(*this); }
  static std::default_sentinel_t end() { return {}; }

  /// The same as a Future, one at a time. If this is destroyed before, it fails with kCancelled.
  Future<std::optional<WatchEvent<T>>> NextAsync() {
    return core_->NextAsync().Then([weak = std::weak_ptr(core_)](Raw event) -> Result<std::optional<WatchEvent<T>>> {
      const auto core = weak.lock();  // the event is a view into it
      if (!core) return internal::WatchCore::Closed();
      return Read(std::move(event));
    });
  }

 private:
  using Raw = Result<std::optional<internal::WatchCore::RawEvent>>;

  static Result<std::optional<WatchEvent<T>>> Read(Raw raw) {
    if (!raw) return raw.error();
    if (!raw->has_value()) return std::optional<WatchEvent<T>>();
    Result<T> object = internal::ReadEvent((*raw)->object, static_cast<const T*>(nullptr));
    if (!object) return object.error().WithContext("reading the object of an event");
    return std::optional(WatchEvent<T>{(*raw)->type, *std::move(object)});
  }

  std::shared_ptr<internal::WatchCore> core_;
};

}  // namespace k8s
