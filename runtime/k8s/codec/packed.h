#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/field_filter.h>
#include <k8s/codec/type.h>

/// A compact form of any value, for keeping it in memory: protobuf's encoding with numbers of our own, a field's position in
/// its table. Every type has it, custom resources too, and nothing is lost: what is present and empty stays so, and what is
/// absent absent. It belongs to this build of the program: never store it, nor send it to anybody.
namespace k8s::codec {

/// Appends a value to `out`.
void WritePacked(const Type& type, const void* value, std::string& out);

/// Reads what WritePacked() wrote into `out`, which holds a new value of the type, as far as `filter`, of that type, wants it.
/// kDecode: bytes that are not its.
Result<void> ReadPacked(std::string_view bytes, const Type& type, void* out, const FieldFilter& filter = FieldFilter());

}  // namespace k8s::codec
