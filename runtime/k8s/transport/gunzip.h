#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <zlib.h>

#include <k8s/base/result.h>

namespace k8s::internal {

/// Undoes gzip as the bytes come, up to a limit: a kilobyte can hold a megabyte of zeros.
class Gunzip {
 public:
  Gunzip();
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// Appends what `compressed` holds to `plain`; kDecode if that is not gzip, or `plain` would exceed `limit`. As gzip can hold
  /// nothing in any number of bytes, all that is compressed must not exceed `limit` either, but for what gzip adds.
  Result<void> Append(std::string_view compressed, std::string& plain, std::size_t limit);

  /// Whether the bytes so far are whole.
  bool Complete() const { return complete_; }

 private:
  z_stream stream_{};
  std::size_t received_ = 0;
  bool complete_ = false;
};

}  // namespace k8s::internal
