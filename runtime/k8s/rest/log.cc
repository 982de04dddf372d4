#include <fmt/format.h>

#include <k8s/config/redacted.h>
#include <k8s/config/sent_secrets.h>
#include <k8s/rest/log.h>

namespace k8s::internal {

std::string Redacted(const Headers& headers) {
  constexpr std::size_t kMaxValue = 1024;
  std::string text;
  for (const auto& [name, value] : headers) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", name,
                        SentSecrets::IsSecretHeader(name) ? "***" : OnOneLine(value, kMaxValue));
  }
  return text;
}

}  // namespace k8s::internal
