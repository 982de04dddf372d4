#include <utility>

#include <k8s/transport/check_request.h>
#include <k8s/transport/curl/collected_answer.h>
#include <k8s/transport/curl/sync_calls.h>

namespace k8s::curl {
namespace {

constexpr std::size_t kMostIdle = 32;
constexpr std::chrono::seconds kLongestIdle{55};

}  // namespace

Result<Response> SyncCalls::Send(Request request, const CallContext& context) {
  if (Result<void> sane = CheckCall(request, context); !sane) return sane.error();
  Result<std::unique_ptr<Line>> line = CheckOut();
  if (!line) return line.error();
  CollectedAnswer answer(endpoint_->maxResponseBytes);
  Exchange exchange(endpoint_, std::move(request), context.deadline, {.compressed = endpoint_->compresses}, answer);
  const Result<void> outcome = (*line)->Perform(exchange, context.stop);
  CheckIn(*std::move(line));
  if (!outcome) return outcome.error();
  return answer.Take().transform_error([&](const Error& error) { return exchange.Lost(error); });
}

Result<std::unique_ptr<Line>> SyncCalls::CheckOut() {
  std::unique_lock lock(mutex_);
  if (closed_) return CallCancelled();
  std::unique_ptr<Line> line;
  if (idle_.empty()) {
    lock.unlock();
    line = std::make_unique<Line>(*endpoint_);
    lock.lock();
    if (closed_) return CallCancelled();
  } else {
    line = std::move(idle_.back());
    idle_.pop_back();
  }
  line->Resume();
  in_use_.insert(line.get());
  return line;
}

void SyncCalls::CheckIn(std::unique_ptr<Line> line) {
  std::vector<std::unique_ptr<Line>> surplus;  // closed outside the lock
  std::lock_guard lock(mutex_);
  in_use_.erase(line.get());
  const auto now = Exchange::Clock::now();
  if (line->Usable()) {
    line->RestSince(now);
    idle_.push_back(std::move(line));
  } else {
    surplus.push_back(std::move(line));
  }
  auto keep = idle_.begin();
  while (keep != idle_.end() &&
         (idle_.end() - keep > static_cast<std::ptrdiff_t>(kMostIdle) || now - (*keep)->IdleSince() > kLongestIdle))
    ++keep;
  std::move(idle_.begin(), keep, std::back_inserter(surplus));
  idle_.erase(idle_.begin(), keep);
  if (in_use_.empty()) none_in_use_.notify_all();
}

void SyncCalls::Close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  for (Line* const line : in_use_) line->Interrupt();
  none_in_use_.wait(lock, [this] { return in_use_.empty(); });
  idle_.clear();
}

}  // namespace k8s::curl
