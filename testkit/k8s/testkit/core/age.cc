#include <chrono>
#include <cstdint>
#include <string>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/age.h>

namespace k8s::testkit::core {
namespace {

std::string Units(std::int64_t count, char unit) { return std::to_string(count) + unit; }

/// "3m20s"; "3m" when nothing is left over.
std::string Units(std::int64_t count, char unit, std::int64_t rest, char smaller) {
  return rest == 0 ? Units(count, unit) : Units(count, unit) + Units(rest, smaller);
}

/// The rounding of k8s.io/apimachinery/pkg/util/duration: two or three digits are enough for a person.
std::string HumanDuration(std::chrono::seconds duration) {
  const std::int64_t seconds = duration.count();
  const std::int64_t minutes = seconds / 60;
  const std::int64_t hours = minutes / 60;
  const std::int64_t days = hours / 24;
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return Units(seconds, 's');
  if (minutes < 10) return Units(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return Units(minutes, 'm');
  if (hours < 8) return Units(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return Units(hours, 'h');
  if (days < 8) return Units(days, 'd', hours % 24, 'h');
  if (days < 2 * 365) return Units(days, 'd');
  if (days < 8 * 365) return Units(days / 365, 'y', days % 365, 'd');
  return Units(days / 365, 'y');
}

}  // namespace

std::string AgeOf(const JsonValue& metadata, TimePoint now) {
  return AgeOf(StringAt(metadata, "creationTimestamp"), now).value_or("<unknown>");
}

std::optional<std::string> AgeOf(std::string_view time, TimePoint now) {
  const auto then = Time::Parse(time);
  if (!then) return std::nullopt;
  return HumanDuration(std::chrono::floor<std::chrono::seconds>(now - then->ToTimePoint()));
}

}  // namespace k8s::testkit::core
