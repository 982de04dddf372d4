#include <fmt/format.h>

#include <k8s/codec/describe.h>
#include <k8s/dynamic/field_path.h>
#include <k8s/dynamic/unstructured.h>

namespace k8s {
namespace {

using dynamic::FindField;

Error Mistyped(std::string_view path, const Value& value, ValueKind expected) {
  return Error(ErrorCode::kDecode, fmt::format("{}: {}, not {}", path, ToString(value.Kind()), ToString(expected)));
}

// What `as` makes of the value at a path: an optional or a pointer.
template <class T, class As>
Result<T> GetAs(const ValueObject& content, std::string_view path, ValueKind kind, As as) {
  const Result<const Value*> value = FindField(content, path);
  if (!value) return value.error();
  if (const auto found = as(**value)) {
    if constexpr (std::is_pointer_v<T>) {
      return found;
    } else {
      return *found;
    }
  }
  return Mistyped(path, **value, kind);
}

}  // namespace

Result<Unstructured> Unstructured::FromJson(std::string_view json, const ValueReadOptions& options) {
  Result<Value> value = Value::FromJson(json, options);
  if (!value) return value.error();
  if (!value->IsObject()) return Error(ErrorCode::kDecode, fmt::format("{}, not an object", ToString(value->Kind())));
  return Unstructured(std::move(*value->AsObject()));
}

Result<std::string> Unstructured::ToJson() const { return content_.ToJson(); }

Result<Unstructured> Unstructured::FromYaml(std::string_view yaml, const YamlReadOptions& options) {
  return codec::YamlToJson(yaml, options).and_then([](std::string&& json) { return FromJson(json); });
}

Result<std::string> Unstructured::ToYaml() const {
  return ToJson().and_then([](std::string&& json) { return codec::JsonToYaml(json); });
}

Result<const Value*> Unstructured::Get(std::string_view path) const { return FindField(content_, path); }

Result<bool> Unstructured::GetBool(std::string_view path) const {
  return GetAs<bool>(content_, path, ValueKind::kBool, [](const Value& value) { return value.AsBool(); });
}

Result<std::int64_t> Unstructured::GetInt(std::string_view path) const {
  return GetAs<std::int64_t>(content_, path, ValueKind::kInt, [](const Value& value) { return value.AsInt(); });
}

Result<double> Unstructured::GetDouble(std::string_view path) const {
  return GetAs<double>(content_, path, ValueKind::kDouble, [](const Value& value) { return value.AsDouble(); });
}

Result<std::string_view> Unstructured::GetString(std::string_view path) const {
  return GetAs<std::string_view>(content_, path, ValueKind::kString, [](const Value& value) { return value.AsString(); });
}

Result<const ValueList*> Unstructured::GetList(std::string_view path) const {
  return GetAs<const ValueList*>(content_, path, ValueKind::kList, [](const Value& value) { return value.AsList(); });
}

Result<const ValueObject*> Unstructured::GetObject(std::string_view path) const {
  return GetAs<const ValueObject*>(content_, path, ValueKind::kObject, [](const Value& value) { return value.AsObject(); });
}

Result<void> Unstructured::Set(std::string_view path, Value value) {
  return dynamic::SetField(content_, path, std::move(value));
}

Result<bool> Unstructured::Remove(std::string_view path) { return dynamic::RemoveField(content_, path); }

}  // namespace k8s
