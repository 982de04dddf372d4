#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "fakes/manual_clock.h"

#include <k8s/base/call_end.h>
#include <k8s/transport/transport.h>

namespace k8s::fakes {

/// A server that a test plays by hand, on one thread: it sees what is asked for, and is answered piece by piece. Deadlines of
/// calls are kept, by the clock of the test.
class HandServer final : public Transport {
 public:
  explicit HandServer(std::shared_ptr<Clock> clock) : clock_(std::move(clock)) {}

  /// What was asked for last, and not answered yet; empty: nothing.
  std::string Asked() const { return opening_ ? opening_->target : std::string(); }
  /// How often anything was asked for.
  std::size_t Requests() const { return requests_; }

  /// Answers it: these bytes come at once, others may be written behind them.
  void Answer(std::string body = {}) { Begin(200, std::move(body)); }
  /// Answers it with a Status, and nothing else.
  void Refuse(int status, const std::string& reason) {
    Begin(status, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":")" + reason + "\"}");
    End();
  }

  // The stream that was opened last.
  void Write(const std::string& bytes) {
    stream_->buffer += bytes;
    stream_->Flush();
  }
  void End() { stream_->End(std::string()); }
  void Cut() { stream_->End(Error(ErrorCode::kUnavailable, TransportFailure::kReset, "cut off")); }

  Future<Response> SendAsync(Request request, CallContext /*context*/) override {
    return Future<Response>(Error(ErrorCode::kUnsupported, "a request that nobody expects: " + request.target));
  }

  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    ++requests_;
    opening_ = std::make_unique<Opening>();
    opening_->target = std::move(request.target);
    opening_->context = std::move(context);
    Future<std::unique_ptr<ByteStream>> future = opening_->promise.GetFuture();
    opening_->onStop.emplace(opening_->context.stop, Cancel{&opening_->promise});
    return future;
  }

 private:
  struct Cancel {
    Promise<std::unique_ptr<ByteStream>>* promise;
    void operator()() const { promise->Set(CallCancelled()); }
  };
  struct Opening {
    std::string target;
    CallContext context;
    Promise<std::unique_ptr<ByteStream>> promise;
    std::optional<std::stop_callback<Cancel>> onStop;
  };

  struct Bytes {
    std::string buffer = {};
    std::optional<Result<std::string>> ending = {};
    std::optional<Promise<std::string>> reading = {};
    std::stop_source closed = {};

    void End(Result<std::string> result) {
      if (!ending) ending = std::move(result);
      Flush();
    }
    void Flush() {
      if (!reading || (buffer.empty() && !ending)) return;
      Promise<std::string> promise = *std::exchange(reading, std::nullopt);
      promise.Set(buffer.empty() ? *ending : Result<std::string>(std::exchange(buffer, {})));
    }
  };
  struct Abandon {
    std::weak_ptr<Bytes> weak;
    void operator()() const {
      if (const auto bytes = weak.lock()) bytes->End(CallCancelled());
    }
  };

  class Stream final : public ByteStream {
   public:
    Stream(std::shared_ptr<Bytes> bytes, Response head, const std::stop_token& stop)
        : bytes_(std::move(bytes)), head_(std::move(head)), on_stop_(stop, Abandon{bytes_}) {}
    ~Stream() override {
      bytes_->closed.request_stop();
      bytes_->End(CallCancelled());
    }
    const Response& Head() const override { return head_; }
    Future<std::string> ReadAsync() override {
      Future<std::string> future = bytes_->reading.emplace().GetFuture();
      bytes_->Flush();
      return future;
    }

   private:
    const std::shared_ptr<Bytes> bytes_;
    const Response head_;
    const std::stop_callback<Abandon> on_stop_;
  };

  void Begin(int status, std::string body) {
    const std::unique_ptr<Opening> opening = std::move(opening_);
    stream_ = std::make_shared<Bytes>();
    stream_->buffer = std::move(body);
    if (opening->context.deadline) {
      CallContext untilClosed;
      untilClosed.stop = stream_->closed.get_token();
      auto late = clock_->WaitUntilAsync(*opening->context.deadline, untilClosed)
                      .Then([weak = std::weak_ptr(stream_)](Result<void> passed) {
                        const auto bytes = weak.lock();
                        if (passed && bytes) bytes->End(CallDeadlineExceeded());
                      });
    }
    Response head;
    head.status = status;
    head.headers.Add("Content-Type", "application/json");
    opening->promise.Set(std::unique_ptr<ByteStream>(std::make_unique<Stream>(stream_, head, opening->context.stop)));
  }

  const std::shared_ptr<Clock> clock_;
  std::size_t requests_ = 0;
  std::unique_ptr<Opening> opening_;
  std::shared_ptr<Bytes> stream_;
};

}  // namespace k8s::fakes
