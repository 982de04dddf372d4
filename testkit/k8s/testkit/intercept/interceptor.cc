#include <exception>
#include <utility>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/identity.h>
#include <k8s/testkit/core/request_info.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/intercept/interceptor.h>

namespace k8s::testkit {
namespace {

/// Why nothing came of what a test wants to be done: what it gave may throw.
template <class Act>
std::optional<core::Failure> Try(Act act) {
  try {
    act();
    return std::nullopt;
  } catch (const std::exception& exception) {
    return core::Internal(exception.what());
  } catch (...) {
    return core::Internal("what the test gave to be called threw something that is no exception");
  }
}

core::Answer Failed(const core::Failure& failure) { return {.head = core::ToResponse(failure), .stream = nullptr}; }

}  // namespace

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
  Intervention intervention;
  if (const auto failure = Try([&] { intervention = InterveneIn(request); })) return respond(Failed(*failure));
  respond = Observed(std::move(intervention.after), request, std::move(respond));
  if (intervention.fault) return intervention.fault->What()->Happen(around_, request, std::move(respond));
  if (intervention.reaction) return respond({.head = std::move(*intervention.reaction), .stream = nullptr});
  around_.server->Handle(request, std::move(respond));
}

Interceptor::Intervention Interceptor::InterveneIn(const Request& request) {
  for (const BeforeHook& hook : before_.For(request)) hook(request);
  Intervention intervention{.after = after_.For(request), .fault = faults_.Draw(request)};
  if (!intervention.fault) intervention.reaction = ReactionTo(request);
  return intervention;
}

core::Handler::Respond Interceptor::Observed(std::vector<AfterHook> hooks, const Request& request, Respond respond) {
  if (hooks.empty()) return respond;
  return [hooks = std::move(hooks), request, respond = std::move(respond)](core::Answer answer) mutable {
    const auto failure = Try([&] {
      for (const AfterHook& hook : hooks) hook(request, answer.head);
    });
    respond(failure ? Failed(*failure) : std::move(answer));
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
