#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace k8s::bench {

using Arguments = std::vector<std::string>;

/// Ends a benchmark with one line of explanation.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How long to measure: until both are reached.
struct Effort {
  double seconds = 3;
  int runs = 5;
};

/// What a result is called. The peers give the same names to the same things.
struct Metric {
  std::string name;
  std::string variant;
  std::string unit;
};

/// Prints a result as a line of JSON.
void Report(const Metric& metric, double value);

/// Calls `run`, which returns the seconds that it measured, until the effort is spent, and reports work per second: of the best
/// run, which is what is compared, and of the median one, which tells how noisy the machine was.
void Measure(const Effort& effort, const Metric& metric, double work, const std::function<double()>& run);

/// The seconds that `call` takes.
template <class F>
double Seconds(F&& call) {
  const auto start = std::chrono::steady_clock::now();
  std::forward<F>(call)();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The bytes that the allocator has handed out, its rounding and headers included; nothing where the C library does not tell.
std::optional<double> LiveHeap();

/// What all threads of this process have used of the processors.
double CpuSeconds();

/// A line of /proc/self/status that is a number: kilobytes of memory, or threads.
double OwnStatus(const std::string& name);

std::string ReadFile(const std::string& path);

}  // namespace k8s::bench
