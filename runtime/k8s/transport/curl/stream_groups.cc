#include <algorithm>

#include <k8s/transport/curl/stream_groups.h>

namespace k8s::curl {
namespace {

// A kube-apiserver takes 100 streams on a connection, and counts those that are only just being closed.
constexpr std::size_t kStreamsPerGroup = 90;

}  // namespace

Connections& StreamGroups::WithRoom() {
  const auto found =
      std::find_if(groups_.begin(), groups_.end(), [](const auto& group) { return group->Size() < kStreamsPerGroup; });
  if (found != groups_.end()) return **found;
  return *groups_.emplace_back(make_());
}

void StreamGroups::CloseSurplus() {
  bool kept = false;
  std::erase_if(groups_, [&](const auto& group) { return group->Size() == 0 && std::exchange(kept, true); });
}

}  // namespace k8s::curl
