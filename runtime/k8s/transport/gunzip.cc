#include <algorithm>
#include <array>

#include <k8s/transport/body_limit.h>
#include <k8s/transport/gunzip.h>

namespace k8s::internal {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kMostAdded = std::size_t{64} << 10;

}  // namespace

Gunzip::Gunzip() { inflateInit2(&stream_, kGzipOnly); }

Gunzip::~Gunzip() { inflateEnd(&stream_); }

Result<void> Gunzip::Append(std::string_view compressed, std::string& plain, std::size_t limit) {
  if (compressed.empty()) return {};  // it would begin another member
  received_ += compressed.size();
  if (Result<void> fits = CheckBodyLimit(0, received_ - std::min(received_, kMostAdded), limit); !fits) return fits;
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream_.avail_in = static_cast<uInt>(compressed.size());
  std::array<char, std::size_t{32} << 10> piece;
  do {
    if (complete_) inflateReset(&stream_);  // gzip files may be concatenated
    stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream_.avail_out = piece.size();
    const int outcome = inflate(&stream_, Z_NO_FLUSH);
    if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR) {
      return Error(ErrorCode::kDecode, TransportFailure::kProtocol, "the body of the answer is not gzip, as its header says");
    }
    complete_ = outcome == Z_STREAM_END;
    const std::size_t count = piece.size() - stream_.avail_out;
    if (Result<void> fits = CheckBodyLimit(plain.size(), count, limit); !fits) return fits;
    plain.append(piece.data(), count);
  } while (stream_.avail_in > 0 || (stream_.avail_out == 0 && !complete_));
  return {};
}

}  // namespace k8s::internal
