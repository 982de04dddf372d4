#include <optional>
#include <utility>

#include <k8s/base/bounded.h>
#include <k8s/rest/pipeline.h>
#include <k8s/rest/presentable.h>

namespace k8s::internal {
namespace {

using Stream = std::unique_ptr<ByteStream>;
using Step = PipelineCall::Step;

// What the pipeline is made of; shared with the calls under way.
struct Core {
  std::shared_ptr<Transport> inner;
  PipelineParts parts;
};

// The two primitives of a transport, so that there is one way through the pipeline.
struct Sending {
  using Answer = Response;
  static constexpr bool kIsStream = false;
  static Result<Response> Now(Transport& transport, Request request, const CallContext& context) {
    return transport.Send(std::move(request), context);
  }
  static Future<Response> Later(Transport& transport, Request request, const CallContext& context) {
    return transport.SendAsync(std::move(request), context);
  }
  static const Response& HeadOf(const Response& response) { return response; }
};

struct Opening {
  using Answer = Stream;
  static constexpr bool kIsStream = true;
  static Result<Stream> Now(Transport& transport, Request request, const CallContext& context) {
    return transport.Open(std::move(request), context);
  }
  static Future<Stream> Later(Transport& transport, Request request, const CallContext& context) {
    return transport.OpenAsync(std::move(request), context);
  }
  static const Response& HeadOf(const Stream& stream) { return stream->Head(); }
};

template <class Way>
bool IsFinal(PipelineCall& call, Result<typename Way::Answer>& answer) {
  if (!answer) {
    const Error error = call.Sent().Blotted(answer.error());
    answer = error;
    return call.Answered({.error = &error}, 0);
  }
  const Response& head = Way::HeadOf(*answer);
  return call.Answered({.head = &head}, head.body.size());
}

template <class Way>
Result<typename Way::Answer> Pass(const Core& core, Request request, const CallContext& context) {
  PipelineCall call(core.parts, std::move(request), context, Way::kIsStream);
  while (true) {
    switch (call.Next()) {
      case Step::kFetchCredentials: call.Fetched(core.parts.credentials->Fetch().Get(call.Context())); break;
      case Step::kPause: call.Paused(core.parts.clock->WaitUntil(call.PauseEnd(), call.Context())); break;
      case Step::kSend: {
        auto answer = Way::Now(*core.inner, call.AttemptRequest(), call.AttemptContext());
        if (IsFinal<Way>(call, answer)) return Presentable(std::move(answer), call.Sent());
        break;
      }
      case Step::kFail: return call.Failure();
    }
  }
}

// Every await is resumed on the executor: what observes a call is never on a thread of the transport.
template <class Way>
Future<typename Way::Answer> PassAsync(std::shared_ptr<const Core> core, Request request, CallContext context) {
  const PipelineParts& parts = core->parts;
  PipelineCall call(parts, std::move(request), std::move(context), Way::kIsStream);
  while (true) {
    switch (call.Next()) {
      case Step::kFetchCredentials: {
        auto fetching = Bounded(parts.credentials->Fetch(), call.Context(), *parts.clock).On(parts.executor);
        call.Fetched(co_await fetching);
        break;
      }
      case Step::kPause: {
        auto pausing = parts.clock->WaitUntilAsync(call.PauseEnd(), call.Context()).On(parts.executor);
        call.Paused(co_await pausing);
        break;
      }
      case Step::kSend: {
        auto sending = Way::Later(*core->inner, call.AttemptRequest(), call.AttemptContext()).On(parts.executor);
        Result<typename Way::Answer> answer = co_await sending;
        if (!IsFinal<Way>(call, answer)) break;
        auto reading = PresentableLater(std::move(answer), call.Sent(), parts.executor);
        co_return co_await reading;
      }
      case Step::kFail: co_return call.Failure();
    }
  }
}

class Pipeline final : public Transport {
 public:
  explicit Pipeline(std::shared_ptr<const Core> core) : core_(std::move(core)) {}

  Result<Response> Send(Request request, const CallContext& context) override {
    return Pass<Sending>(*core_, std::move(request), context);
  }
  Future<Response> SendAsync(Request request, CallContext context) override {
    return PassAsync<Sending>(core_, std::move(request), std::move(context));
  }
  Result<Stream> Open(Request request, const CallContext& context) override {
    return Pass<Opening>(*core_, std::move(request), context);
  }
  Future<Stream> OpenAsync(Request request, CallContext context) override {
    return PassAsync<Opening>(core_, std::move(request), std::move(context));
  }

 private:
  const std::shared_ptr<const Core> core_;
};

}  // namespace

std::shared_ptr<Transport> MakePipeline(std::shared_ptr<Transport> inner, PipelineParts parts) {
  return std::make_shared<Pipeline>(std::make_shared<const Core>(Core{std::move(inner), std::move(parts)}));
}

}  // namespace k8s::internal
