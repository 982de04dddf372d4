#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <k8s/transport/transport.h>

namespace k8s::fakes {

/// A transport that does with some requests what a test says, and passes the others on to another one.
class FlakyTransport final : public Transport {
 public:
  /// What becomes of a request.
  struct Fate {
    std::optional<Result<Response>> answer = {};  ///< Instead of the server's; of a watch it is the whole stream
    std::optional<int> cutAfter = {};             ///< A watch is cut off after so many reads
  };
  using Decide = std::function<Fate(const Request& request)>;

  explicit FlakyTransport(std::shared_ptr<Transport> inner) : inner_(std::move(inner)) {}

  void Set(Decide decide) {
    std::lock_guard lock(mutex_);
    decide_ = std::move(decide);
  }

  /// The targets of all requests so far.
  std::vector<std::string> Targets() const {
    std::lock_guard lock(mutex_);
    return targets_;
  }

  Future<Response> SendAsync(Request request, CallContext context) override {
    Fate fate = FateOf(request);
    if (fate.answer) return Future<Response>(std::move(*fate.answer));
    return inner_->SendAsync(std::move(request), std::move(context));
  }

  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    Fate fate = FateOf(request);
    if (fate.answer) {
      return Future<std::unique_ptr<ByteStream>>(std::move(*fate.answer).transform([](Response&& response) {
        return std::unique_ptr<ByteStream>(std::make_unique<Canned>(std::move(response)));
      }));
    }
    return inner_->OpenAsync(std::move(request), std::move(context))
        .Then([cutAfter = fate.cutAfter](Result<std::unique_ptr<ByteStream>> opened) -> Result<std::unique_ptr<ByteStream>> {
          if (!opened || !cutAfter) return opened;
          return std::unique_ptr<ByteStream>(std::make_unique<Cut>(*std::move(opened), *cutAfter));
        });
  }

 private:
  class Canned final : public ByteStream {
   public:
    explicit Canned(Response response) : head_(std::move(response)) { std::swap(body_, head_.body); }
    const Response& Head() const override { return head_; }
    Future<std::string> ReadAsync() override { return Future<std::string>(std::exchange(body_, {})); }

   private:
    Response head_;
    std::string body_;
  };

  class Cut final : public ByteStream {
   public:
    Cut(std::unique_ptr<ByteStream> inner, int reads) : inner_(std::move(inner)), left_(reads) {}
    const Response& Head() const override { return inner_->Head(); }
    Future<std::string> ReadAsync() override {
      if (left_-- > 0) return inner_->ReadAsync();
      return Future<std::string>(Result<std::string>(Error(ErrorCode::kUnavailable, TransportFailure::kReset, "cut off")));
    }

   private:
    std::unique_ptr<ByteStream> inner_;
    int left_;
  };

  Fate FateOf(const Request& request) {
    std::lock_guard lock(mutex_);
    targets_.push_back(request.target);
    return decide_ ? decide_(request) : Fate();
  }

  const std::shared_ptr<Transport> inner_;
  mutable std::mutex mutex_;
  Decide decide_;
  std::vector<std::string> targets_;
};

}  // namespace k8s::fakes
