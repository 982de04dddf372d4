#include <algorithm>
#include <charconv>
#include <cstddef>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/rest/url.h>

namespace k8s {

namespace {

bool IsPlain(char c) {
  constexpr std::string_view kUnreserved = "-._~";
  return internal::IsLetterOrDigit(c) || kUnreserved.find(c) != std::string_view::npos;
}

}  // namespace

std::string PercentEncode(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), IsPlain)) return std::string(text);  // nearly always
  std::string encoded;
  for (const char c : text) {
    if (IsPlain(c)) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string PercentDecode(std::string_view text) {
  if (text.find('%') == std::string_view::npos) return std::string(text);
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const char* digits = text.data() + i + 1;
    const bool isEscape =
        text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    decoded += isEscape ? static_cast<char>(byte) : text[i];
    if (isEscape) i += 2;
  }
  return decoded;
}

Result<std::string> PathSegment(std::string_view text, std::string_view what) {
  if (text.empty()) return Error(ErrorCode::kInvalidArgument, fmt::format("the {} is empty", what));
  if (text == "." || text == ".." || text.find_first_of("/%") != std::string_view::npos) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("\"{}\" cannot be a {}: it may be neither \".\" nor \"..\", nor have / or %", text, what));
  }
  return PercentEncode(text);
}

Result<std::string> RelativePath(std::string_view path, std::string_view what) {
  if (path.starts_with('/')) path.remove_prefix(1);
  std::string encoded;
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    Result<std::string> segment = PathSegment(path.substr(0, end), what);
    if (!segment) return segment;
    encoded += "/" + *segment;
    path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
    if (path.empty() && end != std::string_view::npos) encoded += "/";
  }
  return encoded;
}

std::string QueryString(const Query& query) {
  std::string text;
  for (const auto& [name, value] : query) {
    text += text.empty() ? '?' : '&';
    text += PercentEncode(name) + "=" + PercentEncode(value);
  }
  return text;
}

}  // namespace k8s
