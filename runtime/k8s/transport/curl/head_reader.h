#pragma once

#include <cstddef>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/transport/transport.h>

namespace k8s::curl {

/// Puts the head of an answer together from its lines, interim answers before it and trailers behind it left out.
class HeadReader {
 public:
  explicit HeadReader(std::size_t limit) : limit_(limit) {}

  /// The next line, with its end. True when that was the last one of the head. Errors: kUnavailable for what is not HTTP,
  /// kDecode beyond the limit.
  Result<bool> Take(std::string_view line);

  bool Complete() const { return complete_; }
  /// Once Complete().
  Response Release() { return std::move(head_); }

 private:
  Result<void> TakeStatus(std::string_view line);
  void TakeField(std::string_view line);

  const std::size_t limit_;
  std::size_t size_ = 0;
  bool begun_ = false;
  bool complete_ = false;
  Response head_;
};

}  // namespace k8s::curl
