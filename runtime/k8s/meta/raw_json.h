#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace k8s {

/// Any JSON value, kept as its text: what Go calls RawExtension, FieldsV1, or JSON. Empty is absent; `null` is a value.
///
/// The text is handed through as it is. One that did not come from a decoder must be valid JSON: encoding checks it, and fails
/// otherwise.
///
/// Thread safety: as a value.
class RawJson {
 public:
  RawJson() = default;
  explicit RawJson(std::string text) noexcept : text_(std::move(text)) {}

  const std::string& text() const& noexcept { return text_; }
  std::string&& text() && noexcept { return std::move(text_); }
  bool empty() const noexcept { return text_.empty(); }

  /// A value of which the caller knows that it is JSON, as a decoder does that has just read it.
  static RawJson Checked(std::string_view text) {
    RawJson raw{std::string(text)};
    raw.is_checked_ = true;
    return raw;
  }
  /// Whether it is known to be JSON.
  bool IsChecked() const noexcept { return is_checked_; }

  /// Compares the text: two spellings of one value, in the order of keys or in white space, are different.
  friend bool operator==(const RawJson& a, const RawJson& b) { return a.text_ == b.text_; }

 private:
  std::string text_;
  bool is_checked_ = false;
};

}  // namespace k8s
