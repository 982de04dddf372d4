#include <exception>
#include <utility>

#include <k8s/transport/cpprest/errors.h>
#include <k8s/transport/cpprest/pool.h>
#include <k8s/transport/cpprest/streamed_body.h>

namespace k8s::cpprest {
namespace {

Result<std::string> AtEnd(const Result<void>& outcome) {
  if (!outcome) return outcome.error();
  return std::string();
}

bool EndedByCaller(const Result<void>& outcome) {
  return !outcome &&
         (outcome.error().Code() == ErrorCode::kCancelled || outcome.error().Code() == ErrorCode::kDeadlineExceeded);
}

}  // namespace

pplx::task<void> StreamedBody::Put(std::string_view bytes) {
  ServeHere();
  std::unique_lock lock(mutex_);
  if (outcome_) throw Failure(Error(ErrorCode::kCancelled, "the stream was closed"));
  if (reader_) {
    Promise<std::string> reader = *std::exchange(reader_, std::nullopt);
    lock.unlock();
    reader.Set(std::string(bytes));
    return pplx::task_from_result();
  }
  buffered_.append(bytes);
  if (buffered_.size() < kRoom) return pplx::task_from_result();
  return pplx::create_task(room_.emplace());
}

void StreamedBody::End(const Result<void>& outcome) {
  std::unique_lock lock(mutex_);
  outcome_ = outcome;
  if (EndedByCaller(outcome)) buffered_.clear();
  auto room = std::exchange(room_, std::nullopt);
  auto reader = std::exchange(reader_, std::nullopt);
  lock.unlock();
  if (room) room->set();  // whoever waited learns the outcome with its next Put
  if (reader) reader->Set(AtEnd(outcome));
}

Future<std::string> StreamedBody::Read() {
  std::unique_lock lock(mutex_);
  if (!buffered_.empty()) {
    std::string bytes = std::exchange(buffered_, {});
    auto room = std::exchange(room_, std::nullopt);
    lock.unlock();
    if (room) room->set();
    return Future<std::string>(std::move(bytes));
  }
  if (outcome_) return Future<std::string>(AtEnd(*outcome_));
  return reader_.emplace().GetFuture();
}

}  // namespace k8s::cpprest
