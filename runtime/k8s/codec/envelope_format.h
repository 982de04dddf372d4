#pragma once

#include <cstdint>
#include <string_view>

/// The envelope of an object in protobuf: four bytes, then Go's runtime.Unknown. By number, all fields being texts.
namespace k8s::codec::envelope {

inline constexpr std::string_view kMagic{"k8s\0", 4};

inline constexpr std::uint32_t kTypeMeta = 1;
inline constexpr std::uint32_t kRaw = 2;
inline constexpr std::uint32_t kContentEncoding = 3;
inline constexpr std::uint32_t kContentType = 4;

/// In kTypeMeta.
inline constexpr std::uint32_t kApiVersion = 1;
inline constexpr std::uint32_t kKind = 2;

}  // namespace k8s::codec::envelope
