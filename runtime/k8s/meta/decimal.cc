#include <algorithm>
#include <charconv>
#include <cstddef>
#include <limits>
#include <system_error>
#include <utility>

#include <k8s/meta/decimal.h>

namespace k8s::internal {
namespace {

int DigitAt(const std::string& digits, std::size_t index) { return digits[index] - '0'; }

char ToDigit(int value) { return static_cast<char>('0' + value); }

// Both of one length; a carry goes in front.
std::string AddDigits(const std::string& a, const std::string& b) {
  std::string sum(a.size() + 1, '0');
  int carry = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    const int digit = DigitAt(a, i) + DigitAt(b, i) + carry;
    sum[i + 1] = ToDigit(digit % 10);
    carry = digit / 10;
  }
  sum[0] = ToDigit(carry);
  return sum;
}

// Both of one length; a is not smaller than b.
std::string SubtractDigits(const std::string& a, const std::string& b) {
  std::string difference(a.size(), '0');
  int borrow = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    const int digit = DigitAt(a, i) - DigitAt(b, i) - borrow;
    borrow = digit < 0 ? 1 : 0;
    difference[i] = ToDigit(digit + borrow * 10);
  }
  return difference;
}

std::string WithZeros(const std::string& digits, std::int64_t inFront, std::int64_t behind) {
  std::string padded(static_cast<std::size_t>(inFront), '0');
  padded += digits;
  padded.append(static_cast<std::size_t>(behind), '0');
  return padded;
}

}  // namespace

Decimal::Decimal(std::int64_t value, std::int64_t exponent)
    : Decimal(value < 0, std::to_string(value).substr(value < 0 ? 1 : 0), exponent) {}

Decimal::Decimal(bool negative, std::string digits, std::int64_t exponent)
    : negative_(negative), digits_(std::move(digits)), exponent_(exponent) {
  Normalize();
}

void Decimal::Normalize() {
  const auto last = digits_.find_last_not_of('0');
  if (last == std::string::npos) {
    *this = Decimal();
    return;
  }
  exponent_ += static_cast<std::int64_t>(digits_.size() - last - 1);
  digits_.resize(last + 1);
  digits_.erase(0, digits_.find_first_not_of('0'));
}

Decimal Decimal::Negated() const {
  Decimal negated = *this;
  negated.negative_ = !negative_ && Sign() != 0;
  return negated;
}

Decimal Decimal::Times(std::int64_t factor) const {
  constexpr std::uint64_t kSplit = 1000;  // what is above it is small, as is what is below
  const auto bits = static_cast<std::uint64_t>(factor);
  const std::uint64_t magnitude = factor < 0 ? 0 - bits : bits;
  Decimal high = TimesSmall(magnitude / kSplit);
  if (high.Sign() != 0) high.exponent_ += 3;
  const Decimal product = high + TimesSmall(magnitude % kSplit);
  return factor < 0 ? product.Negated() : product;
}

// The factor is at most 2^60.
Decimal Decimal::TimesSmall(std::uint64_t factor) const {
  std::string product(digits_.size() + 19, '0');
  std::uint64_t carry = 0;  // at most 2^60, so ten times 2^60 is the largest number below
  for (std::size_t i = product.size(); i-- > 0;) {
    const std::uint64_t digit = i >= 19 ? static_cast<std::uint64_t>(DigitAt(digits_, i - 19)) : 0;
    carry += digit * factor;
    product[i] = ToDigit(static_cast<int>(carry % 10));
    carry /= 10;
  }
  return Decimal(negative_, std::move(product), exponent_);
}

Decimal Decimal::RoundedAwayFromZero(std::int64_t exponent) const {
  if (exponent_ >= exponent || Sign() == 0) return *this;
  const std::int64_t kept = IntegerDigits() - exponent;
  Decimal unit(negative_, "1", exponent);
  if (kept <= 0) return unit;
  return Decimal(negative_, digits_.substr(0, static_cast<std::size_t>(kept)), exponent) + unit;
}

std::int64_t Decimal::ToInt64(std::int64_t exponent) const {
  using Limits = std::numeric_limits<std::int64_t>;
  const Decimal rounded = RoundedAwayFromZero(exponent);
  const std::int64_t zeros = rounded.Exponent() - exponent;
  if (rounded.Sign() == 0) return 0;
  if (rounded.IntegerDigits() - exponent <= Limits::digits10 + 1) {
    const std::string text = (negative_ ? "-" : "") + WithZeros(rounded.Digits(), 0, zeros);
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) return value;
  }
  return negative_ ? Limits::min() : Limits::max();
}

double Decimal::ToDouble() const {
  if (Sign() == 0) return 0;
  const std::string text = (negative_ ? "-" : "") + digits_ + "e" + std::to_string(exponent_);
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) return value;
  if (IntegerDigits() < 0) return 0;
  return negative_ ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  if (a.Sign() == 0) return b;
  if (b.Sign() == 0) return a;
  const std::int64_t exponent = std::min(a.exponent_, b.exponent_);
  const std::int64_t width = std::max(a.IntegerDigits(), b.IntegerDigits());
  const auto aligned = [&](const Decimal& number) {
    return WithZeros(number.digits_, width - number.IntegerDigits(), number.exponent_ - exponent);
  };
  const std::string left = aligned(a);
  const std::string right = aligned(b);
  if (a.negative_ == b.negative_) return Decimal(a.negative_, AddDigits(left, right), exponent);
  if (left >= right) return Decimal(a.negative_, SubtractDigits(left, right), exponent);
  return Decimal(b.negative_, SubtractDigits(right, left), exponent);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.Sign() != b.Sign()) return a.Sign() <=> b.Sign();
  const Decimal& smallerIfPositive = a.negative_ ? b : a;
  const Decimal& largerIfPositive = a.negative_ ? a : b;
  if (a.IntegerDigits() != b.IntegerDigits()) {
    return smallerIfPositive.IntegerDigits() <=> largerIfPositive.IntegerDigits();
  }
  return smallerIfPositive.digits_.compare(largerIfPositive.digits_) <=> 0;
}

}  // namespace k8s::internal
