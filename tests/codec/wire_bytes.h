#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Protobuf put together by hand, by other code than that which is tested.
namespace k8s::test {

inline std::string Varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7U) bytes.push_back(static_cast<char>(value | 0x80U));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

inline std::string Tag(std::uint32_t number, std::uint32_t wireType) { return Varint(number << 3U | wireType); }

inline std::string Number(std::uint32_t number, std::uint64_t value) { return Tag(number, 0) + Varint(value); }

/// A string, bytes, or a message.
inline std::string Text(std::uint32_t number, std::string_view content) {
  return Tag(number, 2) + Varint(content.size()) + std::string(content);
}

inline std::string Entry(std::uint32_t number, std::string_view key, std::string_view value) {
  return Text(number, Text(1, key) + Text(2, value));
}

inline std::string Envelope(std::string_view apiVersion, std::string_view kind, std::string_view object) {
  return std::string("k8s\0", 4) + Text(1, Text(1, apiVersion) + Text(2, kind)) + Text(2, object) + Text(3, "") + Text(4, "");
}

/// A sample::Widget in its envelope.
inline std::string Enveloped(std::string_view widget) { return Envelope("sample.io/v1", "Widget", widget); }

}  // namespace k8s::test
