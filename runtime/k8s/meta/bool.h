#pragma once

namespace k8s {

/// A bool that can be the element of a list: `std::vector<bool>` packs its elements, so that none of them has an address.
///
/// ```
/// attribute.bools = {true, false};
/// ```
///
/// Thread safety: as a value.
struct Bool {
  bool value = false;

  constexpr Bool() = default;
  constexpr Bool(bool initial) : value(initial) {}   // NOLINT(google-explicit-constructor): the same value
  constexpr operator bool() const { return value; }  // NOLINT(google-explicit-constructor)
};

}  // namespace k8s
