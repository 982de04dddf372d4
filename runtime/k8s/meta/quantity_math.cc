#include <k8s/meta/decimal.h>
#include <k8s/meta/quantity_amount.h>
#include <k8s/meta/quantity_math.h>

namespace k8s {

using internal::AmountOf;
using internal::Decimal;
using internal::QuantityAmount;
using internal::WriteQuantity;

std::int64_t ScaledValue(const Quantity& quantity, int exponent) {
  const Result<QuantityAmount> amount = AmountOf(quantity);
  return amount ? amount->number.ToInt64(exponent) : 0;
}

std::optional<std::int64_t> ExactValue(const Quantity& quantity) {
  const Result<QuantityAmount> amount = AmountOf(quantity);
  if (!amount) return std::nullopt;
  const std::int64_t value = amount->number.ToInt64(0);
  return Decimal(value) == amount->number ? std::optional(value) : std::nullopt;
}

Quantity RoundedUp(const Quantity& quantity, int exponent) {
  const Result<QuantityAmount> amount = AmountOf(quantity);
  if (!amount) return quantity;
  return WriteQuantity({amount->number.RoundedAwayFromZero(exponent), amount->format});
}

Quantity operator*(const Quantity& quantity, std::int64_t factor) {
  const Result<QuantityAmount> amount = AmountOf(quantity);
  if (!amount) return quantity;
  return WriteQuantity({amount->number.Times(factor), amount->format});
}

}  // namespace k8s
