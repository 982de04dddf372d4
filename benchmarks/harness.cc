#include "harness.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#if defined(__has_include)
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif
#endif

#include <fmt/format.h>
#include <sys/resource.h>

namespace k8s::bench {
namespace {

// Names and units are ours: nothing in them needs escaping.
std::string Head(const Metric& metric, double value) {
  return fmt::format(R"({{"metric":"{}","variant":"{}","unit":"{}","value":{})", metric.name, metric.variant, metric.unit,
                     value);
}

}  // namespace

void Report(const Metric& metric, double value) { fmt::print("{}}}\n", Head(metric, value)); }

void Measure(const Effort& effort, const Metric& metric, double work, const std::function<double()>& run) {
  std::vector<double> times;
  for (double total = 0; static_cast<int>(times.size()) < effort.runs || total < effort.seconds; total += times.back()) {
    times.push_back(run());
  }
  std::sort(times.begin(), times.end());
  fmt::print("{},\"median\":{},\"runs\":{}}}\n", Head(metric, work / times.front()), work / times[times.size() / 2],
             times.size());
}

std::optional<double> LiveHeap() {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
#else
  return std::nullopt;
#endif
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) throw Failure("cannot read " + path);
  return std::move(text).str();
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double OwnStatus(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1));
  }
  throw Failure("/proc/self/status tells no " + name);
}

}  // namespace k8s::bench
