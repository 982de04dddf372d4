#include <algorithm>
#include <utility>

#include <k8s/meta/base64.h>
#include <k8s/testkit/core/continue_token.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kFormat = "meta.k8s.io/v1";
/// The version of a token that goes on with what is there now; any other that is negative means the same.
constexpr std::int64_t kNow = -1;

/// The alphabet for URLs, without padding.
std::string ToUrlBase64(std::string_view bytes) {
  std::string text = EncodeBase64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  return text;
}

Result<std::string> FromUrlBase64(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return DecodeBase64(standard);
}

Failure Malformed(const std::string& why) { return BadRequest("invalid continue token: continue key is not valid: " + why); }

/// Whether a path means what it says: nothing in it is ".", ".." or empty.
bool IsClean(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view step = path.substr(0, path.find('/'));
    if (step.empty() || step == "." || step == "..") return false;
    path.remove_prefix(step.size());
  }
  return true;
}

Outcome<ObjectKey> ParseStart(const std::string& start, std::string_view ns, bool withNamespace) {
  const std::string path = start.front() == '/' ? start : "/" + start;
  if (!IsClean(path)) return Malformed(start);
  const std::string_view key = std::string_view(path).substr(1);
  const std::size_t slash = key.find('/');
  if (withNamespace != (slash != std::string_view::npos)) return Malformed(path);
  if (!withNamespace) return ObjectKey{std::string(ns), std::string(key)};
  return ObjectKey{std::string(key.substr(0, slash)), std::string(key.substr(slash + 1))};
}

}  // namespace

std::string ContinueToken::Write(bool withNamespace) const {
  Json token(rapidjson::kObjectType);
  JsonAllocator& allocator = token.GetAllocator();
  Set(token, "v", kFormat, allocator);
  Set(token, "rv", version ? JsonValue(*version) : JsonValue(kNow), allocator);
  Set(token, "start", withNamespace ? "/" + start.namespace_ + "/" + start.name : "/" + start.name, allocator);
  return ToUrlBase64(WriteJson(token));
}

Outcome<ContinueToken> ContinueToken::Read(std::string_view text, std::string_view ns, bool withNamespace) {
  const auto bytes = FromUrlBase64(text);
  if (!bytes) return Malformed(bytes.error().Message());
  const auto token = ParseJson(*bytes);
  if (!token || !token->IsObject()) return Malformed("it is no JSON object");
  const std::string_view format = StringAt(*token, "v");
  if (format != kFormat) return Malformed("server does not recognize this encoded version " + std::string(format));
  const JsonValue* version = Find(*token, "rv");
  const bool now = version != nullptr && version->IsInt64() && version->GetInt64() < 0;
  if (!now && (version == nullptr || !version->IsUint64() || version->GetUint64() == 0)) {
    return Malformed("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  }
  const std::string_view start = StringAt(*token, "start");
  if (start.empty()) return Malformed("encoded start key empty (version meta.k8s.io/v1)");
  auto key = ParseStart(std::string(start), ns, withNamespace);
  if (!key) return key.failure();
  ContinueToken read{.version = std::nullopt, .start = std::move(*key)};
  if (!now) read.version = version->GetUint64();
  return read;
}

ObjectKey Behind(const ObjectKey& key) { return {key.namespace_, key.name + '\0'}; }

}  // namespace k8s::testkit::core
