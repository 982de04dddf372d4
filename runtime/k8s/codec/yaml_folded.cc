#include <algorithm>
#include <cstddef>

#include <k8s/codec/yaml_folded.h>

namespace k8s::codec {
namespace {

constexpr std::string_view kSpaces = " \t";
constexpr std::string_view kSpacesAndLines = " \t\n";

std::string_view WithoutProperties(std::string_view source) {
  while (source.starts_with('!') || source.starts_with('&')) {
    source.remove_prefix(std::min(source.find_first_of(kSpacesAndLines), source.size()));
    source.remove_prefix(std::min(source.find_first_not_of(kSpacesAndLines), source.size()));
  }
  return source;
}

// The lines behind a header that keeps empty ones; nothing behind any other.
std::string_view KeptContent(std::string_view source) {
  const std::string_view header = source.substr(0, source.find('\n'));
  const std::string_view indicators = header.substr(0, header.find_first_of(kSpaces));
  const bool keeps = header.starts_with('>') && indicators.find('+') != std::string_view::npos;
  return keeps ? source.substr(std::min(header.size() + 1, source.size())) : std::string_view();
}

bool IsText(char c) { return kSpacesAndLines.find(c) == std::string_view::npos; }

// What is behind so many characters that are no white space.
std::string_view Behind(std::string_view content, std::ptrdiff_t count) {
  const auto end = std::find_if(content.begin(), content.end(), [&count](char c) { return IsText(c) && --count == 0; });
  return end == content.end() ? std::string_view() : content.substr(static_cast<std::size_t>(end - content.begin()) + 1);
}

// From the end of a line, the end of the next one, if that is empty.
std::string_view LineBehind(std::string_view end) {
  end.remove_prefix(std::min(end.find_first_not_of(' ', 1), end.size()));
  return end.starts_with('\n') ? end : std::string_view();
}

}  // namespace

// Folding changes white space alone, so that counting everything else finds the last line with content.
std::string WithKeptLines(std::string_view source, std::string text) {
  const std::string_view content = KeptContent(WithoutProperties(source));
  const std::size_t length = text.find_last_not_of(kSpacesAndLines) + 1;
  if (content.empty() || length == 0) return text;

  std::string_view rest = Behind(content, std::count_if(text.begin(), text.end(), IsText));
  const std::string_view blanks = rest.substr(0, rest.find_first_not_of(kSpaces));
  const std::string_view tail = std::string_view(text).substr(length);
  // Else there are lines of nothing but spaces, which are content.
  if (tail.substr(0, tail.find_last_not_of('\n') + 1) != blanks) return text;
  text.resize(length + blanks.size());
  for (rest.remove_prefix(blanks.size()); rest.starts_with('\n'); rest = LineBehind(rest)) text += '\n';
  return text;
}

}  // namespace k8s::codec
