#include <array>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/meta/duration.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

using internal::IsDigit;

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;  // nanoseconds, of a negative span

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};
constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                         {"us", 1000},
                                         {"\u00b5s", 1000},  // micro sign
                                         {"\u03bcs", 1000},  // Greek letter mu
                                         {"ms", 1'000'000},
                                         {"s", kSecond},
                                         {"m", 60 * kSecond},
                                         {"h", 3600 * kSecond}}};

const Unit* FindUnit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

// The digits at the front, as far as they are numbers up to kLimit.
struct Number {
  std::uint64_t value = 0;
  double scale = 1;  // 10 to the digits that `value` holds
  std::size_t digits = 0;
  bool overflowed = false;
};

Number TakeNumber(std::string_view& rest) {
  Number number;
  for (; number.digits < rest.size() && IsDigit(rest[number.digits]); ++number.digits) {
    const auto digit = static_cast<std::uint64_t>(rest[number.digits] - '0');
    number.overflowed = number.overflowed || number.value > (kLimit - digit) / 10;
    if (number.overflowed) continue;
    number.value = number.value * 10 + digit;
    number.scale *= 10;
  }
  rest.remove_prefix(number.digits);
  return number;
}

// Writes into the room before `end`, and returns where it starts.
char* PutIntegerBefore(char* end, std::uint64_t number) {
  do {
    *--end = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  return end;
}

// The same of number / 10^decimals, without trailing zeros of the fraction.
char* PutFractionBefore(char* end, std::uint64_t number, int decimals) {
  bool significant = false;
  for (; decimals > 0; --decimals, number /= 10) {
    significant = significant || number % 10 != 0;
    if (significant) *--end = static_cast<char>('0' + number % 10);
  }
  if (significant) *--end = '.';
  return PutIntegerBefore(end, number);
}

char* PutBefore(char* end, std::string_view text) {
  end -= text.size();
  text.copy(end, text.size());
  return end;
}

}  // namespace

Result<Duration> Duration::Parse(std::string_view text) {
  const auto bad = [&](std::string_view what) {
    return Error(ErrorCode::kDecode, fmt::format("invalid duration {}: {}", internal::Quoted(text), what));
  };
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return Duration();
  if (rest.empty()) return bad("it is empty");

  std::uint64_t total = 0;
  while (!rest.empty()) {
    const Number whole = TakeNumber(rest);
    Number fraction;
    if (rest.starts_with('.')) {
      rest.remove_prefix(1);
      fraction = TakeNumber(rest);
    }
    if (whole.digits + fraction.digits == 0) return bad("a number is missing");
    if (whole.overflowed) return bad("it is out of range");

    const std::string_view name = rest.substr(0, rest.find_first_of(".0123456789"));
    rest.remove_prefix(name.size());
    if (name.empty()) return bad("a unit is missing");
    const Unit* unit = FindUnit(name);
    if (!unit) return bad(fmt::format("unknown unit {}", internal::Quoted(name)));
    if (whole.value > kLimit / unit->nanoseconds) return bad("it is out of range");

    // In floating point because Go does it so, and a manifest must mean the same here and there.
    const double finer = static_cast<double>(fraction.value) * (static_cast<double>(unit->nanoseconds) / fraction.scale);
    const std::uint64_t part = whole.value * unit->nanoseconds + static_cast<std::uint64_t>(finer);
    if (part > kLimit - total) return bad("it is out of range");
    total += part;
  }
  if (negative) return Duration(std::chrono::nanoseconds(static_cast<std::int64_t>(0 - total)));
  if (total == kLimit) return bad("it is out of range");
  return Duration(std::chrono::nanoseconds(static_cast<std::int64_t>(total)));
}

std::string Duration::ToString() const {
  std::string text;
  AppendTo(text);
  return text;
}

void Duration::AppendTo(std::string& out) const {
  std::array<char, 32> buffer;
  char* const end = buffer.data() + buffer.size();
  const auto signedNanoseconds = span_.count();
  const bool negative = signedNanoseconds < 0;
  auto nanoseconds = static_cast<std::uint64_t>(signedNanoseconds);
  if (negative) nanoseconds = 0 - nanoseconds;

  char* start = end;
  if (nanoseconds == 0) {
    start = PutBefore(end, "0s");
  } else if (nanoseconds < 1000) {
    start = PutIntegerBefore(PutBefore(end, "ns"), nanoseconds);
  } else if (nanoseconds < 1'000'000) {
    start = PutFractionBefore(PutBefore(end, "\u00b5s"), nanoseconds, 3);
  } else if (nanoseconds < kSecond) {
    start = PutFractionBefore(PutBefore(end, "ms"), nanoseconds, 6);
  } else {
    const std::uint64_t minutes = nanoseconds / (60 * kSecond);
    start = PutFractionBefore(PutBefore(end, "s"), nanoseconds % (60 * kSecond), 9);
    if (minutes > 0) start = PutIntegerBefore(PutBefore(start, "m"), minutes % 60);
    if (minutes >= 60) start = PutIntegerBefore(PutBefore(start, "h"), minutes / 60);
  }
  if (negative) *--start = '-';
  out.append(start, end);
}

}  // namespace k8s
