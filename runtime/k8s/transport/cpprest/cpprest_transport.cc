#include <utility>

#include <k8s/transport/cpprest/cpprest_transport.h>
#include <k8s/transport/cpprest/open_exchange.h>
#include <k8s/transport/cpprest/pool.h>
#include <k8s/transport/cpprest/send_exchange.h>
#include <k8s/transport/leave_at_exit.h>

namespace k8s {
namespace cpprest {
namespace {

class CpprestTransport final : public Transport {
 public:
  CpprestTransport(Lines lines, SendExchange::Limits limits) : lines_(std::move(lines)), limits_(limits) {}
  ~CpprestTransport() override;

  Future<Response> SendAsync(Request request, CallContext context) override;
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override;

 private:
  void EndCalls();

  Lines lines_;
  const SendExchange::Limits limits_;
  std::shared_ptr<InFlight> in_flight_ = std::make_shared<InFlight>();
};

CpprestTransport::~CpprestTransport() {
  const auto inside = PoolGate().Enter();
  if (!inside) {
    internal::LeaveAtExit(lines_.sends);
    internal::LeaveAtExit(lines_.streams);
    internal::LeaveAtExit(in_flight_);
    return;
  }
  EndCalls();
  lines_ = {};  // inside: they hold what is the pool's
  in_flight_.reset();
}

void CpprestTransport::EndCalls() {
  in_flight_->CancelAll();
  if (OnPoolThread()) return;  // it would wait for itself; the exchanges own what they need
  PassThroughPool().wait();    // now each call has ended, and its caller knows
  // The connections close on the pool too. One that still looks up a name cannot be hurried, and is not waited for.
  constexpr std::chrono::seconds kPatience{1};
  in_flight_->WaitUntilNone(kPatience);
  PassThroughPool().wait();
}

Future<Response> CpprestTransport::SendAsync(Request request, CallContext context) {
  const auto exchange = std::make_shared<SendExchange>(Exchange::Setting{lines_.sends, in_flight_}, std::move(request),
                                                       std::move(context), limits_);
  Future<Response> answer = exchange->Answer();
  exchange->Start();
  return answer;
}

Future<std::unique_ptr<ByteStream>> CpprestTransport::OpenAsync(Request request, CallContext context) {
  const auto exchange =
      std::make_shared<OpenExchange>(Exchange::Setting{lines_.streams, in_flight_}, std::move(request), std::move(context));
  Future<std::unique_ptr<ByteStream>> stream = exchange->Stream();
  exchange->Start();
  return stream;
}

}  // namespace
}  // namespace cpprest

Result<std::shared_ptr<Transport>> MakeCpprestTransport(const TransportOptions& options) {
  cpprest::Pool();
  auto lines = cpprest::MakeLines(options);
  if (!lines) return lines.error();
  const cpprest::SendExchange::Limits limits{.maxResponseBytes = options.maxResponseBytes,
                                             .disableCompression = options.disableCompression};
  return std::shared_ptr<Transport>(std::make_shared<cpprest::CpprestTransport>(*std::move(lines), limits));
}

}  // namespace k8s
