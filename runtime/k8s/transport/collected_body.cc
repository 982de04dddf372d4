#include <algorithm>
#include <charconv>

#include <k8s/transport/body_limit.h>
#include <k8s/transport/collected_body.h>

namespace k8s::internal {
namespace {

// The server's promise is believed only so far.
constexpr std::size_t kMostReserved = std::size_t{16} << 20;

std::size_t ContentLength(const Headers& headers) {
  const std::string* const text = headers.Find("Content-Length");
  std::size_t length = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), length);
  return length;
}

}  // namespace

Result<void> CheckContentEncoding(const Headers& headers, std::string_view allowed) {
  const std::string* const encoding = headers.Find("Content-Encoding");
  if (!encoding || *encoding == "identity" || *encoding == allowed) return {};
  return Error(ErrorCode::kDecode, TransportFailure::kProtocol,
               "the body of the answer has a Content-Encoding that was not asked for");
}

Result<void> CollectedBody::Expect(Headers& headers) {
  if (Result<void> known = CheckContentEncoding(headers, "gzip"); !known) return known;
  if (const std::string* const encoding = headers.Find("Content-Encoding"); encoding && *encoding == "gzip") {
    gunzip_.emplace();
    headers.Remove("Content-Encoding");
    headers.Remove("Content-Length");
    return {};
  }
  const std::size_t length = ContentLength(headers);
  if (Result<void> fits = CheckBodyLimit(0, length, limit_); !fits) return fits;
  bytes_.reserve(std::min(length, kMostReserved));
  return {};
}

Result<void> CollectedBody::Append(std::string_view bytes) {
  if (gunzip_) return gunzip_->Append(bytes, bytes_, limit_);
  if (Result<void> fits = CheckBodyLimit(bytes_.size(), bytes.size(), limit_); !fits) return fits;
  bytes_.append(bytes);
  return {};
}

Result<std::string> CollectedBody::Take() {
  if (gunzip_ && !gunzip_->Complete())
    return Error(ErrorCode::kDecode, TransportFailure::kProtocol, "the gzip body of the answer ends too early");
  return std::move(bytes_);
}

}  // namespace k8s::internal
