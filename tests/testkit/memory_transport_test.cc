#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "contract/transport_contract.h"

#include <k8s/testkit/memory/memory_transport.h>

// The in-memory transport keeps the contract of every transport, with handlers that block, as those of the contract do, in the
// place of the API server.
namespace k8s::contract {
namespace {

using testkit::core::Stream;

/// The body of an answer that one thread writes and another reads.
class Pipe {
 public:
  void Write(std::string_view bytes) {
    Change([&] { written_.emplace_back(bytes); });
  }
  void End() {
    Change([&] { ended_ = true; });
  }
  void Abandon() {
    Change([&] { abandoned_ = true; });
  }
  void WaitUntilAbandoned() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return abandoned_; });
  }

  Stream::Step Next() {
    std::lock_guard lock(mutex_);
    if (written_.empty()) return {.state = ended_ ? Stream::State::kEnd : Stream::State::kWait};
    Stream::Step step{.state = Stream::State::kFrame, .frame = std::move(written_.front())};
    written_.pop_front();
    return step;
  }
  void OnReady(testkit::core::Wake wake) {
    {
      std::lock_guard lock(mutex_);
      if (written_.empty() && !ended_) {
        wake_ = std::move(wake);
        return;
      }
    }
    wake();
  }

 private:
  template <class Action>
  void Change(Action action) {
    testkit::core::Wake wake;
    {
      std::lock_guard lock(mutex_);
      action();
      wake = std::exchange(wake_, {});
      changed_.notify_all();
    }
    if (wake) wake();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> written_;
  bool ended_ = false;
  bool abandoned_ = false;
  testkit::core::Wake wake_;
};

class PipeStream final : public Stream {
 public:
  explicit PipeStream(std::shared_ptr<Pipe> pipe) : pipe_(std::move(pipe)) {}
  ~PipeStream() override { pipe_->Abandon(); }
  Step Next() override { return pipe_->Next(); }
  void OnReady(testkit::core::Wake wake) override { pipe_->OnReady(std::move(wake)); }

 private:
  std::shared_ptr<Pipe> pipe_;
};

class PipedAnswer final : public Answer {
 public:
  PipedAnswer(std::shared_ptr<Pipe> pipe, testkit::core::Handler::Respond respond)
      : pipe_(std::move(pipe)), respond_(std::move(respond)) {}

  void Begin(int status, const Headers& headers) override {
    respond_({.head = {.status = status, .headers = headers, .body = ""}, .stream = std::make_unique<PipeStream>(pipe_)});
  }
  void Write(std::string_view bytes) override { pipe_->Write(bytes); }
  void End() override { pipe_->End(); }
  void WaitUntilAbandoned() override { pipe_->WaitUntilAbandoned(); }

 private:
  std::shared_ptr<Pipe> pipe_;
  testkit::core::Handler::Respond respond_;
};

/// Runs a handler that may block on a thread for each request.
class ThreadedHandler final : public testkit::core::Handler {
 public:
  explicit ThreadedHandler(contract::Handler handler) : handler_(std::move(handler)) {}

  ~ThreadedHandler() override {
    for (const auto& pipe : pipes_) pipe->Abandon();
    for (std::thread& thread : threads_) thread.join();
  }

  void Handle(const Request& request, Respond respond) override {
    std::lock_guard lock(mutex_);
    auto pipe = pipes_.emplace_back(std::make_shared<Pipe>());
    threads_.emplace_back([this, request, pipe, respond = std::move(respond)]() mutable {
      PipedAnswer answer(std::move(pipe), std::move(respond));
      handler_(request, answer);
    });
  }

 private:
  contract::Handler handler_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Pipe>> pipes_;
  std::vector<std::thread> threads_;
};

/// The handler lives as long as the backend, not as the calls that still know it.
class BorrowedHandler final : public testkit::core::Handler {
 public:
  explicit BorrowedHandler(testkit::core::Handler& handler) : handler_(handler) {}
  void Handle(const Request& request, Respond respond) override { handler_.Handle(request, std::move(respond)); }

 private:
  testkit::core::Handler& handler_;
};

TransportSubject InMemory() {
  const auto serve = [](Handler handler) {
    const auto server = std::make_shared<ThreadedHandler>(std::move(handler));
    const auto borrowed = std::make_shared<BorrowedHandler>(*server);
    return Served{server, std::make_shared<testkit::memory::MemoryTransport>(
                              testkit::memory::Peer{.handler = borrowed, .clock = std::make_shared<SystemClock>()})};
  };
  return {.name = "memory", .serve = serve};
}

INSTANTIATE_TEST_SUITE_P(Memory, TransportContract, testing::Values(InMemory()));
INSTANTIATE_TEST_SUITE_P(Memory, WaitingContract, testing::Values(InMemory()));

}  // namespace
}  // namespace k8s::contract
