#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/meta/decimal.h>
#include <k8s/meta/quantity.h>

/// What the text of a Quantity means.
namespace k8s::internal {

struct QuantityAmount {
  Decimal number;
  Quantity::Format format = Quantity::Format::kDecimalSI;
};

/// kDecode: why the text is no quantity.
Result<QuantityAmount> ReadQuantity(std::string_view text);

/// The same of a Quantity, which is zero without a text.
Result<QuantityAmount> AmountOf(const Quantity& quantity);

/// The canonical text.
std::string WriteQuantity(const QuantityAmount& amount);

}  // namespace k8s::internal
