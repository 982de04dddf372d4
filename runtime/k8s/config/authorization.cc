#include <algorithm>

#include <fmt/format.h>

#include <k8s/config/authorization.h>
#include <k8s/meta/base64.h>

namespace k8s::internal {

Result<std::string> BearerAuthorization(std::string_view token, std::string_view origin) {
  const auto isIllegal = [](unsigned char byte) { return byte <= ' ' || byte >= 0x7f; };
  if (std::any_of(token.begin(), token.end(), isIllegal)) {
    return Error(ErrorCode::kConfig, fmt::format("{} contains a character that no HTTP header can carry", origin));
  }
  return fmt::format("Bearer {}", token);
}

std::string BasicAuthorization(std::string_view username, std::string_view password) {
  return "Basic " + EncodeBase64(fmt::format("{}:{}", username, password));
}

}  // namespace k8s::internal
