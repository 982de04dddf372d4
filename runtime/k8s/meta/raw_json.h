#pragma once

#include <string>
#include <utility>

namespace k8s {

/// Any JSON value, kept as its text: what Go calls RawExtension, FieldsV1, or JSON. Empty is absent; `null` is a value.
///
/// The text is handed through as it is. One that did not come from a decoder must be valid JSON: encoding fails otherwise.
///
/// Thread safety: as a value.
class RawJson {
 public:
  RawJson() = default;
  explicit RawJson(std::string text) noexcept : text_(std::move(text)) {}

  const std::string& text() const& noexcept { return text_; }
  std::string&& text() && noexcept { return std::move(text_); }
  bool empty() const noexcept { return text_.empty(); }

  /// Compares the text: two spellings of one value, in the order of keys or in white space, are different.
  friend bool operator==(const RawJson&, const RawJson&) = default;

 private:
  std::string text_;
};

}  // namespace k8s
