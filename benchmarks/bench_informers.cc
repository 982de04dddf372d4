#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "benches.h"
#include <fmt/format.h>

#include <k8s/api/core/v1/pod.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/config/config.h>
#include <k8s/informer_factory.h>
#include <k8s/rest/rest_client.h>

namespace k8s::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kIdleInformers = 1'000;
constexpr std::chrono::minutes kPatience{10};

/// What a benchmark cannot go on without.
template <class T>
T Need(Result<T> result) {
  if (!result) throw Failure(result.error().ToString());
  return *std::move(result);
}
void Need(const Result<void>& result) {
  if (!result) throw Failure(result.error().ToString());
}

/// Begins to measure the peak of the resident memory anew.
void ForgetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

int Number(const std::string& text) {
  int number = 0;
  const char* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, number).ptr != end) throw Failure(text + " is not a number");
  return number;
}

int NumberBehind(const std::string& text, std::string_view words, int without) {
  const std::size_t at = text.find(words);
  return at == std::string::npos ? without : Number(text.substr(at + words.size()));
}

/// One variant: "idle-1000", or the format on the wire, the number of pods, and what is measured or how they are kept.
struct Variant {
  std::string name;
  std::string url;
  std::string ca;
  int count = 0;
  int handlers = 1;
  int rounds = 0;  // of updates

  bool Ends(std::string_view with) const { return std::string_view(name).ends_with(with); }

  RestClient Connect(const std::string& path) const {
    Config config;
    config.server = url + path;
    config.caFile = ca;
    ClientOptions options;
    options.contentType = name.starts_with("protobuf") ? ContentType::kProtobuf : ContentType::kJson;
    return Need(RestClient::Create(config, options));
  }
};

/// A handler that counts, and knows when it has heard of all.
struct Counted {
  std::atomic<int> added = 0;
  std::atomic<int> updated = 0;
  Clock::time_point firstUpdate;
  std::promise<void> done;
};

struct Followed {
  InformerFactory factory;
  SharedInformer<corev1::Pod> pods;
  std::shared_ptr<Counted> counted;
  std::vector<HandlerRegistration> registrations;
};

/// What a scheduler's cache of pods might need.
const std::vector<std::string> kFields = {"metadata.labels", "metadata.ownerReferences", "spec.nodeName", "status.phase",
                                          "status.podIP"};

SharedInformer<corev1::Pod> PodsOf(const InformerFactory& factory, const Variant& variant) {
  return variant.Ends("projected") ? Need(factory.Projected<corev1::Pod>(kFields)) : factory.For<corev1::Pod>();
}

/// Returns when the handlers have heard of so many updates, or with none, of all pods.
Followed Follow(const Variant& variant, const RestClient& client, int updates) {
  InformerOptions options;
  options.dropManagedFields = true;
  options.compact = variant.Ends("compact");
  options.watchList = !variant.Ends("list");
  const InformerFactory factory(client, options);
  auto pods = PodsOf(factory, variant);
  auto counted = std::make_shared<Counted>();
  const EventHandler<corev1::Pod> handler{
      .onAdd =
          [counted, all = variant.count * variant.handlers, updates](const Shared<corev1::Pod>&, bool) {
            if (++counted->added == all && updates == 0) counted->done.set_value();
          },
      .onUpdate =
          [counted, updates](const Shared<corev1::Pod>&, const Shared<corev1::Pod>&) {
            const int heard = ++counted->updated;
            if (heard == 1) counted->firstUpdate = Clock::now();
            if (heard == updates) counted->done.set_value();
          }};
  std::vector<HandlerRegistration> registrations;
  for (int i = 0; i < variant.handlers; ++i) {
    // So long that every update is heard of by itself.
    registrations.push_back(pods.AddEventHandler(handler, {.maxBacklog = static_cast<std::size_t>(updates) + 1024}));
  }
  factory.Start();
  if (counted->done.get_future().wait_for(kPatience) != std::future_status::ready) {
    throw Failure(
        fmt::format("the handler has heard of {} pods and {} updates", counted->added.load(), counted->updated.load()));
  }
  if (!pods.HasSynced()) Need(pods.WaitForCacheSync({.deadline = Clock::now() + kPatience}));
  if (pods.Size() != static_cast<std::size_t>(variant.count)) {
    throw Failure(fmt::format("the informer has {} of {} pods", pods.Size(), variant.count));
  }
  return {factory, pods, counted, std::move(registrations)};
}

void MeasureSync(const Variant& variant) {
  const RestClient client = variant.Connect("");
  const double heapBefore = LiveHeap().value_or(0);
  const double residentBefore = OwnStatus("VmRSS");
  ForgetPeak();
  const double cpuBefore = CpuSeconds();
  const auto start = Clock::now();
  const Followed followed = Follow(variant, client, 0);
  const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  const double cpu = CpuSeconds() - cpuBefore;
  const double peak = (OwnStatus("VmHWM") - residentBefore) * 1024;
  const double heap = LiveHeap().value_or(0) - heapBefore;
  const double count = variant.count;
  Report({"objects", variant.name, "objects"}, count);
  Report({"objects_per_second", variant.name, "objects/s"}, count / elapsed);
  Report({"cpu_per_object", variant.name, "us"}, cpu * 1e6 / count);
  Report({"heap_per_object", variant.name, "bytes"}, heap / count);
  Report({"peak_over_heap", variant.name, "times"}, peak / heap);
}

/// From the first update that the handler hears to the last.
void MeasureUpdates(const Variant& variant) {
  const RestClient client = variant.Connect(fmt::format("/updates/{}", variant.rounds));
  const int updates = variant.rounds * variant.count;
  const Followed followed = Follow(variant, client, updates);
  const double elapsed = std::chrono::duration<double>(Clock::now() - followed.counted->firstUpdate).count();
  Report({"updates_per_second", variant.name, "updates/s"}, updates / elapsed);
}

void MeasureIdle(const Variant& variant) {
  const RestClient client = variant.Connect("/idle");
  const double before = OwnStatus("VmRSS");
  std::vector<InformerFactory> factories;
  for (int i = 0; i < kIdleInformers; ++i) {
    InformerOptions options;
    options.namespaces = {fmt::format("namespace-{}", i)};
    factories.emplace_back(client, options);
    factories.back().For<corev1::Pod>().Start();
  }
  for (const InformerFactory& factory : factories) Need(factory.WaitForCacheSync({.deadline = Clock::now() + kPatience}));
  Report({"threads_beyond_main", variant.name, "threads"}, OwnStatus("Threads") - 1);
  Report({"rss_per_informer", variant.name, "kB"}, (OwnStatus("VmRSS") - before) / kIdleInformers);
}

}  // namespace

void Informers(const Effort&, const Arguments& arguments) {
  if (arguments.size() != 4) throw Failure("expected four arguments: URL, certificate, number of pods, variant");
  Variant variant{.name = arguments[3], .url = arguments[0], .ca = arguments[1]};
  variant.count = Number(arguments[2]);
  variant.handlers = NumberBehind(variant.name, "-handlers-", 1);
  variant.rounds = NumberBehind(variant.name, "-updates-", 0);
  if (variant.name.starts_with("idle")) return MeasureIdle(variant);
  if (variant.rounds > 0) return MeasureUpdates(variant);
  MeasureSync(variant);
}

}  // namespace k8s::bench
