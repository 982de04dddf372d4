#include <utility>

#include <k8s/testkit/core/identity.h>
#include <k8s/testkit/core/request_info.h>
#include <k8s/testkit/intercept/interceptor.h>

namespace k8s::testkit {

Interceptor::Interceptor(std::shared_ptr<core::Handler> server, Identify identify, std::shared_ptr<Clock> clock,
                         std::uint64_t seed)
    : around_{.server = std::move(server), .clock = std::move(clock), .end = ends_.get_token()},
      identify_(std::move(identify)),
      faults_(seed) {}

Interceptor::~Interceptor() { Close(); }

void Interceptor::Handle(const Request& received, Respond respond) {
  Request request = received;
  request.info = core::InfoOf(request);
  request.headers.Set(std::string(core::kUser), identify_(request.headers));
  log_.Add(request);
  for (const BeforeHook& hook : before_.For(request)) hook(request);
  respond = Observed(request, std::move(respond));
  if (const auto fault = faults_.Draw(request)) return fault->What()->Happen(around_, request, std::move(respond));
  if (auto reaction = ReactionTo(request)) return respond({.head = std::move(*reaction), .stream = nullptr});
  around_.server->Handle(request, std::move(respond));
}

core::Handler::Respond Interceptor::Observed(const Request& request, Respond respond) const {
  std::vector<AfterHook> hooks = after_.For(request);
  if (hooks.empty()) return respond;
  return [hooks = std::move(hooks), request, respond = std::move(respond)](core::Answer answer) mutable {
    for (const AfterHook& hook : hooks) hook(request, answer.head);
    respond(std::move(answer));
  };
}

std::optional<Response> Interceptor::ReactionTo(const Request& request) const {
  for (const Reaction& react : reactions_.For(request)) {
    if (auto response = react(request)) return response;
  }
  return std::nullopt;
}

void Wire::Handle(const Request& request, Respond respond) {
  server_->Handle(request, [respond = std::move(respond)](core::Answer answer) mutable {
    if (auto change = std::exchange(answer.onWire, {})) change(answer);
    respond(std::move(answer));
  });
}

}  // namespace k8s::testkit
