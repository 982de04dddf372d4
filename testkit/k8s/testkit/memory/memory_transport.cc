#include <optional>
#include <string>
#include <utility>

#include <k8s/testkit/memory/memory_transport.h>
#include <k8s/testkit/memory/stream_reader.h>

namespace k8s::testkit::memory {
namespace {

/// A body that came as a whole.
class WholeBody final : public core::Stream {
 public:
  explicit WholeBody(std::string body) : body_(std::move(body)) {}

  Step Next() override {
    if (body_.empty()) return {};
    return {.state = State::kFrame, .frame = std::exchange(body_, {})};
  }
  void OnReady(core::Wake wake) override { wake(); }

 private:
  std::string body_;
};

class MemoryStream final : public ByteStream {
 public:
  MemoryStream(Response head, std::shared_ptr<StreamReader> reader) : head_(std::move(head)), reader_(std::move(reader)) {}
  ~MemoryStream() override { reader_->End(Error(ErrorCode::kCancelled, "the stream was closed")); }

  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override { return reader_->Read(); }

 private:
  Response head_;
  std::shared_ptr<StreamReader> reader_;
};

std::optional<Error> EndOf(const CallContext& context) {
  if (context.stop.stop_requested()) return Error(ErrorCode::kCancelled, "the call was cancelled");
  if (context.deadline && *context.deadline <= std::chrono::steady_clock::now()) {
    return Error(ErrorCode::kDeadlineExceeded, "the deadline passed before the request was sent");
  }
  return std::nullopt;
}

Future<Response> Collect(std::unique_ptr<ByteStream> stream) {
  Response response = stream->Head();
  while (true) {
    const Result<std::string> bytes = co_await stream->ReadAsync();
    if (!bytes) co_return bytes.error();
    if (bytes->empty()) co_return response;
    response.body += *bytes;
  }
}

Result<std::unique_ptr<ByteStream>> OpenOn(const Link& link, const Request& request, const CallContext& context) {
  if (auto end = EndOf(context)) return *end;
  core::Answer answer = link.server->Handle(request);
  if (answer.stream == nullptr) answer.stream = std::make_unique<WholeBody>(std::exchange(answer.head.body, {}));
  auto reader = StreamReader::Create(std::move(answer.stream), link.loop, context, link.ends);
  return std::make_unique<MemoryStream>(std::move(answer.head), std::move(reader));
}

}  // namespace

MemoryTransport::MemoryTransport(std::shared_ptr<core::Server> server)
    : link_{std::move(server), std::make_shared<Loop>(), ends_.get_token()} {}

MemoryTransport::~MemoryTransport() {
  ends_.request_stop();
  link_.loop->Stop();
}

Future<Response> MemoryTransport::SendAsync(Request request, CallContext context) {
  Promise<Response> promise;
  auto future = promise.GetFuture();
  link_.loop->Post(
      [link = link_, request = std::move(request), context = std::move(context), promise = std::move(promise)]() mutable {
        auto stream = OpenOn(link, request, context);
        if (!stream) return promise.Set(stream.error());
        Collect(std::move(*stream)).ForwardTo(std::move(promise));
      });
  return future;
}

Future<std::unique_ptr<ByteStream>> MemoryTransport::OpenAsync(Request request, CallContext context) {
  Promise<std::unique_ptr<ByteStream>> promise;
  auto future = promise.GetFuture();
  link_.loop->Post([link = link_, request = std::move(request), context = std::move(context),
                    promise = std::move(promise)]() mutable { promise.Set(OpenOn(link, request, context)); });
  return future;
}

Result<Response> MemoryTransport::Send(Request request, const CallContext& context) {
  if (auto end = EndOf(context)) return *end;
  core::Answer answer = link_.server->Handle(request);
  if (answer.stream == nullptr) return std::move(answer.head);
  auto reader = StreamReader::Create(std::move(answer.stream), link_.loop, context, link_.ends);
  return Collect(std::make_unique<MemoryStream>(std::move(answer.head), std::move(reader))).Get();
}

Result<std::unique_ptr<ByteStream>> MemoryTransport::Open(Request request, const CallContext& context) {
  return OpenOn(link_, request, context);
}

}  // namespace k8s::testkit::memory
