#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/meta/duration.h>  // IWYU pragma: export

namespace k8s {

/// A moment, to the second: metav1.Time. The default is Go's zero time, 0001-01-01T00:00:00Z, which the API writes as `null`
/// and means "not set". From there to 9999-12-31T23:59:59Z is its range.
///
/// Thread safety: as a value.
class Time {
 public:
  /// The zero time.
  constexpr Time() noexcept = default;
  /// That moment, without its fraction of a second.
  Time(std::chrono::system_clock::time_point moment) noexcept;  // NOLINT(google-explicit-constructor): the same value

  static Time Now() noexcept { return std::chrono::system_clock::now(); }

  /// So many seconds after (before) 1970-01-01T00:00:00Z. kDecode: out of range.
  static Result<Time> FromUnix(std::int64_t seconds);

  /// The moment that an RFC 3339 text names: "2026-01-02T15:04:05Z", also with a fraction, which is dropped, and with an offset
  /// ("+02:00"), which is undone. Leap seconds, days that do not exist and lower-case letters are refused, as Go does.
  ///
  /// kDecode: says what is wrong.
  static Result<Time> Parse(std::string_view text);

  constexpr bool IsZero() const noexcept { return *this == Time(); }
  constexpr std::int64_t UnixSeconds() const noexcept { return unix_seconds_; }

  /// The same moment; the first or the last one of the clock if that cannot express it (the zero time, with libstdc++).
  std::chrono::system_clock::time_point ToTimePoint() const noexcept;

  /// "2026-01-02T15:04:05Z", always in UTC.
  std::string ToString() const;
  void AppendTo(std::string& out) const;

  friend constexpr bool operator==(Time, Time) = default;
  friend constexpr auto operator<=>(Time, Time) = default;

 private:
  std::int64_t unix_seconds_ = -62'135'596'800;
};

/// A moment, to the microsecond: metav1.MicroTime, which leases and events carry. Otherwise as Time.
class MicroTime {
 public:
  /// The zero time.
  constexpr MicroTime() noexcept = default;
  /// That moment, without what is finer than a microsecond.
  MicroTime(std::chrono::system_clock::time_point moment) noexcept;  // NOLINT(google-explicit-constructor): the same value

  static MicroTime Now() noexcept { return std::chrono::system_clock::now(); }

  /// So many microseconds after (before) 1970-01-01T00:00:00Z. kDecode: out of range.
  static Result<MicroTime> FromUnixMicros(std::int64_t microseconds);

  /// As Time::Parse, keeping six digits of the fraction. The fraction may have any length, or be missing; Go insists on six.
  static Result<MicroTime> Parse(std::string_view text);

  constexpr bool IsZero() const noexcept { return *this == MicroTime(); }
  constexpr std::int64_t UnixMicros() const noexcept { return unix_micros_; }

  /// As Time::ToTimePoint().
  std::chrono::system_clock::time_point ToTimePoint() const noexcept;

  /// "2026-01-02T15:04:05.000001Z", always in UTC and with six digits.
  std::string ToString() const;
  void AppendTo(std::string& out) const;

  friend constexpr bool operator==(MicroTime, MicroTime) = default;
  friend constexpr auto operator<=>(MicroTime, MicroTime) = default;

 private:
  std::int64_t unix_micros_ = -62'135'596'800'000'000;
};

}  // namespace k8s
