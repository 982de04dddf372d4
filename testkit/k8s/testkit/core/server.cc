#include <array>
#include <exception>
#include <utility>
#include <vector>

#include <k8s/testkit/core/documents.h>
#include <k8s/testkit/core/limits.h>
#include <k8s/testkit/core/resource_handler.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/core/server.h>

namespace k8s::testkit::core {
namespace {

void CallAll(std::vector<Wake> wakes) {
  for (Wake& wake : wakes) wake();
}

/// What escapes from a defect in here must not take the process of a test along.
template <class Produce>
Outcome<Answer> Guarded(Produce produce) {
  try {
    return produce();
  } catch (const std::exception& exception) {
    return Internal(exception.what());
  }
}

}  // namespace

Server::Server(ServerOptions options)
    : state_(std::make_shared<SharedState>(options.watchHistory, std::move(options.clock), std::move(options.watchClock),
                                           options.resources)),
      names_(options.seed),
      writes_(state_->store, state_->catalog, names_, state_->clock, options.gracefulDeletion),
      definitions_(state_->store, state_->catalog, writes_, state_->clock),
      namespaces_(state_->store, state_->catalog, writes_),
      garbage_(state_->store, state_->catalog, writes_, options.collectGarbage),
      bookmark_interval_(options.bookmarkInterval) {
  CreateNamespaces();
  RunControllers();
}

Answer Server::Handle(const Request& request) {
  std::unique_lock lock(state_->mutex);
  auto answer = Guarded([&] { return Dispatch(request); });
  RunControllers();
  std::vector<Wake> wakes = state_->store.TakeDueWakes();
  lock.unlock();
  CallAll(std::move(wakes));
  if (!answer) return {.head = ToResponse(answer.failure()), .stream = nullptr};
  return std::move(*answer);
}

void Server::Compact() {
  std::unique_lock lock(state_->mutex);
  state_->store.Compact();
  std::vector<Wake> wakes = state_->store.TakeAllWakes();
  lock.unlock();
  CallAll(std::move(wakes));
}

void Server::Close() {
  std::unique_lock lock(state_->mutex);
  state_->closed = true;
  std::vector<Wake> wakes = state_->store.TakeAllWakes();
  lock.unlock();
  CallAll(std::move(wakes));
}

Outcome<Answer> Server::Dispatch(const Request& request) {
  if (state_->closed) return Unavailable("the API server is shut down");
  if (request.body.size() > kMaxBodyBytes) return BodyTooLarge();
  const auto target = ParseTarget(request.target);
  if (!target) return target.failure();
  if (IsDocument(*target)) {
    auto document = GetDocument(state_->catalog, open_api_, request, *target);
    if (!document) return document.failure();
    return Answer{.head = std::move(*document), .stream = nullptr};
  }
  if (target->onlyWatches && request.method != "GET") return MethodNotAllowed();
  const auto route = FindRoute(state_->catalog, *target);
  if (!route) return route.failure();
  return ResourceHandler({state_, writes_, state_->catalog, names_, bookmark_interval_}, request, *target, *route).Handle();
}

/// Lets those do their part who watch the store in a cluster, until nothing happens any more.
void Server::RunControllers() {
  for (auto happenings = state_->store.TakeHappenings(); !happenings.empty(); happenings = state_->store.TakeHappenings()) {
    for (const Happening& happening : happenings) {
      definitions_.See(happening);
      namespaces_.See(happening);
      garbage_.See(happening);
    }
    definitions_.Run();
    namespaces_.Run();
    garbage_.Run();
  }
}

/// Those that a cluster has from the start.
void Server::CreateNamespaces() {
  const ApiResource* namespaces = state_->catalog.Find("", "v1", "namespaces");
  if (namespaces == nullptr) return;
  for (const std::string_view name : std::array{"default", "kube-node-lease", "kube-public", "kube-system"}) {
    Json object(rapidjson::kObjectType);
    JsonAllocator& allocator = object.GetAllocator();
    Set(EnsureObject(object, "metadata", allocator), "name", name, allocator);
    static_cast<void>(writes_.Create({.resource = namespaces}, std::move(object), {}));
  }
}

}  // namespace k8s::testkit::core
