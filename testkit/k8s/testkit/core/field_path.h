#pragma once

#include <string>
#include <string_view>

#include <k8s/testkit/core/json.h>

/// Places in an object: `spec.list[0].name` in messages, `spec.replicas` where a definition names one.
namespace k8s::testkit::core {

std::string Below(const std::string& path, std::string_view name);
std::string Item(const std::string& path, rapidjson::SizeType index);

/// The value at a path of names; null if there is none.
const JsonValue* FindAt(const JsonValue& object, std::string_view path);
/// Puts a value there, and the objects on the way.
void SetAt(JsonValue& object, std::string_view path, JsonValue value, JsonAllocator& allocator);

}  // namespace k8s::testkit::core
