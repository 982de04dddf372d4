#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "benches.h"
#include <fmt/format.h>

#include <k8s/base/future.h>
#include <k8s/config/config.h>
#include <k8s/config/load_config.h>
#include <k8s/config/transport_options.h>
#include <k8s/testkit/api_server.h>
#include <k8s/transport/curl/curl_transport.h>

namespace k8s::bench {
namespace {

constexpr int kObjects = 10'000;
constexpr int kWatches = 50;
constexpr std::size_t kAtOnce = 32;
constexpr int kNamespaces = 1'000'000;  ///< so many names there are for those of the runs
constexpr std::chrono::minutes kPatience{5};

/// A way to an API server, and who one is there.
struct Server {
  std::shared_ptr<Transport> transport;
  std::string authorization = {};

  Request Ask(std::string method, std::string target, std::string body = {}) const {
    Request request{.method = std::move(method), .target = std::move(target), .headers = {}, .body = std::move(body)};
    request.headers.Set("Accept", "application/json");
    if (!request.body.empty()) request.headers.Set("Content-Type", "application/json");
    if (!authorization.empty()) request.headers.Set("Authorization", authorization);
    return request;
  }
};

Server RealServer(const std::string& kubeconfig) {
  const Config config = LoadConfig({.kubeconfig = kubeconfig, .context = "admin"}).value();
  return {.transport = MakeCurlTransport(MakeTransportOptions(config).value()).value(),
          .authorization = "Bearer " + config.token};
}

/// About 1 kB, as most objects are that are made in large numbers.
std::string ConfigMap(int number) {
  return fmt::format(R"({{"metadata":{{"name":"object-{:05}","labels":{{"app":"bench"}}}},"data":{{"text":"{}"}}}})", number,
                     std::string(900, 'x'));
}

void ExpectCreated(Future<Response>& answer) {
  const Response response = answer.Get(CallContext::Within(kPatience)).value();
  if (response.status != 201) throw Failure(fmt::format("a create was answered {}: {}", response.status, response.body));
}

std::string NewNamespace(const Server& server) {
  static int number = static_cast<int>(std::chrono::steady_clock::now().time_since_epoch().count() % kNamespaces);
  std::string name = fmt::format("bench-{}", ++number);
  const std::string body = fmt::format(R"({{"metadata":{{"name":"{}"}}}})", name);
  auto answer = server.transport->SendAsync(server.Ask("POST", "/api/v1/namespaces", body), CallContext::Within(kPatience));
  ExpectCreated(answer);
  return name;
}

std::string PathOf(const std::string& ns) { return "/api/v1/namespaces/" + ns + "/configmaps"; }

/// Several requests are under way at any time.
void CreateAll(const Server& server, const std::string& ns) {
  std::deque<Future<Response>> underWay;
  for (int i = 0; i < kObjects; ++i) {
    if (underWay.size() == kAtOnce) {
      ExpectCreated(underWay.front());
      underWay.pop_front();
    }
    underWay.push_back(
        server.transport->SendAsync(server.Ask("POST", PathOf(ns), ConfigMap(i)), CallContext::Within(kPatience)));
  }
  for (auto& answer : underWay) ExpectCreated(answer);
}

std::unique_ptr<ByteStream> OpenWatch(const Server& server, const std::string& ns, const std::string& after = {}) {
  const std::string query = "?watch=true" + (after.empty() ? "" : "&resourceVersion=" + after);
  auto watch = server.transport->Open(server.Ask("GET", PathOf(ns) + query), CallContext::Within(kPatience)).value();
  if (watch->Head().status != 200) throw Failure("a watch was refused");
  return watch;
}

std::string VersionIn(const std::string& event) {
  constexpr std::string_view kName = R"("resourceVersion":")";
  const std::size_t start = event.find(kName);
  if (!event.starts_with(R"({"type":"ADDED")") || start == std::string::npos) throw Failure("a watch says " + event);
  const std::size_t end = event.find('"', start + kName.size());
  return event.substr(start + kName.size(), end - start - kName.size());
}

/// Reads until it has heard of every object. Who reads too slowly is thrown out by a real server, and comes again.
void Follow(const Server& server, const std::string& ns, std::unique_ptr<ByteStream> watch) {
  int heard = 0;
  std::string last;    // the latest event that is complete
  std::string unread;  // what there is of the next
  while (heard < kObjects) {
    const auto bytes = watch->Read();
    if (!bytes || bytes->empty()) {
      unread.clear();
      watch = OpenWatch(server, ns, VersionIn(last));
      continue;
    }
    unread += *bytes;
    const std::size_t end = unread.rfind('\n');
    if (end == std::string::npos) continue;
    heard += static_cast<int>(std::count(unread.begin(), unread.end(), '\n'));
    const std::size_t before = end == 0 ? std::string::npos : unread.rfind('\n', end - 1);
    last = before == std::string::npos ? unread.substr(0, end) : unread.substr(before + 1, end - before - 1);
    unread.erase(0, end + 1);
  }
  VersionIn(last);  // it was an event, not an error
}

/// The seconds until the last object is created, and those after which the last watch has heard of it.
std::pair<double, double> CreateBeforeWatches(const Server& server) {
  const std::string ns = NewNamespace(server);
  std::vector<std::unique_ptr<ByteStream>> watches;
  for (int i = 0; i < kWatches; ++i) watches.push_back(OpenWatch(server, ns));
  double creating = 0;
  const double all = Seconds([&] {
    std::vector<std::jthread> readers;
    std::vector<std::string> failures(watches.size());
    for (std::size_t i = 0; i < watches.size(); ++i) {
      readers.emplace_back([&server, &ns, &watch = watches[i], &failure = failures[i]] {
        try {
          Follow(server, ns, std::move(watch));
        } catch (const std::exception& caught) {
          failure = caught.what();
        }
      });
    }
    creating = Seconds([&] { CreateAll(server, ns); });
    readers.clear();
    for (const std::string& failure : failures) {
      if (!failure.empty()) throw Failure(failure);
    }
  });
  return {creating, all};
}

/// `fresh` gives a server without objects, or one that can bear more of them.
void Creates(const Effort& effort, const std::function<Server()>& fresh) {
  Measure(effort, {"creates_per_second", "alone", "creates/s"}, kObjects, [&] {
    const Server server = fresh();
    const std::string ns = NewNamespace(server);
    return Seconds([&] { CreateAll(server, ns); });
  });
  double least = 0;
  Measure(effort, {"creates_per_second", "50 watches", "creates/s"}, kObjects, [&] {
    const auto [creating, all] = CreateBeforeWatches(fresh());
    const double behind = std::max(all - creating, 1e-6);
    least = least == 0 ? behind : std::min(least, behind);
    return all;
  });
  Report({"behind_last_create", "50 watches", "s"}, least);
}

/// Until the first request is answered.
void Start(const Effort& effort) {
  double best = 0;
  for (int i = 0; i < std::max(effort.runs, 5); ++i) {
    const double seconds = Seconds([] {
      const testkit::ApiServer server;
      const Server memory{.transport = server.InMemoryTransport()};
      if (memory.transport->Send(memory.Ask("GET", "/version"), CallContext::Within(kPatience)).value().status != 200)
        throw Failure("no version");
    });
    best = best == 0 ? seconds : std::min(best, seconds);
  }
  Report({"start", "in memory", "ms"}, best * 1e3);
}

}  // namespace

void Testkit(const Effort& effort, const Arguments& arguments) {
  if (arguments.size() > 1) throw Failure("expected nothing, or the kubeconfig of a real API server");
  if (!arguments.empty()) {
    const Server real = RealServer(arguments[0]);
    return Creates(effort, [&] { return real; });
  }
  Start(effort);
  std::unique_ptr<testkit::ApiServer> server;
  Creates(effort, [&] {
    server = std::make_unique<testkit::ApiServer>();
    return Server{.transport = server->InMemoryTransport()};
  });
}

}  // namespace k8s::bench
