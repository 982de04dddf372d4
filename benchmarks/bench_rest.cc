#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "benches.h"
#include <fmt/format.h>

#include <k8s/client/core/v1/client.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/config/config.h>
#include <k8s/rest/rest_call.h>
#include <k8s/rest/rest_client.h>

namespace k8s::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Times = std::vector<double>;  // seconds

constexpr int kWatches = 1'000;
constexpr int kCancels = 50;
constexpr int kWarmUp = 50;

/// What a benchmark cannot go on without.
template <class T>
T Need(Result<T> result) {
  if (!result) throw Failure(result.error().ToString());
  return *std::move(result);
}

double Median(Times times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

RestClient Connect(const Arguments& arguments, TransportKind transport) {
  Config config;
  config.server = arguments[0];
  config.caFile = arguments[1];
  ClientOptions options;
  options.transport = transport;
  options.contentType = ContentType::kJson;  // as client-go's typed clients
  return Need(RestClient::Create(config, options));
}

corev1::ConfigMapClient ConfigMaps(const RestClient& client) { return CoreV1Client(client).ConfigMaps("default"); }

void Get(const corev1::ConfigMapClient& client) {
  const corev1::ConfigMap object = Need(client.Get("settings"));
  const auto color = object.data.find("color");
  if (color == object.data.end() || color->second != "blue") throw Failure("the answer is another one");
}

Times GetUntil(const corev1::ConfigMapClient& client, Clock::time_point end) {
  Times times;
  while (Clock::now() < end) times.push_back(Seconds([&] { Get(client); }));
  return times;
}

Clock::time_point In(double seconds) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// Calls `work(index)` on so many threads.
template <class Work>
void InParallel(int count, const Work& work) {
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(count));
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < failures.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          work(i);
        } catch (...) {
          failures[i] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

void MeasureGets(const Effort& effort, const RestClient& client, int callers, const std::string& variant) {
  const corev1::ConfigMapClient configMaps = ConfigMaps(client);
  InParallel(callers, [&](std::size_t) {
    for (int i = 0; i < kWarmUp; ++i) Get(configMaps);
  });
  std::vector<Times> times(static_cast<std::size_t>(callers));
  const double cpuBefore = CpuSeconds();
  const double elapsed = Seconds([&] {
    const Clock::time_point end = In(effort.seconds);
    InParallel(callers, [&](std::size_t caller) { times[caller] = GetUntil(configMaps, end); });
  });
  const double cpu = CpuSeconds() - cpuBefore;

  Times all;
  for (const Times& each : times) all.insert(all.end(), each.begin(), each.end());
  std::sort(all.begin(), all.end());
  const auto count = static_cast<double>(all.size());
  Report({"gets_per_second", variant, "GETs/s"}, count / elapsed);
  Report({"get_median", variant, "us"}, all[all.size() / 2] * 1e6);
  Report({"get_p99", variant, "us"}, all[all.size() * 99 / 100] * 1e6);
  Report({"cpu_per_get", variant, "us"}, cpu * 1e6 / count);
}

void MeasureWatches(const Effort& effort, const RestClient& client) {
  const std::string variant = fmt::format("watches-{}", kWatches);
  const corev1::ConfigMapClient configMaps = ConfigMaps(client);
  const double before = OwnStatus("VmRSS");
  std::vector<WatchStream<corev1::ConfigMap>> open;
  const double opened = Seconds([&] {
    std::vector<Future<WatchStream<corev1::ConfigMap>>> opening;
    for (int i = 0; i < kWatches; ++i) opening.push_back(configMaps.WatchAsync());
    for (auto& each : opening) open.push_back(Need(each.Get()));
  });
  Report({"seconds_to_open", variant, "s"}, opened);
  Report({"rss_per_watch", variant, "kB"}, (OwnStatus("VmRSS") - before) / kWatches);
  Report({"threads_beyond_main", variant, "threads"}, OwnStatus("Threads") - 1);
  Report({"get_median", variant, "us"}, Median(GetUntil(configMaps, In(effort.seconds))) * 1e6);
}

void MeasureCancel(const RestClient& client) {
  Times times;
  for (int i = 0; i < kCancels; ++i) {
    std::stop_source stop;
    Clock::time_point stopped;
    std::jthread stopper([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));  // until the body stalls
      stopped = Clock::now();
      stop.request_stop();
    });
    const auto answer = client.Call({.path = "/stall"}).Raw({.stop = stop.get_token()});
    const Clock::time_point ended = Clock::now();
    if (answer) throw Failure("a stalled body ended");
    stopper.join();
    times.push_back(std::chrono::duration<double>(ended - stopped).count());
  }
  Report({"cancel_median", "stalled-body", "ms"}, Median(times) * 1e3);
}

}  // namespace

void Rest(const Effort& effort, const Arguments& arguments) {
  if (arguments.size() != 2) throw Failure("expected two arguments, the URL of the server and the file with its certificate");
  const RestClient client = Connect(arguments, TransportKind::kCurl);
  MeasureWatches(effort, client);
  MeasureGets(effort, client, 1, "callers-1");
  MeasureGets(effort, client, 32, "callers-32");
  MeasureCancel(client);
  const RestClient cpprest = Connect(arguments, TransportKind::kCpprest);
  MeasureGets(effort, cpprest, 1, "callers-1-cpprest");
  MeasureGets(effort, cpprest, 32, "callers-32-cpprest");
}

}  // namespace k8s::bench
