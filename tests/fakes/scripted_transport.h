#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <k8s/transport/transport.h>

namespace k8s::fakes {

/// A Transport that answers from a script, and remembers what it was asked.
class ScriptedTransport final : public Transport {
 public:
  /// The next answer to a Send.
  void Answer(int status, std::string body, Headers headers = {}) {
    answers_.push_back(Response{status, std::move(headers), std::move(body)});
  }
  void Fail(Error error) { answers_.emplace_back(std::move(error)); }
  /// The next answer to an Open: its head, then the pieces of its body.
  void Stream(int status, std::vector<std::string> pieces, Headers headers = {}) {
    streams_.push_back({Response{status, std::move(headers), {}}, Pieces(std::move(pieces))});
  }

  /// The next answer to an Open: a head, and a body of which nothing comes until EndStalled().
  void Stall(int status) { streams_.push_back({Response{status, {}, {}}, std::nullopt}); }
  void EndStalled() { stalled_.clear(); }

  const std::vector<Request>& Requests() const { return requests_; }
  const Request& LastRequest() const { return requests_.back(); }
  /// What the last Open was bounded by.
  const CallContext& LastContext() const { return context_; }

  Future<Response> SendAsync(Request request, CallContext /*context*/) override {
    requests_.push_back(std::move(request));
    if (answers_.empty()) return Future<Response>(Result<Response>(Error(ErrorCode::kInternal, "the script has ended")));
    Result<Response> answer = std::move(answers_.front());
    answers_.pop_front();
    return Future<Response>(std::move(answer));
  }

  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    using Opened = Result<std::unique_ptr<ByteStream>>;
    requests_.push_back(std::move(request));
    context_ = std::move(context);
    if (streams_.empty()) {
      return Future<std::unique_ptr<ByteStream>>(Opened(Error(ErrorCode::kInternal, "the script has ended")));
    }
    auto [head, pieces] = std::move(streams_.front());
    streams_.pop_front();
    return Future<std::unique_ptr<ByteStream>>(
        Opened(std::make_unique<ScriptedStream>(std::move(head), std::move(pieces), stalled_)));
  }

 private:
  using Pieces = std::optional<std::vector<std::string>>;

  class ScriptedStream final : public ByteStream {
   public:
    ScriptedStream(Response head, Pieces pieces, std::vector<Promise<std::string>>& stalled)
        : head_(std::move(head)), stalls_(!pieces), stalled_(stalled) {
      if (pieces) pieces_.assign(pieces->begin(), pieces->end());
    }

    const Response& Head() const override { return head_; }

    Future<std::string> ReadAsync() override {
      if (stalls_) return stalled_.emplace_back().GetFuture();
      std::string piece;
      if (!pieces_.empty()) {
        piece = std::move(pieces_.front());
        pieces_.pop_front();
      }
      return Future<std::string>(Result<std::string>(std::move(piece)));
    }

   private:
    Response head_;
    bool stalls_;
    std::deque<std::string> pieces_;
    std::vector<Promise<std::string>>& stalled_;
  };

  std::vector<Request> requests_;
  CallContext context_;
  std::deque<Result<Response>> answers_;
  std::deque<std::pair<Response, Pieces>> streams_;
  std::vector<Promise<std::string>> stalled_;  // whose readers wait
};

}  // namespace k8s::fakes
