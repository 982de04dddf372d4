#include <bit>
#include <cstddef>
#include <random>

#include <k8s/codec/key_hash.h>

namespace k8s::codec {
namespace {

struct SipState {
  std::uint64_t v0;
  std::uint64_t v1;
  std::uint64_t v2;
  std::uint64_t v3;

  void Round() {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32) + v3;
    v2 += v1;
    v3 = std::rotl(v3, 21) ^ v0;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void Absorb(std::uint64_t word) {
    v3 ^= word;
    Round();
    Round();
    v0 ^= word;
  }
};

// Little endian; the bytes that are not there are zero.
std::uint64_t WordOf(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return word;
}

struct Seed {
  std::uint64_t first;
  std::uint64_t second;
};

Seed RandomSeed() {
  std::random_device random;
  const auto word = [&random] { return (std::uint64_t{random()} << 32) | random(); };
  const std::uint64_t first = word();
  return {first, word()};
}

}  // namespace

std::uint64_t SipHash(std::uint64_t seed0, std::uint64_t seed1, std::string_view text) {
  constexpr std::size_t kWord = 8;
  SipState state = {.v0 = seed0 ^ 0x736f6d6570736575,
                    .v1 = seed1 ^ 0x646f72616e646f6d,
                    .v2 = seed0 ^ 0x6c7967656e657261,
                    .v3 = seed1 ^ 0x7465646279746573};
  const std::uint64_t length = std::uint64_t{text.size()} << 56;
  for (; text.size() >= kWord; text.remove_prefix(kWord)) state.Absorb(WordOf(text.substr(0, kWord)));
  state.Absorb(length | WordOf(text));
  state.v2 ^= 0xff;
  for (int i = 0; i < 4; ++i) state.Round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

std::uint64_t KeyHash(std::string_view key) {
  static const Seed kSeed = RandomSeed();
  return SipHash(kSeed.first, kSeed.second, key);
}

}  // namespace k8s::codec
