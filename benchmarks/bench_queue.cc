#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "benches.h"
#include <fmt/format.h>

#include <k8s/meta/object_key.h>
#include <k8s/workqueue/rate_limiting_queue.h>

namespace k8s::bench {
namespace {

constexpr int kItems = 200'000;
constexpr std::chrono::milliseconds kIdle{500};

using Queue = RateLimitingQueue<ObjectKey>;

std::vector<ObjectKey> Keys() {
  std::vector<ObjectKey> keys;
  for (int i = 0; i < kItems; ++i) {
    keys.push_back({.namespace_ = fmt::format("namespace-{}", i % 100), .name = fmt::format("deployment-{:06}-pod", i)});
  }
  return keys;
}

double ProcessorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Takes what comes until the queue is shut down; how many items that were.
int Work(Queue& queue) {
  int done = 0;
  while (const std::optional<ObjectKey> key = queue.Get().value()) {
    queue.Forget(*key);
    queue.Done(*key);
    ++done;
  }
  return done;
}

// One thread adds each key once, so many others process them.
void Process(const std::vector<ObjectKey>& keys, int workers) {
  Queue queue;
  std::vector<int> done(static_cast<std::size_t>(workers));
  {
    std::vector<std::jthread> threads;
    for (int& count : done) threads.emplace_back([&queue, &count] { count = Work(queue); });
    for (const ObjectKey& key : keys) queue.Add(key);
    queue.ShutDown();
  }
  std::size_t all = 0;
  for (const int count : done) all += static_cast<std::size_t>(count);
  if (all != keys.size()) throw Failure(fmt::format("{} of {} items were processed", all, keys.size()));
}

void Throughput(const Effort& effort, const std::vector<ObjectKey>& keys, int workers) {
  const std::string variant = fmt::format("{} {}", workers, workers == 1 ? "worker" : "workers");
  Report({"objects", variant, "objects"}, static_cast<double>(keys.size()));
  double leastCpu = 0;
  Measure(effort, {"items_per_second", variant, "items/s"}, static_cast<double>(keys.size()), [&] {
    const double before = ProcessorSeconds();
    const double seconds = Seconds([&] { Process(keys, workers); });
    const double cpu = ProcessorSeconds() - before;
    if (leastCpu == 0 || cpu < leastCpu) leastCpu = cpu;
    return seconds;
  });
  Report({"cpu_per_item", variant, "ns"}, leastCpu / static_cast<double>(keys.size()) * 1e9);
}

// What a queue costs that has nothing to do: four workers wait, and an item that is due in an hour.
void Idle() {
  Queue queue;
  queue.AddAfter({.namespace_ = "default", .name = "later"}, std::chrono::hours(1));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&queue] { Work(queue); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // until all of them wait
  const double before = ProcessorSeconds();
  std::this_thread::sleep_for(kIdle);
  const double cpu = std::max(ProcessorSeconds() - before, 1e-6);  // as finely as it is told
  queue.ShutDown();
  Report({"idle_cpu", "4 workers", "us in a second"}, cpu * 1e6 / std::chrono::duration<double>(kIdle).count());
}

}  // namespace

void Queues(const Effort& effort, const Arguments& arguments) {
  if (!arguments.empty()) throw Failure("expected no arguments");
  const std::vector<ObjectKey> keys = Keys();
  for (const int workers : {1, 4}) Throughput(effort, keys, workers);
  Idle();
}

}  // namespace k8s::bench
