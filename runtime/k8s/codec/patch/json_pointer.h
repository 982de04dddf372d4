#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>

namespace k8s::codec {

/// A JSON pointer (RFC 6901), `/metadata/labels/a~1b`, taken apart: none of its tokens is escaped any more.
class JsonPointer {
 public:
  /// Errors: kInvalidArgument.
  static Result<JsonPointer> Parse(std::string_view text);

  const std::vector<std::string>& Tokens() const { return tokens_; }

 private:
  std::vector<std::string> tokens_;
};

/// Appends a token as a pointer has it.
void AppendPointerToken(std::string_view token, std::string& pointer);

/// A token as an index: digits, without leading zeros.
std::optional<std::size_t> PointerIndex(std::string_view token);

}  // namespace k8s::codec
