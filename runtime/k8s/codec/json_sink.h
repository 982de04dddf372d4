#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include <k8s/codec/rapidjson.h>

namespace k8s::codec {

/// RapidJSON's output stream onto a std::string, which it keeps longer than what is written, so that a character is one store.
/// The string is cut to size by Flush().
class JsonSink {
 public:
  using Ch = char;

  /// Appends to `out`, which must outlive the sink.
  explicit JsonSink(std::string& out) : out_(out), size_(out.size()) {}

  void Put(char c) {
    Reserve(1);
    PutUnsafe(c);
  }
  void PutUnsafe(char c) { out_[size_++] = c; }
  void Reserve(std::size_t count) {
    if (out_.size() - size_ < count) out_.resize(std::max(out_.size() * 2, size_ + count + kFirstRoom));
  }
  void Flush() { out_.resize(size_); }

 private:
  static constexpr std::size_t kFirstRoom = 1024;

  std::string& out_;
  std::size_t size_;
};

}  // namespace k8s::codec

namespace k8s_rapidjson {

// Found instead of the templates that fall back to Put().
template <>
inline void PutReserve(k8s::codec::JsonSink& sink, std::size_t count) {
  sink.Reserve(count);
}
template <>
inline void PutUnsafe(k8s::codec::JsonSink& sink, char c) {
  sink.PutUnsafe(c);
}

}  // namespace k8s_rapidjson
