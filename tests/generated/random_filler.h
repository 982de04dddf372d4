#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include <k8s/codec/type.h>

namespace k8s::test {

/// Gives fields values by chance, among them those at the rim: zeros that are present, the largest and the smallest number,
/// empty lists, texts of no ASCII. The same ones for the same seed.
class RandomFiller {
 public:
  explicit RandomFiller(std::uint32_t seed) : random_(seed) {}

  void Fill(const codec::Type& type, void* value);

  /// The fields that have ever got something that is not empty.
  const std::set<const codec::Field*>& Filled() const { return filled_; }

 private:
  void FillStruct(const codec::Struct& structure, void* object);
  void FillLeaf(codec::Kind kind, void* value);
  bool Chance(std::uint32_t percent) { return random_() % 100 < percent; }
  std::int64_t Number();

  std::mt19937 random_;
  std::vector<const codec::Struct*> inside_;
  std::set<const codec::Field*> filled_;
};

}  // namespace k8s::test
