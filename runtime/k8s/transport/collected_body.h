#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/transport/gunzip.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// The body of an answer that is wanted whole: put together, decompressed and bounded.
class CollectedBody {
 public:
  explicit CollectedBody(std::size_t limit) : limit_(limit) {}

  /// Learns from the headers what will come, and removes those that are true only of the compressed body.
  Result<void> Expect(Headers& headers);
  Result<void> Append(std::string_view bytes);
  bool IsCompressed() const { return gunzip_.has_value(); }
  /// How many bytes there are, decompressed.
  std::size_t Size() const { return bytes_.size(); }
  Result<std::string> Take();

 private:
  const std::size_t limit_;
  std::string bytes_;
  std::optional<Gunzip> gunzip_;
};

/// Whether the headers tell how to read the body: kDecode if it is encoded in a way that was not asked for (`allowed` is the
/// encoding that was, or empty), kUnavailable if they contradict each other about its length, or
/// tell one that is no number.
Result<void> CheckHead(const Headers& headers, std::string_view allowed);

}  // namespace k8s::internal
