#include <cstdint>
#include <cstdlib>
#include <string>

#include "simulation/history.h"
#include <gtest/gtest.h>

// Many histories, each by its seed. One that fails is told, and is run alone with CLIENT_CPP_SEED=<seed>;
// CLIENT_CPP_HISTORIES=<count> runs as many.
namespace k8s::simulation {
namespace {

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void RunMany(Defect (*history)(std::uint64_t seed)) {
  const std::uint64_t seed = FromEnvironment("CLIENT_CPP_SEED", 0);
  const std::uint64_t first = seed == 0 ? 1 : seed;
  const std::uint64_t last = seed == 0 ? FromEnvironment("CLIENT_CPP_HISTORIES", SIMULATED_HISTORIES) : seed;
  for (std::uint64_t next = first; next <= last; ++next) {
    const Defect defect = history(next);
    ASSERT_FALSE(defect) << *defect << "; again with CLIENT_CPP_SEED=" << next;
  }
}

TEST(SimulationTest, InformersArriveAtTheTruth) { RunMany(InformerHistory); }

TEST(SimulationTest, QueuesKeepTheirContract) { RunMany(QueueHistory); }

TEST(SimulationTest, AHistoryIsTheSameEachTime) {
  // What a mutant is found by must be found again; of the code as it is, both are nothing.
  for (std::uint64_t seed = 1; seed < 50; ++seed) EXPECT_EQ(InformerHistory(seed), InformerHistory(seed));
}

}  // namespace
}  // namespace k8s::simulation
