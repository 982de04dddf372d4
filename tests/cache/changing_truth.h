#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>

#include "cache/believer.h"
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/rest/resource_client.h>

namespace k8s::fakes {

/// Some config maps that come, change and go by a seed, and how they are by now: by name, the value of the key `v`.
class ChangingTruth {
 public:
  static constexpr int kNames = 25;

  /// `client` changes them; their names begin with `prefix`.
  ChangingTruth(RestClient client, std::uint64_t seed, std::string prefix = "m")
      : client_(std::move(client)), prefix_(std::move(prefix)), random_(seed) {}

  /// One change, whatever is there; `step` is the value.
  void ChangeSomething(int step) {
    const ResourceClient<corev1::ConfigMap> maps(client_, "default");
    corev1::ConfigMap map;
    map.metadata.name = prefix_ + std::to_string(random_() % kNames);
    map.data["v"] = std::to_string(step);
    const auto present = states_.find(map.metadata.name);
    if (present == states_.end()) {
      ASSERT_TRUE(maps.Create(map));
    } else if (random_() % 3 == 0) {
      ASSERT_TRUE(maps.Delete(map.metadata.name));
      states_.erase(present);
      return;
    } else {
      ASSERT_TRUE(maps.Update(map));
    }
    states_[map.metadata.name] = map.data["v"];
  }

  const Believer::States& States() const { return states_; }

 private:
  const RestClient client_;
  const std::string prefix_;
  std::mt19937_64 random_;
  Believer::States states_;
};

}  // namespace k8s::fakes
