#include <fmt/format.h>

#include <k8s/meta/object_key.h>
#include <k8s/meta/quoted.h>

namespace k8s {

std::string ObjectKey::ToString() const { return namespace_.empty() ? name : fmt::format("{}/{}", namespace_, name); }

Result<ObjectKey> ObjectKey::Parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return ObjectKey{.namespace_ = {}, .name = std::string(text)};
  if (text.find('/', slash + 1) != std::string_view::npos) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("invalid object key {}: more than one '/'", internal::Quoted(text)));
  }
  return ObjectKey{.namespace_ = std::string(text.substr(0, slash)), .name = std::string(text.substr(slash + 1))};
}

}  // namespace k8s

std::size_t std::hash<k8s::ObjectKey>::operator()(const k8s::ObjectKey& key) const noexcept {
  const std::hash<std::string> ofText;
  return ofText(key.namespace_) * 31 + ofText(key.name);
}
