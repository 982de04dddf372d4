#include <utility>

#include <k8s/transport/curl/send_call.h>

namespace k8s::curl {

SendCall::SendCall(std::shared_ptr<Loop> loop, const std::shared_ptr<const Endpoint>& endpoint, Request request,
                   const CallContext& context)
    : Call(std::move(loop), context), answer_(endpoint->maxResponseBytes) {
  const Exchange::Setting setting{.compressed = endpoint->compresses};
  MakeExchange(endpoint, std::move(request), context.deadline, setting, static_cast<Exchange::Receiver&>(*this));
}

Result<bool> SendCall::BytesArrived(std::string_view bytes) {
  const Result<bool> taken = answer_.BytesArrived(bytes);
  if (taken && !*taken) Post(&SendCall::Unpause);
  return taken;
}

void SendCall::Ended(const Result<void>& outcome) {
  if (!outcome) return promise_.Set(outcome.error());
  promise_.Set(answer_.Take().transform_error([this](const Error& error) { return GetExchange().Lost(error); }));
}

}  // namespace k8s::curl
