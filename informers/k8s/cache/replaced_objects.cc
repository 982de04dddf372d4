#include <utility>

#include <k8s/cache/replaced_objects.h>

namespace k8s::internal {

void ReplacedObjects::Add(Stored replaced) {
  if (!replaced) return;
  bytes_ += replaced->bytes;
  objects_.push_back(std::move(replaced));
  LetGo();
  while (objects_.size() > kMost || bytes_ > kMostBytes) EndFirst();
}

void ReplacedObjects::LetGo() {
  while (!objects_.empty() && objects_.front().use_count() == 1) EndFirst();
}

void ReplacedObjects::EndFirst() {
  bytes_ -= objects_.front()->bytes;
  objects_.pop_front();
}

}  // namespace k8s::internal
