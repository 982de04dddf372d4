#include <utility>

#include <k8s/cache/backlog.h>

namespace k8s::internal {

using Kind = Notification::Kind;

void Backlog::Push(Notification notification) {
  const auto newest = newest_.find(notification.Key());
  const bool isFirst = newest == newest_.end();
  if (!isFirst) {
    if (notification.kind == Kind::kResync) return;
    if (entries_.size() >= bound_ && Merge(*newest, notification)) {
      ++merged_;
      return;
    }
  }
  if (notification.inInitialList) ++initial_;
  entries_.push_back(std::move(notification));
  if (isFirst) {
    newest_.insert(std::prev(entries_.end()));
  } else {
    auto node = newest_.extract(newest);
    node.value() = std::prev(entries_.end());
    newest_.insert(std::move(node));
  }
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
      pending->last = std::move(next.last);
      pending->after = nullptr;
      pending->lastStateUnknown = next.lastStateUnknown;
      return true;
    case Kind::kResync: return true;
  }
  return false;
}

std::optional<Notification> Backlog::Pop() {
  if (entries_.empty()) return std::nullopt;
  const auto entry = entries_.begin();
  Forget(entry);
  Notification first = std::move(*entry);
  entries_.erase(entry);
  return first;
}

void Backlog::Erase(Entries::iterator entry) {
  Forget(entry);
  entries_.erase(entry);
}

void Backlog::Forget(Entries::iterator entry) {
  const auto newest = newest_.find(entry->Key());
  if (newest != newest_.end() && *newest == entry) newest_.erase(newest);
  if (entry->inInitialList) --initial_;
}

void Backlog::Clear() {
  newest_.clear();
  entries_.clear();
  initial_ = 0;
}

}  // namespace k8s::internal
