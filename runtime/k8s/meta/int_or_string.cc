#include <charconv>
#include <limits>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

std::optional<std::int32_t> ParseInt(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::int32_t IntOrString::AsInt() const {
  if (const auto* number = std::get_if<std::int32_t>(&value_)) return *number;
  return ParseInt(AsString()).value_or(0);
}

const std::string& IntOrString::AsString() const {
  static const std::string kNone;
  const auto* text = std::get_if<std::string>(&value_);
  return text ? *text : kNone;
}

std::string IntOrString::ToString() const { return IsInt() ? std::to_string(AsInt()) : AsString(); }

Result<std::int32_t> ScaledValue(const IntOrString& count, std::int32_t total, Rounding rounding) {
  if (count.IsInt()) return count.AsInt();
  std::string_view text = count.AsString();
  if (!text.ends_with('%')) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("{} is not a percentage", internal::Quoted(text)));
  }
  text.remove_suffix(1);
  const auto percent = ParseInt(text);
  if (!percent) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("{} is not a whole percentage", internal::Quoted(count.AsString())));
  }
  const std::int64_t hundredths = std::int64_t{*percent} * total;
  std::int64_t value = hundredths / 100;
  if (rounding == Rounding::kUp && hundredths % 100 > 0) ++value;
  if (rounding == Rounding::kDown && hundredths % 100 < 0) --value;
  if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max()) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("{} of {} is out of range", count.AsString(), total));
  }
  return static_cast<std::int32_t>(value);
}

}  // namespace k8s
