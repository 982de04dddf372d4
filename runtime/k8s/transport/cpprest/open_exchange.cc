#include <utility>

#include <k8s/transport/collected_body.h>
#include <k8s/transport/cpprest/open_exchange.h>
#include <k8s/transport/cpprest/pool.h>
#include <k8s/transport/leave_at_exit.h>

namespace k8s::cpprest {
namespace {

class ExchangeStream final : public ByteStream {
 public:
  ExchangeStream(std::shared_ptr<OpenExchange> exchange, Response head)
      : exchange_(std::move(exchange)), head_(std::move(head)) {}
  ~ExchangeStream() override {
    if (const auto inside = PoolGate().Enter()) {
      exchange_->Cancel();
      exchange_.reset();
    } else {
      internal::LeaveAtExit(exchange_);
    }
  }

  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override { return exchange_->Read(); }

 private:
  std::shared_ptr<OpenExchange> exchange_;
  const Response head_;
};

}  // namespace

Result<void> OpenExchange::HeadArrived(Response head) {
  if (Result<void> known = internal::CheckHead(head.headers, ""); !known) return known;
  auto self = std::static_pointer_cast<OpenExchange>(shared_from_this());
  if (auto promise = TakePromise()) promise->Set(std::make_unique<ExchangeStream>(std::move(self), std::move(head)));
  return {};
}

void OpenExchange::Ended(const Result<void>& outcome) {
  body_.End(outcome);
  if (auto promise = TakePromise()) promise->Set(outcome.error());
}

std::optional<std::chrono::milliseconds> OpenExchange::HeadTimeout() const {
  if (GetRequest().headMayBeLate) return std::nullopt;
  return GetLine().headTimeout;
}

std::optional<std::chrono::milliseconds> OpenExchange::BodyTimeout(int status) const {
  constexpr int kFirstRefusal = 300;
  if (status < kFirstRefusal) return std::nullopt;
  return GetLine().idleTimeout;
}

std::optional<Promise<std::unique_ptr<ByteStream>>> OpenExchange::TakePromise() {
  std::lock_guard lock(mutex_);
  return std::exchange(promise_, std::nullopt);
}

}  // namespace k8s::cpprest
