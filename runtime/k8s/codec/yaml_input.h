#pragma once

#include <cstddef>
#include <streambuf>
#include <string_view>

namespace k8s::codec {

/// A text for a parser that looks ahead: it takes all of a list in brackets apart before it tells of its beginning, which could
/// be that of a key, and needs up to 250 bytes for each bracket. What it may look ahead ends with a count of the characters
/// with which something other than plain text can begin.
class YamlInput : public std::streambuf {
 public:
  static constexpr std::size_t kLookAhead = std::size_t{1} << 20;

  /// `text` must outlive it.
  explicit YamlInput(std::string_view text) : text_(text) {}

  /// The parser told of what it had found: from here on it looks ahead anew.
  void Told() { indicators_ = 0; }

  /// Whether the text was cut off, because the parser looked too far ahead.
  bool IsCutOff() const { return is_cut_off_; }
  /// How much was read.
  std::size_t Offset() const { return offset_; }

 private:
  int_type underflow() override;

  std::string_view text_;
  std::size_t offset_ = 0;
  std::size_t indicators_ = 0;
  bool is_cut_off_ = false;
};

}  // namespace k8s::codec
