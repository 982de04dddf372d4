#pragma once

#include <cstdint>
#include <string_view>

namespace k8s::codec {

/// SipHash-2-4: who does not know the seed cannot make texts that collide.
std::uint64_t SipHash(std::uint64_t seed0, std::uint64_t seed1, std::string_view text);

/// With a seed of this process: the keys of an object come from whoever wrote it.
std::uint64_t KeyHash(std::string_view key);

}  // namespace k8s::codec
