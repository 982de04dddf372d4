#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>
#include <k8s/discovery/scale_conversion.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

constexpr std::string_view kOwnVersion = "autoscaling/v1";
constexpr std::array<std::string_view, 4> kVersions = {kOwnVersion, "extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"};

// "a=b,c=d" of {"a":"b","c":"d"}.
std::string TextOf(const ValueObject& labels) {
  std::string text;
  for (const auto [key, value] : labels) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ",", key, value.AsString().value_or(std::string_view()));
  }
  return text;
}

// Makes of the status of an older kind that of autoscaling/v1.
void TakeSelectorAsText(Value& status) {
  ValueObject* members = status.AsObject();
  if (members == nullptr) return;
  const Value* selector = members->Find("selector");
  if (selector == nullptr || !selector->IsObject()) return;
  const Value* text = members->Find("targetSelector");
  const std::string target(text == nullptr ? std::string_view() : text->AsString().value_or(std::string_view()));
  members->Set("selector", target.empty() ? TextOf(*selector->AsObject()) : target);
}

}  // namespace

Result<void> CheckScaleKind(const GroupVersionKind& kind) {
  const bool isKnown = kind.kind == "Scale" && std::ranges::count(kVersions, kind.GroupVersion().ToString()) > 0;
  if (isKnown) return {};
  return Error(ErrorCode::kUnsupported, fmt::format("the kind {} is no scale that could be read", Quoted(kind.ToString())));
}

Result<autoscalingv1::Scale> ReadScale(std::string_view json) {
  Result<Value> value = Value::FromJson(json);
  if (!value) return value.error();
  ValueObject* object = value->AsObject();
  if (object == nullptr) return Error(ErrorCode::kDecode, "a scale that is no object");
  object->Set("apiVersion", kOwnVersion);
  if (Value* status = object->Find("status"); status != nullptr) TakeSelectorAsText(*status);
  return FromValue<autoscalingv1::Scale>(*value);
}

Result<std::string> WriteScale(const autoscalingv1::Scale& scale, const GroupVersionKind& kind) {
  Result<Value> value = ToValue(scale);
  if (!value) return value.error();
  const std::string version = kind.GroupVersion().ToString();
  value->AsObject()->Set("apiVersion", version);
  Value* status = version == kOwnVersion ? nullptr : value->Find("status");
  if (ValueObject* members = status == nullptr ? nullptr : status->AsObject(); members != nullptr) {
    members->Remove("selector");
    if (!scale.status.selector.empty()) members->Set("targetSelector", scale.status.selector);
  }
  return value->ToJson();
}

}  // namespace k8s::internal
