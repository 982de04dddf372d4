#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <limits>
#include <string_view>

#include <k8s/rest/retry_after.h>

namespace k8s::internal {
namespace {

using std::chrono::seconds;

// As much as can be asked for in seconds. A date may be so far away that no clock of nanoseconds has it.
constexpr seconds kLongest{std::numeric_limits<int>::max()};

std::optional<int> Number(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end || number < 0) return std::nullopt;
  return number;
}

std::optional<int> Month(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto* found = std::find(kMonths.begin(), kMonths.end(), name);
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<int>(found - kMonths.begin());
}

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<std::chrono::sys_seconds> Date(std::string_view text) {
  if (text.size() != 29 || !text.ends_with(" GMT") || text.substr(3, 2) != ", ") return std::nullopt;
  const auto day = Number(text.substr(5, 2));
  const auto month = Month(text.substr(8, 3));
  const auto year = Number(text.substr(12, 4));
  const auto hour = Number(text.substr(17, 2));
  const auto minute = Number(text.substr(20, 2));
  const auto second = Number(text.substr(23, 2));
  if (!day || !month || !year || !hour || !minute || !second) return std::nullopt;
  std::tm date{};
  date.tm_mday = *day;
  date.tm_mon = *month;
  date.tm_year = *year - 1900;
  date.tm_hour = *hour;
  date.tm_min = *minute;
  date.tm_sec = *second;
  return std::chrono::sys_seconds(seconds(timegm(&date)));
}

}  // namespace

std::optional<seconds> RetryAfterOf(const Headers& headers, std::chrono::system_clock::time_point now) {
  const std::string* header = headers.Find("Retry-After");
  if (header == nullptr) return std::nullopt;
  if (const auto number = Number(*header)) return seconds(*number);
  const auto date = Date(*header);
  if (!date) return std::nullopt;
  return std::clamp(*date - std::chrono::floor<seconds>(now), seconds(0), kLongest);
}

}  // namespace k8s::internal
