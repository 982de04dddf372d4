#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include <k8s/testkit/memory/check_request.h>

namespace k8s::testkit::memory {
namespace {

bool IsToken(std::string_view text) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) != 0 || kSymbols.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool IsTarget(std::string_view text) {
  return text.starts_with('/') &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7f && c != '#'; });
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

/// Fields that tell where a message ends: the transport's own business.
bool HasFraming(const Headers& headers) {
  constexpr std::array<std::string_view, 3> kFraming = {"Connection", "Content-Length", "Transfer-Encoding"};
  return std::any_of(kFraming.begin(), kFraming.end(), [&](std::string_view name) { return headers.Find(name) != nullptr; });
}

}  // namespace

Result<void> CheckRequest(const Request& request) {
  const bool fields = std::all_of(request.headers.begin(), request.headers.end(), [](const Headers::Entry& field) {
    return IsToken(field.first) && IsFieldValue(field.second);
  });
  if (IsToken(request.method) && IsTarget(request.target) && fields && !HasFraming(request.headers)) return {};
  return Error(ErrorCode::kInvalidArgument, "a request that HTTP cannot carry: " + request.method + " " + request.target);
}

}  // namespace k8s::testkit::memory
