#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include <k8s/base/ascii.h>
#include <k8s/transport/check_request.h>

namespace k8s {
namespace {

bool IsToken(std::string_view text) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return internal::IsLetterOrDigit(c) || kSymbols.find(c) != kSymbols.npos;
  });
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

// How a request is framed is for the transport to say; two opinions about it are how requests are smuggled.
bool IsFraming(const std::string& name) {
  constexpr std::array<std::string_view, 3> kFraming = {"Connection", "Content-Length", "Transfer-Encoding"};
  return std::any_of(kFraming.begin(), kFraming.end(),
                     [&](std::string_view framing) { return Headers::SameName(name, framing); });
}

bool IsTarget(std::string_view text) {
  return text.starts_with('/') &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7f && c != '#'; });
}

}  // namespace

Result<void> CheckRequest(const Request& request) {
  if (!IsToken(request.method)) return Error(ErrorCode::kInvalidArgument, "malformed method of a request");
  if (!IsTarget(request.target)) return Error(ErrorCode::kInvalidArgument, "malformed target of a request");
  for (const auto& [name, value] : request.headers) {
    if (!IsToken(name)) return Error(ErrorCode::kInvalidArgument, "malformed name of a header");
    if (IsFraming(name)) return Error(ErrorCode::kInvalidArgument, "the header " + name + " belongs to the transport");
    if (!IsFieldValue(value)) return Error(ErrorCode::kInvalidArgument, "malformed value of the header " + name);
  }
  return {};
}

Result<void> CheckCall(const Request& request, const CallContext& context) {
  if (Result<void> alive = CheckContext(context, std::chrono::steady_clock::now()); !alive) return alive;
  return CheckRequest(request);
}

}  // namespace k8s
