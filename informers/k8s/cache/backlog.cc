#include <utility>

#include <k8s/cache/backlog.h>

namespace k8s::internal {

using Kind = Notification::Kind;

void Backlog::Push(Notification notification) {
  if (entries_.empty()) Clear();
  only_adds_ = only_adds_ && notification.kind == Kind::kAdd;
  if (!indexed_ && MayConcernAnEntry(notification)) Index();
  if (indexed_ && Absorb(notification)) return;
  if (notification.inInitialList) ++initial_;
  entries_.push_back(std::move(notification));
  if (indexed_) SetNewest(std::prev(entries_.end()));
}

// Whether it could be merged into an entry, or need not be told for one. Not as long as there is room, nor while all objects
// are new: that is how an initial list comes, to every handler.
bool Backlog::MayConcernAnEntry(const Notification& next) const {
  return !only_adds_ && (next.kind == Kind::kResync || entries_.size() >= bound_);
}

bool Backlog::Absorb(Notification& next) {
  const auto newest = newest_.find(next.Key());
  if (newest == newest_.end()) return false;
  if (next.kind == Kind::kResync) return true;
  if (entries_.size() < bound_ || !Merge(*newest, next)) return false;
  ++merged_;
  return true;
}

void Backlog::Index() {
  indexed_ = true;
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) SetNewest(entry);
}

void Backlog::SetNewest(Entries::iterator entry) {
  const auto [before, isFirst] = newest_.insert(entry);
  if (isFirst) return;
  auto node = newest_.extract(before);
  node.value() = entry;
  newest_.insert(std::move(node));
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
  if (entry->inInitialList) --initial_;
  if (!indexed_) return;
  const auto newest = newest_.find(entry->Key());
  if (newest != newest_.end() && *newest == entry) newest_.erase(newest);
}

void Backlog::Clear() {
  if (indexed_) newest_ = Newest();  // to clear a table that was large once takes as long as it was large
  entries_.clear();
  indexed_ = false;
  only_adds_ = true;
  initial_ = 0;
}

}  // namespace k8s::internal
