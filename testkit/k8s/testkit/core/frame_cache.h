#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace k8s::testkit::core {

/// The latest frames that were translated: an event is one work, however many watch. It keeps a bounded number of frames, and
/// none that is large.
///
/// Thread safety: all members, from any thread.
class FrameCache {
 public:
  /// What `frame` was translated into; null if that is not remembered.
  std::shared_ptr<const std::string> Find(std::string_view frame) const;
  void Add(std::string frame, std::shared_ptr<const std::string> translated);

 private:
  static constexpr std::size_t kFrames = 256;
  static constexpr std::size_t kLargest = 64 << 10;

  struct Entry {
    std::string frame;
    std::shared_ptr<const std::string> translated;  ///< null: the place is free
  };

  /// Where a frame is, if it is anywhere: one place is enough, as events are asked for soon after one another.
  static std::size_t PlaceOf(std::string_view frame);

  mutable std::mutex mutex_;
  std::array<Entry, kFrames> entries_;  ///< guarded by the mutex
};

}  // namespace k8s::testkit::core
