#include <cstddef>
#include <iterator>

#include <fmt/format.h>

#include <k8s/meta/quoted.h>

namespace k8s::internal {

std::string Quoted(std::string_view text) {
  constexpr std::size_t kLimit = 80;
  std::string quoted = "\"";
  for (const char character : text.substr(0, kLimit)) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte == '"' || byte == '\\') {
      quoted += '\\';
      quoted += character;
    } else if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(quoted), "\\x{:02x}", byte);
    } else {
      quoted += character;
    }
  }
  quoted += text.size() > kLimit ? "\"..." : "\"";
  return quoted;
}

}  // namespace k8s::internal
