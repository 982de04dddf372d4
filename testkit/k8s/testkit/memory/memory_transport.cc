#include <utility>

#include <k8s/testkit/memory/memory_transport.h>
#include <k8s/transport/check_request.h>

namespace k8s::testkit::memory {
namespace {

using StreamPtr = std::unique_ptr<ByteStream>;

/// As over a network, where nobody listens any more.
Error ServerGone() {
  return {ErrorCode::kUnavailable, TransportFailure::kRefused, "the API server of the testkit is destroyed"};
}

class CallStream final : public ByteStream {
 public:
  CallStream(Response head, std::shared_ptr<Call> call) : head_(std::move(head)), call_(std::move(call)) {}
  ~CallStream() override { call_->End(Error(ErrorCode::kCancelled, "the stream was closed")); }

  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override { return call_->Read(); }

 private:
  Response head_;
  std::shared_ptr<Call> call_;
};

Future<Response> Collect(StreamPtr stream) {
  Response response = stream->Head();
  while (true) {
    const Result<std::string> bytes = co_await stream->ReadAsync();
    if (!bytes) co_return bytes.error();
    if (bytes->empty()) co_return response;
    response.body += *bytes;
  }
}

}  // namespace

MemoryTransport::MemoryTransport(Peer server) : link_{std::move(server), std::make_shared<Loop>(), ends_.get_token()} {}

MemoryTransport::~MemoryTransport() {
  ends_.request_stop();
  link_.loop->Stop();
}

Future<Response> MemoryTransport::SendAsync(Request request, CallContext context) {
  return OpenAsync(std::move(request), std::move(context)).Then([](Result<StreamPtr> stream) {
    if (!stream) return Future<Response>(Result<Response>(stream.error()));
    return Collect(std::move(*stream));
  });
}

Future<StreamPtr> MemoryTransport::OpenAsync(Request request, CallContext context) {
  if (Result<void> sane = CheckCall(request, context); !sane) return Future<StreamPtr>(Result<StreamPtr>(sane.error()));
  if (link_.peer.ends.stop_requested()) return Future<StreamPtr>(Result<StreamPtr>(ServerGone()));
  if (auto started = link_.loop->Start(); !started) return Future<StreamPtr>(Result<StreamPtr>(started.error()));
  const auto call = Call::Start(link_, std::move(request), context);
  return call->Head().Then([call](Result<Response> head) -> Result<StreamPtr> {
    if (!head) return head.error();
    return std::make_unique<CallStream>(std::move(*head), call);
  });
}

}  // namespace k8s::testkit::memory
