#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace k8s::internal {

/// An exact decimal number of any size, for Quantity: no operation takes more than linear time, and only a sum takes room for
/// the distance between exponents.
class Decimal {
 public:
  /// Zero.
  Decimal() = default;
  /// value * 10^exponent
  explicit Decimal(std::int64_t value, std::int64_t exponent = 0);
  /// The number that decimal digits spell, times 10^exponent.
  Decimal(bool negative, std::string digits, std::int64_t exponent);

  /// -1, 0 or 1.
  int Sign() const { return digits_.empty() ? 0 : negative_ ? -1 : 1; }
  /// How many digits stand before the point; not positive where there are none.
  std::int64_t IntegerDigits() const { return static_cast<std::int64_t>(digits_.size()) + exponent_; }
  /// The digits, the last of which is not 0 and stands for 10^Exponent(); none of zero.
  const std::string& Digits() const { return digits_; }
  std::int64_t Exponent() const { return exponent_; }

  Decimal Negated() const;
  Decimal Magnitude() const { return negative_ ? Negated() : *this; }
  Decimal Times(std::int64_t factor) const;
  /// The multiple of 10^exponent that is nearest and not closer to zero.
  Decimal RoundedAwayFromZero(std::int64_t exponent) const;
  /// This / 10^exponent, rounded away from zero; the nearest std::int64_t if it is beyond.
  std::int64_t ToInt64(std::int64_t exponent) const;
  /// The nearest double, or an infinity.
  double ToDouble() const;

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal&, const Decimal&) = default;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  Decimal TimesSmall(std::uint64_t factor) const;
  void Normalize();

  bool negative_ = false;
  std::string digits_;  // no zeros at either end, so that equal numbers are equal members
  std::int64_t exponent_ = 0;
};

}  // namespace k8s::internal
