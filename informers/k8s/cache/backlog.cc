#include <utility>

#include <k8s/cache/backlog.h>

namespace k8s::internal {

using Kind = Notification::Kind;

void Backlog::Push(Notification notification) {
  const auto newest = newest_.find(notification.key);
  if (newest != newest_.end()) {
    if (notification.kind == Kind::kResync) return;
    if (entries_.size() >= bound_ && Merge(newest->second, notification)) {
      ++merged_;
      return;
    }
  }
  if (notification.inInitialList) ++initial_;
  entries_.push_back(std::move(notification));
  newest_[entries_.back().key] = std::prev(entries_.end());
}

// False for what cannot follow: then it is told by itself.
bool Backlog::Merge(Entries::iterator pending, Notification& next) {
  switch (next.kind) {
    case Kind::kAdd:
      if (pending->kind != Kind::kDelete) return false;
      pending->kind = Kind::kUpdate;
      pending->after = std::move(next.after);
      pending->last = nullptr;
      pending->lastStateUnknown = false;
      return true;
    case Kind::kUpdate:
      if (pending->kind == Kind::kDelete) return false;
      if (pending->kind == Kind::kResync) pending->kind = Kind::kUpdate;
      pending->after = std::move(next.after);
      return true;
    case Kind::kDelete:
      if (pending->kind == Kind::kDelete) return false;
      if (pending->kind == Kind::kAdd) {
        Erase(pending);
        return true;
      }
      pending->kind = Kind::kDelete;
      pending->after = nullptr;
      pending->last = std::move(next.last);
      pending->lastStateUnknown = next.lastStateUnknown;
      return true;
    case Kind::kResync: return true;
  }
  return false;
}

std::optional<Notification> Backlog::Pop() {
  if (entries_.empty()) return std::nullopt;
  Notification first = entries_.front();
  Erase(entries_.begin());
  return first;
}

void Backlog::Erase(Entries::iterator entry) {
  const auto newest = newest_.find(entry->key);
  if (newest != newest_.end() && newest->second == entry) newest_.erase(newest);
  if (entry->inInitialList) --initial_;
  entries_.erase(entry);
}

void Backlog::Clear() {
  entries_.clear();
  newest_.clear();
  initial_ = 0;
}

}  // namespace k8s::internal
