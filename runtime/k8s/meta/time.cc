#include <array>
#include <cstddef>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/meta/quoted.h>
#include <k8s/meta/time.h>

namespace k8s {
namespace {

using internal::IsDigit;
using std::chrono::system_clock;

constexpr std::int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z
constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

struct Instant {
  std::int64_t unixSeconds = 0;
  std::int64_t micros = 0;  // below a million
};

// The number that `count` digits spell, or a negative one if some are no digits.
int Digits(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  for (const char character : text.substr(at, count)) {
    if (!IsDigit(character)) return -1;
    number = number * 10 + (character - '0');
  }
  return number;
}

// Six digits of what stands behind the point.
std::int64_t TakeMicros(std::string_view& rest) {
  std::int64_t micros = 0;
  std::int64_t unit = kMicros / 10;
  for (rest.remove_prefix(1); !rest.empty() && IsDigit(rest[0]); rest.remove_prefix(1), unit /= 10) {
    micros += unit * (rest[0] - '0');
  }
  return micros;
}

std::optional<std::int64_t> OffsetSeconds(std::string_view zone) {
  if (zone == "Z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const int hours = Digits(zone, 1, 2);
  const int minutes = Digits(zone, 4, 2);
  if (hours < 0 || hours > 24 || minutes < 0 || minutes > 60) return std::nullopt;  // inclusive, as Go has it
  const std::int64_t seconds = std::int64_t{60} * (hours * 60 + minutes);
  return zone[0] == '-' ? -seconds : seconds;
}

Result<Instant> ParseInstant(std::string_view text);

// Go takes an hour of one digit.
Result<Instant> ParseWithShortHour(std::string_view text) {
  constexpr std::size_t kHourAt = 11;
  return ParseInstant(fmt::format("{}0{}", text.substr(0, kHourAt), text.substr(kHourAt)));
}

Result<Instant> ParseInstant(std::string_view text) {
  if (text.size() > 13 && text[10] == 'T' && IsDigit(text[11]) && text[12] == ':') return ParseWithShortHour(text);
  const auto bad = [&](const char* what) {
    return Error(ErrorCode::kDecode, fmt::format("invalid time {}: {}", internal::Quoted(text), what));
  };
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() <= kForm.size()) return bad("it is too short for 2006-01-02T15:04:05Z");
  for (const std::size_t at : {4, 7, 10, 13, 16}) {
    if (text[at] != kForm[at]) return bad("it is not of the form 2006-01-02T15:04:05Z");
  }
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  const int day = Digits(text, 8, 2);
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = Digits(text, 17, 2);
  if ((year | month | day | hour | minute | second) < 0) return bad("it is not of the form 2006-01-02T15:04:05Z");
  if (month < 1 || month > 12) return bad("there is no such month");
  const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return bad("there is no such day");
  if (hour > 23) return bad("there is no such hour");
  if (minute > 59) return bad("there is no such minute");
  if (second > 59) return bad("there is no such second");

  Instant instant;
  std::string_view rest = text.substr(kForm.size());
  if (rest.size() >= 2 && (rest[0] == '.' || rest[0] == ',') && IsDigit(rest[1])) instant.micros = TakeMicros(rest);
  const auto offset = OffsetSeconds(rest);
  if (!offset) return bad("it does not end with Z or an offset such as +02:00");
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  instant.unixSeconds = days * kSecondsPerDay + std::int64_t{60} * (hour * 60 + minute) + second - *offset;
  if (instant.unixSeconds < kFirstSecond || instant.unixSeconds > kLastSecond) return bad("it is not in the years 1 to 9999");
  return instant;
}

// Writes `count` digits and returns what is behind them.
char* PutDigits(char* out, std::int64_t number, int count) {
  for (int i = count; i-- > 0; number /= 10) out[i] = static_cast<char>('0' + number % 10);
  return out + count;
}

char* PutDigits(char* out, std::int64_t number, int count, char separator) {
  out = PutDigits(out, number, count);
  *out = separator;
  return out + 1;
}

// Writes "2006-01-02T15:04:05" and returns what is behind it.
char* PutSeconds(char* out, std::int64_t unixSeconds) {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(unixSeconds)));
  const std::chrono::year_month_day date(day);
  const std::int64_t second = unixSeconds - day.time_since_epoch().count() * kSecondsPerDay;
  out = PutDigits(out, static_cast<int>(date.year()), 4, '-');
  out = PutDigits(out, static_cast<unsigned>(date.month()), 2, '-');
  out = PutDigits(out, static_cast<unsigned>(date.day()), 2, 'T');
  out = PutDigits(out, second / 3600, 2, ':');
  out = PutDigits(out, second / 60 % 60, 2, ':');
  return PutDigits(out, second % 60, 2);
}

template <class Unit>
system_clock::time_point Saturated(Unit sinceEpoch) {
  constexpr auto kFirst = std::chrono::ceil<Unit>(system_clock::duration::min());
  constexpr auto kLast = std::chrono::floor<Unit>(system_clock::duration::max());
  if (sinceEpoch < kFirst) return system_clock::time_point::min();
  if (sinceEpoch > kLast) return system_clock::time_point::max();
  return system_clock::time_point(std::chrono::duration_cast<system_clock::duration>(sinceEpoch));
}

Error OutOfRange(std::int64_t number, const char* unit) {
  return Error(ErrorCode::kDecode, fmt::format("{} {} after 1970 is not in the years 1 to 9999", number, unit));
}

}  // namespace

Time::Time(system_clock::time_point moment) noexcept
    : unix_seconds_(std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count()) {}

Result<Time> Time::FromUnix(std::int64_t seconds) {
  if (seconds < kFirstSecond || seconds > kLastSecond) return OutOfRange(seconds, "seconds");
  Time time;
  time.unix_seconds_ = seconds;
  return time;
}

Result<Time> Time::Parse(std::string_view text) {
  const Result<Instant> instant = ParseInstant(text);
  if (!instant) return instant.error();
  return FromUnix(instant->unixSeconds);
}

system_clock::time_point Time::ToTimePoint() const noexcept { return Saturated(std::chrono::seconds(unix_seconds_)); }

std::string Time::ToString() const {
  std::string text;
  AppendTo(text);
  return text;
}

void Time::AppendTo(std::string& out) const {
  std::array<char, 20> text;
  *PutSeconds(text.data(), unix_seconds_) = 'Z';
  out.append(text.data(), text.size());
}

MicroTime::MicroTime(system_clock::time_point moment) noexcept
    : unix_micros_(std::chrono::floor<std::chrono::microseconds>(moment).time_since_epoch().count()) {}

Result<MicroTime> MicroTime::FromUnixMicros(std::int64_t microseconds) {
  if (microseconds < kFirstSecond * kMicros || microseconds >= (kLastSecond + 1) * kMicros) {
    return OutOfRange(microseconds, "microseconds");
  }
  MicroTime time;
  time.unix_micros_ = microseconds;
  return time;
}

Result<MicroTime> MicroTime::Parse(std::string_view text) {
  const Result<Instant> instant = ParseInstant(text);
  if (!instant) return instant.error();
  return FromUnixMicros(instant->unixSeconds * kMicros + instant->micros);
}

system_clock::time_point MicroTime::ToTimePoint() const noexcept { return Saturated(std::chrono::microseconds(unix_micros_)); }

std::string MicroTime::ToString() const {
  std::string text;
  AppendTo(text);
  return text;
}

void MicroTime::AppendTo(std::string& out) const {
  const std::int64_t micros = (unix_micros_ % kMicros + kMicros) % kMicros;
  std::array<char, 27> text;
  char* end = PutSeconds(text.data(), (unix_micros_ - micros) / kMicros);
  *end = '.';
  *PutDigits(end + 1, micros, 6) = 'Z';
  out.append(text.data(), text.size());
}

}  // namespace k8s
