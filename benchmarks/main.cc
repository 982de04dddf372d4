#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "benches.h"
#include <fmt/format.h>

namespace k8s::bench {
namespace {

struct Benchmark {
  std::string_view name;
  void (*run)(const Effort&, const Arguments&);
};

constexpr std::array kBenchmarks = {
    Benchmark{"decode", Decode},
    Benchmark{"encode", Encode},
    Benchmark{"informers", Informers},
    Benchmark{"queue", Queues},
    Benchmark{"rest", Rest},
    Benchmark{"testkit", Testkit},
    Benchmark{"unstructured", Unstructured},
};

template <class T>
T Number(std::string_view flag, std::string_view text) {
  T number = {};
  const char* end = text.data() + text.size();
  if (const auto [rest, error] = std::from_chars(text.data(), end, number); error != std::errc() || rest != end) {
    throw Failure(fmt::format("{} {} is not a number", flag, text));
  }
  return number;
}

void Run(const Arguments& arguments) {
  if (arguments.empty()) throw Failure("usage: k8s_bench BENCHMARK [--seconds S] [--runs N] [ARGUMENT...]");
  const auto benchmark =
      std::find_if(kBenchmarks.begin(), kBenchmarks.end(), [&](const Benchmark& each) { return each.name == arguments[0]; });
  if (benchmark == kBenchmarks.end()) throw Failure(fmt::format("unknown benchmark \"{}\"", arguments[0]));

  Effort effort;
  Arguments rest;
  for (auto argument = arguments.begin() + 1; argument != arguments.end(); ++argument) {
    const std::string_view flag = *argument;
    if (flag != "--seconds" && flag != "--runs") {
      rest.push_back(*argument);
      continue;
    }
    if (++argument == arguments.end()) throw Failure(fmt::format("{} needs a number", flag));
    if (flag == "--seconds") effort.seconds = Number<double>(flag, *argument);
    if (flag == "--runs") effort.runs = Number<int>(flag, *argument);
  }
  benchmark->run(effort, rest);
}

}  // namespace
}  // namespace k8s::bench

int main(int argc, char** argv) {
  try {
    k8s::bench::Run({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "k8s_bench: {}\n", failure.what());
    return 1;
  }
}
