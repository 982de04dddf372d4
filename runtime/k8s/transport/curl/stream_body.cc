#include <utility>

#include <k8s/transport/curl/stream_body.h>

namespace k8s::curl {
namespace {

bool EndedByCaller(const Result<void>& outcome) {
  return !outcome &&
         (outcome.error().Code() == ErrorCode::kCancelled || outcome.error().Code() == ErrorCode::kDeadlineExceeded);
}

Result<std::string> AtEnd(const Result<void>& outcome) {
  if (!outcome) return outcome.error();
  return std::string();
}

}  // namespace

bool StreamBody::Put(std::string_view bytes) {
  std::lock_guard lock(mutex_);
  refused_ = buffered_.size() >= kRoom;
  if (!refused_) buffered_.append(bytes);
  return !refused_;
}

void StreamBody::Deliver() {
  std::unique_lock lock(mutex_);
  if (!reader_) return;
  auto taken = TakeLocked();
  if (!taken) return;
  Promise<std::string> reader = *std::exchange(reader_, std::nullopt);
  const bool hasRoomAgain = std::exchange(refused_, false);
  lock.unlock();
  if (hasRoomAgain) on_room_();
  reader.Set(*std::move(taken));
}

void StreamBody::End(const Result<void>& outcome) {
  {
    std::lock_guard lock(mutex_);
    outcome_ = outcome;
    if (EndedByCaller(outcome)) buffered_.clear();
  }
  Deliver();
}

Future<std::string> StreamBody::Read() {
  std::unique_lock lock(mutex_);
  auto taken = TakeLocked();
  if (!taken) return reader_.emplace().GetFuture();
  const bool hasRoomAgain = std::exchange(refused_, false);
  lock.unlock();
  if (hasRoomAgain) on_room_();
  return Future<std::string>(*std::move(taken));
}

/// What a reader gets now, if there is something.
std::optional<Result<std::string>> StreamBody::TakeLocked() {
  if (!buffered_.empty()) return Result<std::string>(std::exchange(buffered_, {}));
  if (outcome_) return AtEnd(*outcome_);
  return std::nullopt;
}

}  // namespace k8s::curl
