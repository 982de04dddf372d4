#pragma once

#include <cstdint>
#include <string_view>

#include <k8s/codec/wire.h>

/// The envelope of an object in protobuf: four bytes, then Go's runtime.Unknown.
namespace k8s::codec::envelope {

inline constexpr std::string_view kMagic{"k8s\0", 4};

inline constexpr std::uint32_t kTypeMeta = wire::MakeTag(1, wire::Delimiting::kLength);
inline constexpr std::uint32_t kRaw = wire::MakeTag(2, wire::Delimiting::kLength);
inline constexpr std::uint32_t kContentEncoding = wire::MakeTag(3, wire::Delimiting::kLength);
inline constexpr std::uint32_t kContentType = wire::MakeTag(4, wire::Delimiting::kLength);

/// In kTypeMeta.
inline constexpr std::uint32_t kApiVersion = wire::MakeTag(1, wire::Delimiting::kLength);
inline constexpr std::uint32_t kKind = wire::MakeTag(2, wire::Delimiting::kLength);

}  // namespace k8s::codec::envelope
