// Succeeds if a history finds a defect, and finds it again: this program is linked with a source that has one.
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "simulation/history.h"

int main(int count, char** arguments) {
  using namespace k8s::simulation;
  constexpr std::uint64_t kHistories = 1000;
  const auto history = count > 1 && std::strcmp(arguments[1], "queue") == 0 ? QueueHistory : InformerHistory;
  for (std::uint64_t seed = 1; seed <= kHistories; ++seed) {
    const Defect defect = history(seed);
    if (!defect) continue;
    std::printf("history %llu: %s\n", static_cast<unsigned long long>(seed), defect->c_str());
    return history(seed) == defect ? 0 : 2;
  }
  std::printf("nothing is found in %llu histories\n", static_cast<unsigned long long>(kHistories));
  return 1;
}
