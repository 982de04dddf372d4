#include <utility>

#include <k8s/testkit/core/field_path.h>

namespace k8s::testkit::core {

std::string Below(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : (path + ".").append(name);
}

std::string Item(const std::string& path, rapidjson::SizeType index) { return path + "[" + std::to_string(index) + "]"; }

const JsonValue* FindAt(const JsonValue& object, std::string_view path) {
  const JsonValue* value = &object;
  while (value != nullptr) {
    const std::size_t dot = path.find('.');
    value = Find(*value, path.substr(0, dot));
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  return value;
}

void SetAt(JsonValue& object, std::string_view path, JsonValue value, JsonAllocator& allocator) {
  JsonValue* place = &object;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    place = &EnsureObject(*place, path.substr(0, dot), allocator);
    path.remove_prefix(dot + 1);
  }
  Set(*place, path, std::move(value), allocator);
}

}  // namespace k8s::testkit::core
