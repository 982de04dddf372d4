#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <k8s/rest/log.h>

namespace k8s::internal {
namespace {

bool IsSecret(const std::string& name) {
  constexpr std::array<std::string_view, 6> kSecret = {"Authorization", "Proxy-Authorization", "Cookie",
                                                       "Set-Cookie",    "WWW-Authenticate",    "Proxy-Authenticate"};
  const Headers field{{name, ""}};
  return std::any_of(kSecret.begin(), kSecret.end(), [&](std::string_view secret) { return field.Find(secret) != nullptr; });
}

}  // namespace

std::string Redacted(const Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", name, IsSecret(name) ? "***" : value);
  }
  return text;
}

}  // namespace k8s::internal
