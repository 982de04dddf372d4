#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <k8s/meta/quantity_amount.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

using Format = Quantity::Format;

constexpr std::int64_t kFinest = -9;  // nano
constexpr std::int64_t kMaxIntegerDigits = 1000;
constexpr std::int64_t kMaxExponent = std::numeric_limits<std::int32_t>::max();

constexpr std::array<std::string_view, 10> kDecimalSuffixes = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
constexpr std::array<std::string_view, 7> kBinarySuffixes = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

const Decimal& LargestBinary() {
  static const Decimal kLargest(std::numeric_limits<std::int64_t>::max());
  return kLargest;
}

std::string_view TakeDigits(std::string_view& rest) {
  const auto end = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const std::string_view digits = rest.substr(0, end);
  rest.remove_prefix(end);
  return digits;
}

// What the number before a suffix is multiplied by.
struct Scale {
  Format format = Format::kDecimalSI;
  std::int64_t power = 0;  // of 2 in the binary family, of 10 in the others
};

Result<Scale> ReadSuffix(std::string_view suffix) {
  const auto* decimal = std::find(kDecimalSuffixes.begin(), kDecimalSuffixes.end(), suffix);
  if (decimal != kDecimalSuffixes.end()) return Scale{Format::kDecimalSI, (decimal - kDecimalSuffixes.begin()) * 3 + kFinest};
  const auto* binary = std::find(kBinarySuffixes.begin(), kBinarySuffixes.end(), suffix);
  if (binary != kBinarySuffixes.end()) return Scale{Format::kBinarySI, (binary - kBinarySuffixes.begin()) * 10};

  if (suffix.starts_with('e') || suffix.starts_with('E')) {
    std::string_view text = suffix.substr(1);
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    Scale scale = {Format::kDecimalExponent, 0};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scale.power);
    if (end == text.data() + text.size() && error != std::errc::invalid_argument) {
      if (error != std::errc() || scale.power > kMaxExponent || scale.power < -kMaxExponent) {
        return Error(ErrorCode::kDecode, "the exponent is out of range");
      }
      return scale;
    }
  }
  return Error(ErrorCode::kDecode, fmt::format("unknown suffix {}", Quoted(suffix)));
}

}  // namespace

Result<QuantityAmount> ReadQuantity(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  std::string digits(TakeDigits(rest));
  std::size_t fraction = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const std::string_view decimals = TakeDigits(rest);
    digits += decimals;
    fraction = decimals.size();
  }
  if (digits.empty()) return Error(ErrorCode::kDecode, "it does not start with a number");
  const Result<Scale> scale = ReadSuffix(rest);
  if (!scale) return scale.error();

  QuantityAmount amount;
  amount.format = scale->format;
  const bool binary = scale->format == Format::kBinarySI;
  amount.number = Decimal(negative, std::move(digits), (binary ? 0 : scale->power) - static_cast<std::int64_t>(fraction));
  if (binary) amount.number = amount.number.Times(std::int64_t{1} << scale->power);
  amount.number = amount.number.RoundedAwayFromZero(kFinest);
  if (binary) {
    const Decimal magnitude = amount.number.Magnitude();
    if (magnitude > LargestBinary()) amount.number = negative ? LargestBinary().Negated() : LargestBinary();
    if (magnitude.Sign() != 0 && magnitude.IntegerDigits() <= 0) amount.format = Format::kDecimalSI;
  }
  if (amount.number.IntegerDigits() > kMaxIntegerDigits) {
    return Error(ErrorCode::kDecode, fmt::format("it has more than {} digits before the point", kMaxIntegerDigits));
  }
  return amount;
}

Result<QuantityAmount> AmountOf(const Quantity& quantity) {
  if (quantity.text().empty()) return QuantityAmount();
  return ReadQuantity(quantity.text());
}

namespace {

std::string WriteBinary(std::int64_t value) {
  std::size_t suffix = 0;
  for (; value % 1024 == 0; value /= 1024) ++suffix;
  return fmt::format("{}{}", value, kBinarySuffixes[suffix]);
}

}  // namespace

std::string WriteQuantity(const QuantityAmount& amount) {
  const Decimal& number = amount.number;
  if (number.Sign() == 0) return "0";
  if (amount.format == Format::kBinarySI && number.Exponent() >= 0) {
    const Decimal magnitude = number.Magnitude();
    if (magnitude >= Decimal(1024) && magnitude <= LargestBinary()) return WriteBinary(number.ToInt64(0));
  }

  std::int64_t exponent = number.Exponent();
  exponent -= (exponent % 3 + 3) % 3;
  if (amount.format != Format::kDecimalExponent) exponent = std::min(exponent, std::int64_t{18});
  std::string text = (number.Sign() < 0 ? "-" : "") + number.Digits();
  text.append(static_cast<std::size_t>(number.Exponent() - exponent), '0');
  if (amount.format != Format::kDecimalExponent) {
    text += kDecimalSuffixes[static_cast<std::size_t>((exponent - kFinest) / 3)];
  } else if (exponent != 0) {
    text += fmt::format("e{}", exponent);
  }
  return text;
}

}  // namespace k8s::internal
