#pragma once

#include <cstddef>
#include <string>

#include <k8s/base/result.h>

namespace k8s::internal {

/// kDecode if `more` bytes on top of `size` exceed `limit`.
inline Result<void> CheckBodyLimit(std::size_t size, std::size_t more, std::size_t limit) {
  if (more <= limit && size <= limit - more) return {};
  return Error(ErrorCode::kDecode, TransportFailure::kProtocol,
               "the body of the answer exceeds the limit of " + std::to_string(limit) + " bytes");
}

}  // namespace k8s::internal
