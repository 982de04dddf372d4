#include <mutex>
#include <optional>
#include <random>
#include <utility>

#include <k8s/api/registry.h>
#include <k8s/config/config.h>
#include <k8s/testkit/api_server.h>
#include <k8s/testkit/core/encodings.h>
#include <k8s/testkit/core/server.h>
#include <k8s/testkit/http/http_server.h>
#include <k8s/testkit/memory/memory_transport.h>

namespace k8s::testkit {
namespace {

core::ServerOptions ToCore(ApiServerOptions options) {
  core::ServerOptions core;
  core.resources = options.resources.empty() ? Resources() : options.resources;
  core.clock = options.clock ? std::move(options.clock) : &std::chrono::system_clock::now;
  core.seed = std::random_device()();
  core.watchHistory = options.watchHistory;
  core.bookmarkInterval = options.bookmarkInterval;
  return core;
}

}  // namespace

struct ApiServer::State {
  explicit State(ApiServerOptions options)
      : port(options.port),
        core(std::make_shared<core::Server>(ToCore(std::move(options)))),
        front(std::make_shared<core::Encodings>(core, Kinds())) {}
  ~State() { core->Close(); }

  const std::uint16_t port;
  const std::shared_ptr<core::Server> core;
  const std::shared_ptr<core::Handler> front;  ///< what the shells talk to
  std::mutex mutex;
  std::unique_ptr<http::HttpServer> http;  ///< null until somebody wants it; guarded by the mutex
};

ApiServer::ApiServer(ApiServerOptions options) : state_(std::make_unique<State>(std::move(options))) {}
ApiServer::~ApiServer() = default;

Result<void> ApiServer::Listen() const {
  std::lock_guard lock(state_->mutex);
  if (state_->http != nullptr) return {};
  auto http = http::HttpServer::Start(state_->front, state_->port);
  if (!http) return http.error();
  state_->http = std::move(*http);
  return {};
}

std::string ApiServer::Url() const {
  if (!Listen()) return {};
  return "http://127.0.0.1:" + std::to_string(state_->http->Port());
}

Config ApiServer::ClientConfig() const {
  Config config;
  config.server = Url();
  return config;
}

std::string ApiServer::Kubeconfig() const {
  return "apiVersion: v1\n"
         "kind: Config\n"
         "clusters:\n"
         "- name: testkit\n"
         "  cluster:\n"
         "    server: " +
         Url() +
         "\n"
         "users:\n"
         "- name: testkit\n"
         "contexts:\n"
         "- name: testkit\n"
         "  context:\n"
         "    cluster: testkit\n"
         "    user: testkit\n"
         "current-context: testkit\n";
}

void ApiServer::Compact() { state_->core->Compact(); }

std::shared_ptr<Transport> ApiServer::InMemoryTransport() const {
  return std::make_shared<memory::MemoryTransport>(state_->front);
}

}  // namespace k8s::testkit
