#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace k8s {

/// Arbitrary bytes, where the API has `[]byte`: the values of a Secret, a CA bundle. JSON carries them as base64, protobuf as
/// they are.
///
/// Thread safety: as a value.
class Bytes {
 public:
  Bytes() = default;
  Bytes(std::string bytes) noexcept : bytes_(std::move(bytes)) {}  // NOLINT(google-explicit-constructor): bytes are its value
  Bytes(std::string_view bytes) : bytes_(bytes) {}                 // NOLINT(google-explicit-constructor)
  Bytes(const char* bytes) : bytes_(bytes) {}                      // NOLINT(google-explicit-constructor)

  const std::string& str() const& noexcept { return bytes_; }
  std::string&& str() && noexcept { return std::move(bytes_); }
  std::string_view view() const noexcept { return bytes_; }
  std::size_t size() const noexcept { return bytes_.size(); }
  bool empty() const noexcept { return bytes_.empty(); }

  friend bool operator==(const Bytes&, const Bytes&) = default;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;

 private:
  std::string bytes_;
};

}  // namespace k8s
