#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include <k8s/base/ascii.h>
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

bool IsLength(std::string_view text) {
  std::uint64_t length = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), length);
  return failure == std::errc() && end == text.data() + text.size();
}

Error Malformed(const char* what) {
  return Error(ErrorCode::kUnavailable, TransportFailure::kProtocol, std::string("malformed answer: ") + what);
}

// Two opinions about where an answer ends are how answers are smuggled, and one that nobody can count so far is none at all. A
// list of values is what some libraries make of several headers.
Result<void> CheckLengths(const Headers& headers) {
  std::optional<std::string_view> length;
  for (const auto& [name, value] : headers) {
    if (!Headers::SameName(name, "Content-Length")) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::string_view one = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(one.size() + 1, rest.size()));
      if (!IsLength(Trimmed(one))) return Malformed("its length is no number of 64 bits");
      if (Trimmed(one) != length.value_or(Trimmed(one))) return Malformed("it has two lengths");
      length = Trimmed(one);
    }
  }
  return {};
}

}  // namespace

Result<void> CheckHead(const Headers& headers, std::string_view allowed) {
  const auto hasNul = [](const Headers::Entry& field) { return field.second.find('\0') != std::string::npos; };
  if (std::any_of(headers.begin(), headers.end(), hasNul)) return Malformed("a header has a NUL byte");
  if (Result<void> checked = CheckLengths(headers); !checked) return checked;
  const std::string* const encoding = headers.Find("Content-Encoding");
  if (!encoding || *encoding == "identity" || *encoding == allowed) return {};
  return Error(ErrorCode::kDecode, TransportFailure::kProtocol,
               "the body of the answer has a Content-Encoding that was not asked for");
}

Result<void> CollectedBody::Expect(Headers& headers) {
  if (Result<void> known = CheckHead(headers, "gzip"); !known) return known;
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
