#include <mutex>
#include <optional>
#include <random>
#include <utility>

#include <k8s/api/registry.h>
#include <k8s/config/config.h>
#include <k8s/testkit/access/access_control.h>
#include <k8s/testkit/api_server.h>
#include <k8s/testkit/core/encodings.h>
#include <k8s/testkit/core/server.h>
#include <k8s/testkit/http/http_server.h>
#include <k8s/testkit/intercept/interceptor.h>
#include <k8s/testkit/kubeconfig.h>
#include <k8s/testkit/manifests.h>
#include <k8s/testkit/memory/memory_transport.h>
#include <k8s/testkit/pod_logs.h>
#include <k8s/testkit/wire_kinds.h>

namespace k8s::testkit {
namespace {

std::uint64_t SeedOf(const ApiServerOptions& options) { return options.seed == 0 ? std::random_device()() : options.seed; }

std::shared_ptr<Clock> TimerOf(const ApiServerOptions& options) {
  return options.timer ? options.timer : std::make_shared<SystemClock>();
}

/// What the wall says, turned along with the timer that a test may have given.
core::Clock WallClockOf(const ApiServerOptions& options) {
  if (options.clock) return options.clock;
  if (!options.timer) return &std::chrono::system_clock::now;
  return [timer = options.timer, wall = std::chrono::system_clock::now(), start = options.timer->Now()] {
    return wall + std::chrono::duration_cast<std::chrono::system_clock::duration>(timer->Now() - start);
  };
}

/// The timer as one that counts from its own beginning.
core::Clock WatchClockOf(std::shared_ptr<Clock> timer) {
  return [timer = std::move(timer)] {
    const auto elapsed = timer->Now().time_since_epoch();
    return core::TimePoint(std::chrono::duration_cast<core::TimePoint::duration>(elapsed));
  };
}

core::ServerOptions ToCore(const ApiServerOptions& options, const std::shared_ptr<Clock>& timer, std::uint64_t seed) {
  core::ServerOptions core;
  core.resources = options.resources.empty() ? Resources() : options.resources;
  core.clock = WallClockOf(options);
  core.watchClock = WatchClockOf(timer);
  core.seed = seed;
  core.watchHistory = options.watchHistory;
  core.bookmarkInterval = options.bookmarkInterval;
  core.collectGarbage = options.collectGarbage;
  core.gracefulDeletion = options.gracefulDeletion;
  return core;
}

}  // namespace

struct ApiServer::State {
  explicit State(const ApiServerOptions& options)
      : port(options.port),
        tls(options.tls),
        tlsDelay(options.tlsDelay),
        seed(SeedOf(options)),
        timer(TimerOf(options)),
        core(std::make_shared<core::Server>(ToCore(options, timer, seed))),
        logs(std::make_shared<PodLogs>(core)),
        access(std::make_shared<access::AccessControl>(logs)),
        interceptor(std::make_shared<Interceptor>(
            access, [asked = access](const Headers& headers) { return asked->NameOf(headers); }, timer, seed)),
        front(std::make_shared<Wire>(std::make_shared<core::Encodings>(interceptor, WireKinds()))) {}
  ~State() {
    interceptor->Close();
    logs->Close();
    core->Close();
    ends.request_stop();
  }

  /// What the server listens with; makes the authority, if there is to be TLS. Under the mutex.
  Result<http::HttpOptions> PrepareHttp() {
    http::HttpOptions options{.port = port};
    if (!tls) return options;
    auto made = http::CertificateAuthority::Make();
    if (!made) return made.error();
    auto pair = made->IssueServer();
    if (!pair) return pair.error();
    options.tls = http::TlsOptions{.server = std::move(*pair), .clientAuthority = made->Certificate(), .delay = tlsDelay};
    authority.emplace(std::move(*made));
    return options;
  }

  /// PEM; empty without TLS, and before anybody listens.
  std::string CaCertificate() {
    std::lock_guard lock(mutex);
    return authority ? authority->Certificate() : std::string();
  }

  std::uint64_t NextToken() {
    std::lock_guard lock(mutex);
    return random();
  }

  const std::uint16_t port;
  const bool tls;
  const std::chrono::nanoseconds tlsDelay;
  const std::uint64_t seed;
  const std::shared_ptr<Clock> timer;
  const std::shared_ptr<core::Server> core;
  const std::shared_ptr<PodLogs> logs;
  const std::shared_ptr<access::AccessControl> access;
  const std::shared_ptr<Interceptor> interceptor;
  const std::shared_ptr<core::Handler> front;  ///< what the shells talk to
  std::mutex mutex;
  std::mt19937_64 random{seed};                         ///< guarded by the mutex
  std::optional<http::CertificateAuthority> authority;  ///< there is one with TLS, once the port is open
  std::unique_ptr<http::HttpServer> http;               ///< null until somebody wants it; guarded by the mutex
  std::stop_source ends;                                ///< those who call in memory are left alone
};

ApiServer::ApiServer(ApiServerOptions options) : state_(std::make_unique<State>(options)) {}
ApiServer::~ApiServer() = default;

Result<void> ApiServer::Listen() const {
  std::lock_guard lock(state_->mutex);
  if (state_->http != nullptr) return {};
  const auto options = state_->PrepareHttp();
  if (!options) return options.error();
  auto http = http::HttpServer::Start(state_->front, state_->timer, *options);
  if (!http) return http.error();
  state_->http = std::move(*http);
  return {};
}

std::string ApiServer::Url() const {
  if (!Listen()) return {};
  return (state_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(state_->http->Port());
}

Config ApiServer::ClientConfig() const {
  Config config;
  config.server = Url();
  config.caData = state_->CaCertificate();
  return config;
}

Config ApiServer::ClientConfig(std::string_view user) const {
  const auto found = state_->access->Find(user);
  if (!found) return {};
  Config config = ClientConfig();
  config.token = found->token;
  if (state_->tls && !config.server.empty()) {
    const auto pair = state_->authority->IssueClient(found->name);
    if (!pair) return {};
    config.clientCertificateData = pair->certificate;
    config.clientKeyData = pair->key;
  }
  return config;
}

std::string ApiServer::Kubeconfig() const {
  return KubeconfigText({.server = Url(), .ca = state_->CaCertificate()}, state_->access->All());
}

std::string ApiServer::AddUser(User user) {
  if (user.token.empty()) user.token = "testkit." + user.name + "." + std::to_string(state_->NextToken());
  std::string token = user.token;
  state_->access->Add(std::move(user));
  return token;
}

Result<void> ApiServer::LoadManifests(std::string_view manifests) { return LoadInto(*state_->core, manifests); }

Result<std::string> ApiServer::SaveManifests() const { return SaveFrom(*state_->core); }

void ApiServer::Compact() { state_->core->Compact(); }

void ApiServer::AppendLogs(std::string_view ns, std::string_view pod, const std::string& text, std::string_view container) {
  state_->logs->Append({std::string(ns), std::string(pod), std::string(container)}, text);
}

void ApiServer::EndLogs(std::string_view ns, std::string_view pod, std::string_view container) {
  state_->logs->End({std::string(ns), std::string(pod), std::string(container)});
}

void ApiServer::Inject(RequestMatcher matcher, Fault fault, Turns turns) {
  state_->interceptor->Faults().Add(std::move(matcher), std::move(fault), turns);
}

void ApiServer::Heal() { state_->interceptor->Faults().Clear(); }

void ApiServer::React(RequestMatcher matcher, std::function<std::optional<Response>(const Request&)> reaction) {
  state_->interceptor->React(std::move(matcher), std::move(reaction));
}

void ApiServer::Before(RequestMatcher matcher, std::function<void(const Request&)> hook) {
  state_->interceptor->Before(std::move(matcher), std::move(hook));
}

void ApiServer::After(RequestMatcher matcher, std::function<void(const Request&, const Response&)> hook) {
  state_->interceptor->After(std::move(matcher), std::move(hook));
}

std::vector<Request> ApiServer::Requests(const RequestMatcher& matcher) const {
  return state_->interceptor->Log().Select(matcher);
}

Result<std::vector<Request>> ApiServer::AwaitRequests(const RequestMatcher& matcher, std::size_t count,
                                                      const CallContext& context) const {
  return state_->interceptor->Log().Await(matcher, count, context);
}

void ApiServer::ForgetRequests() { state_->interceptor->Log().Clear(); }

std::shared_ptr<Transport> ApiServer::InMemoryTransport() const { return InMemoryTransport({}); }

std::shared_ptr<Transport> ApiServer::InMemoryTransport(std::string user) const {
  return std::make_shared<memory::MemoryTransport>(memory::Peer{
      .handler = state_->front, .clock = state_->timer, .user = std::move(user), .ends = state_->ends.get_token()});
}

}  // namespace k8s::testkit
