#include <limits>
#include <utility>

#include <fmt/format.h>

#include <k8s/meta/decimal.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/quantity_amount.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

using internal::AmountOf;
using internal::Decimal;
using internal::WriteQuantity;
using Amount = internal::QuantityAmount;

Decimal NumberOf(const Quantity& quantity) {
  const Result<Amount> amount = AmountOf(quantity);
  return amount ? amount->number : Decimal();
}

Quantity Sum(const Quantity& a, const Quantity& b, bool subtract) {
  const Result<Amount> left = AmountOf(a);
  if (!left) return a;
  const Result<Amount> right = AmountOf(b);
  if (!right) return b;
  const Quantity::Format format = left->number.Sign() == 0 ? right->format : left->format;
  return WriteQuantity({left->number + (subtract ? right->number.Negated() : right->number), format});
}

}  // namespace

Result<Quantity> Quantity::Parse(std::string_view text) {
  if (Result<Amount> amount = internal::ReadQuantity(text); !amount) {
    return amount.error().WithContext(fmt::format("invalid quantity {}", internal::Quoted(text)));
  }
  return Quantity(text);
}

Quantity Quantity::FromValue(std::int64_t value, Format format) { return WriteQuantity({Decimal(value), format}); }

Quantity Quantity::FromMilliValue(std::int64_t milliValue, Format format) {
  return WriteQuantity({Decimal(milliValue, -3), format});
}

std::string Quantity::Canonical() const {
  const Result<Amount> amount = AmountOf(*this);
  return amount ? WriteQuantity(*amount) : text_;
}

bool Quantity::IsZero() const {
  const Result<Amount> amount = AmountOf(*this);
  return amount && amount->number.Sign() == 0;
}

int Quantity::Sign() const { return NumberOf(*this).Sign(); }

std::int64_t Quantity::Value() const { return NumberOf(*this).ToInt64(0); }

std::int64_t Quantity::MilliValue() const { return NumberOf(*this).ToInt64(-3); }

double Quantity::AsDouble() const {
  const Result<Amount> amount = AmountOf(*this);
  return amount ? amount->number.ToDouble() : std::numeric_limits<double>::quiet_NaN();
}

Quantity& Quantity::operator+=(const Quantity& other) { return *this = Sum(*this, other, false); }

Quantity& Quantity::operator-=(const Quantity& other) { return *this = Sum(*this, other, true); }

Quantity Quantity::operator-() const {
  const Result<Amount> amount = AmountOf(*this);
  return amount ? Quantity(WriteQuantity({amount->number.Negated(), amount->format})) : *this;
}

std::weak_ordering operator<=>(const Quantity& a, const Quantity& b) {
  if (a.text_ == b.text_) return std::weak_ordering::equivalent;
  const Result<Amount> left = AmountOf(a);
  const Result<Amount> right = AmountOf(b);
  if (left && right) return left->number <=> right->number;
  if (left) return std::weak_ordering::less;
  if (right) return std::weak_ordering::greater;
  return a.text_ <=> b.text_;
}

}  // namespace k8s
