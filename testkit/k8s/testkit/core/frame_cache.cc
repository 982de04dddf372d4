#include <functional>
#include <utility>

#include <k8s/testkit/core/frame_cache.h>

namespace k8s::testkit::core {

std::shared_ptr<const std::string> FrameCache::Find(std::string_view frame) const {
  const std::size_t place = PlaceOf(frame);
  std::lock_guard lock(mutex_);
  const Entry& entry = entries_[place];
  return entry.frame == frame ? entry.translated : nullptr;
}

void FrameCache::Add(std::string frame, std::shared_ptr<const std::string> translated) {
  if (frame.size() > kLargest) return;
  Entry entry{.frame = std::move(frame), .translated = std::move(translated)};
  const std::size_t place = PlaceOf(entry.frame);
  std::lock_guard lock(mutex_);
  std::swap(entries_[place], entry);
}

std::size_t FrameCache::PlaceOf(std::string_view frame) { return std::hash<std::string_view>()(frame) % kFrames; }

}  // namespace k8s::testkit::core
