#include "contract/on_calling_threads.h"

#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace k8s::contract {
namespace {

class OnCallingThreadsTransport final : public Transport {
 public:
  explicit OnCallingThreadsTransport(std::shared_ptr<Transport> inner) : inner_(std::move(inner)) {}

  ~OnCallingThreadsTransport() override {
    ends_.request_stop();
    for (std::thread& thread : threads_) {
      if (thread.get_id() == std::this_thread::get_id()) {
        thread.detach();
      } else {
        thread.join();
      }
    }
  }

  Future<Response> SendAsync(Request request, CallContext context) override {
    Promise<Response> promise;
    Future<Response> answer = promise.GetFuture();
    std::lock_guard lock(mutex_);
    threads_.emplace_back([inner = inner_, ends = ends_.get_token(), request = std::move(request), context = std::move(context),
                           promise = std::move(promise)]() mutable {
      std::stop_source either;
      const std::stop_callback onStop(std::exchange(context.stop, either.get_token()), [&] { either.request_stop(); });
      const std::stop_callback onEnd(ends, [&] { either.request_stop(); });
      promise.Set(inner->Send(std::move(request), context));
    });
    return answer;
  }

  Result<Response> Send(Request request, const CallContext& context) override {
    return inner_->Send(std::move(request), context);
  }
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    return inner_->OpenAsync(std::move(request), std::move(context));
  }

 private:
  const std::shared_ptr<Transport> inner_;
  std::stop_source ends_;
  std::mutex mutex_;
  std::list<std::thread> threads_;
};

}  // namespace

MakeTransport OnCallingThreads(MakeTransport make) {
  return [make = std::move(make)](const TransportOptions& options) {
    return make(options).transform([](std::shared_ptr<Transport> inner) {
      return std::shared_ptr<Transport>(std::make_shared<OnCallingThreadsTransport>(std::move(inner)));
    });
  };
}

}  // namespace k8s::contract
