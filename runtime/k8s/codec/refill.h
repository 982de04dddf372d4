#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace k8s::codec {

/// Takes the first `used` bytes from a buffer of a stream and appends `bytes`. Room that a burst has made is given back with
/// the first few bytes that come after it: most streams are watches, which burst once and then say little for long.
void Refill(std::string& buffer, std::size_t used, std::string_view bytes);

}  // namespace k8s::codec
