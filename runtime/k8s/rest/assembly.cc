#include <cstddef>
#include <utility>

#include <k8s/config/credentials.h>
#include <k8s/config/proxy.h>
#include <k8s/config/transport_options_source.h>
#include <k8s/rest/assembly.h>
#include <k8s/rest/impersonation.h>
#include <k8s/rest/pipeline.h>
#include <k8s/rest/renewing_transport.h>
#include <k8s/rest/user_agent.h>
#include <k8s/transport/check_request.h>
#include <k8s/transport/cpprest/cpprest_transport.h>
#include <k8s/transport/curl/curl_transport.h>

namespace k8s::internal {
namespace {

// Continuations decode answers: with two threads one large list does not hold up everything else.
constexpr std::size_t kExecutorThreads = 2;

TransportOptions WithLimits(TransportOptions where, const ClientOptions& options) {
  where.connectTimeout = options.connectTimeout;
  where.idleTimeout = options.idleTimeout;
  where.headTimeout = options.headTimeout;
  where.maxResponseBytes = options.maxResponseBytes;
  where.maxHeaderBytes = options.maxHeaderBytes;
  return where;
}

Result<std::shared_ptr<Transport>> MakeTransport(const TransportOptions& where, TransportKind kind) {
  switch (kind) {
    case TransportKind::kCurl: return MakeCurlTransport(where);
    case TransportKind::kCpprest: return MakeCpprestTransport(where);
  }
  return Error(ErrorCode::kInvalidArgument, "there is no such transport");
}

Result<std::shared_ptr<Executor>> ExecutorOf(const ClientOptions& options) {
  if (options.executor) return options.executor;
  Result<std::unique_ptr<ThreadPool>> threads = ThreadPool::Make(kExecutorThreads);
  if (!threads) return threads.error().WithContext("the executor of the client");
  return std::shared_ptr<Executor>(*std::move(threads));
}

Result<PipelineParts> PartsOf(const ClientOptions& options) {
  Result<std::shared_ptr<Executor>> executor = ExecutorOf(options);
  if (!executor) return executor.error();
  PipelineParts parts;
  parts.retry = options.retry;
  parts.rateLimiter = options.rateLimiter;
  parts.warnings = options.warnings;
  parts.log = options.log;
  parts.observers = options.observers;
  parts.clock = options.clock ? options.clock : std::make_shared<SystemClock>();
  parts.executor = *std::move(executor);
  parts.requestTimeout = options.requestTimeout;
  return parts;
}

Result<ClientParts> Assemble(std::shared_ptr<Transport> transport, PipelineParts parts, const ClientOptions& options) {
  if (transport == nullptr) return Error(ErrorCode::kInvalidArgument, "a client needs a transport");
  for (auto around = options.middleware.rbegin(); around != options.middleware.rend(); ++around) {
    transport = (*around)(std::move(transport));
    if (transport == nullptr) return Error(ErrorCode::kInvalidArgument, "a middleware has made no transport");
  }
  parts.headers.Add("User-Agent", UserAgent(options.userAgent));
  if (Result<void> sane = CheckRequest({.target = "/", .headers = parts.headers}); !sane) {
    return sane.error().WithContext("what each request is to carry");
  }
  std::shared_ptr<Executor> executor = parts.executor;
  return ClientParts{std::move(executor), MakePipeline(std::move(transport), std::move(parts))};
}

}  // namespace

Result<ClientParts> Assemble(const Config& config, const ClientOptions& options) {
  Result<PipelineParts> made = PartsOf(options);
  if (!made) return made.error();
  PipelineParts parts = *std::move(made);
  Result<Headers> impersonation = ImpersonationHeaders(config.impersonate);
  if (!impersonation) return impersonation.error();
  parts.headers = *std::move(impersonation);
  parts.proxy.AddProxy(ProxyOf(config, Environment::Process()).value_or(""));  // what is wrong with it the transport tells
  const TransportMaker make = [options](const TransportOptions& where) {
    return MakeTransport(WithLimits(where, options), options.transport);
  };
  Result<std::shared_ptr<CredentialSource>> credentials = MakeCredentialSource(config, {.clock = options.clock,
                                                                                        .stdinIsFree = options.stdinIsFree,
                                                                                        .pluginTimeout = options.pluginTimeout,
                                                                                        .makeTransport = make});
  if (!credentials) return credentials.error();
  parts.credentials = *std::move(credentials);
  Result<std::shared_ptr<Transport>> transport =
      MakeRenewingTransport([source = std::make_shared<TransportOptionsSource>(config, Environment::Process(), parts.clock),
                             credentials = parts.credentials] { return source->Current(credentials->Ready()); },
                            make);
  if (!transport) return transport.error();
  return Assemble(*std::move(transport), std::move(parts), options);
}

Result<ClientParts> Assemble(std::shared_ptr<Transport> transport, const ClientOptions& options) {
  Result<PipelineParts> parts = PartsOf(options);
  if (!parts) return parts.error();
  return Assemble(std::move(transport), *std::move(parts), options);
}

}  // namespace k8s::internal
