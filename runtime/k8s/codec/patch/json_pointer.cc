#include <charconv>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/patch/json_pointer.h>
#include <k8s/meta/quoted.h>

namespace k8s::codec {

Result<JsonPointer> JsonPointer::Parse(std::string_view text) {
  JsonPointer pointer;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      pointer.tokens_.emplace_back();
      continue;
    }
    if (pointer.tokens_.empty()) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("the pointer {} does not begin with a slash", k8s::internal::Quoted(text)));
    }
    std::string& token = pointer.tokens_.back();
    if (text[i] != '~') {
      token += text[i];
      continue;
    }
    ++i;
    if (i == text.size() || (text[i] != '0' && text[i] != '1')) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("the pointer {} has a ~ without 0 or 1 behind it", k8s::internal::Quoted(text)));
    }
    token += text[i] == '0' ? '~' : '/';
  }
  return pointer;
}

void AppendPointerToken(std::string_view token, std::string& pointer) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

std::optional<std::size_t> PointerIndex(std::string_view token) {
  std::size_t index = 0;
  const char* const end = token.data() + token.size();
  const auto [stopped, error] = std::from_chars(token.data(), end, index);
  if (error != std::errc() || stopped != end || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  return index;
}

}  // namespace k8s::codec
