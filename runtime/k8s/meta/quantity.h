#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/result.h>

namespace k8s {

/// An amount of a resource: "500m", "1.5Gi", "12e6". It keeps its text as it was written, so that what is read is written back
/// unchanged, and is compared and computed with by its value, exactly and without floating point: "1000m" equals "1", and "1Gi"
/// equals "1024Mi".
///
/// The value is what Go's resource.Quantity gives: suffixes n u m k M G T P E, Ki Mi Gi Ti Pi Ei, or a decimal exponent (e3,
/// E3); what is finer than a billionth is rounded away from zero; with a binary suffix the magnitude ends at 2^63-1. Unlike Go,
/// a suffix without a number and more than 1000 digits before the point are refused.
///
/// A default-constructed Quantity is zero and is written as "0". A text that is no quantity (Parse() tells) is kept too: it
/// equals only the same text, sorts after every number, and is the result of arithmetic it takes part in, so that the mistake
/// reaches whoever can report it. Value() and MilliValue() of it are 0.
///
/// Thread safety: as a value.
class Quantity {
 public:
  /// Which family of suffixes a quantity is written with.
  enum class Format {
    kDecimalSI,        ///< 12M is 12 * 10^6
    kBinarySI,         ///< 12Mi is 12 * 2^20
    kDecimalExponent,  ///< 12e6 is 12 * 10^6
  };

  Quantity() = default;
  Quantity(std::string text) noexcept : text_(std::move(text)) {}  // NOLINT(google-explicit-constructor): its text is its value
  Quantity(std::string_view text) : text_(text) {}                 // NOLINT(google-explicit-constructor)
  Quantity(const char* text) : text_(text) {}                      // NOLINT(google-explicit-constructor)

  /// `text` as a Quantity. kDecode: why it is none.
  static Result<Quantity> Parse(std::string_view text);

  /// So many units: FromValue(1 << 20, Format::kBinarySI) is "1Mi".
  static Quantity FromValue(std::int64_t value, Format format = Format::kDecimalSI);
  /// So many thousandths: FromMilliValue(1500) is "1500m".
  static Quantity FromMilliValue(std::int64_t milliValue, Format format = Format::kDecimalSI);

  /// As it was written; empty if default-constructed.
  const std::string& text() const& noexcept { return text_; }
  std::string&& text() && noexcept { return std::move(text_); }

  /// Go's canonical form in the same family of suffixes: no fraction, and the largest suffix that allows that ("1.5" is
  /// "1500m"). Binary suffixes are for whole numbers from 1024 to 2^63-1, others are written in the decimal family. A binary
  /// quantity that needs no suffix is read back as a decimal one: "62.5Ki" is "64000", whose canonical form is "64k". A text
  /// that is no quantity stays as it is.
  std::string Canonical() const;

  bool IsZero() const;
  /// -1, 0 or 1; 0 of a text that is no quantity.
  int Sign() const;
  /// The units, rounded away from zero; the nearest std::int64_t if they are beyond.
  std::int64_t Value() const;
  /// The thousandths, rounded away from zero; the nearest std::int64_t if they are beyond.
  std::int64_t MilliValue() const;
  /// The nearest double; infinite beyond its range, NaN of a text that is no quantity.
  double AsDouble() const;

  /// Results are in canonical form, in the family of this operand, or of the other one if this is zero.
  Quantity& operator+=(const Quantity& other);
  Quantity& operator-=(const Quantity& other);
  Quantity operator-() const;
  friend Quantity operator+(Quantity a, const Quantity& b) { return std::move(a += b); }
  friend Quantity operator-(Quantity a, const Quantity& b) { return std::move(a -= b); }

  /// By value, whatever the spelling.
  friend bool operator==(const Quantity& a, const Quantity& b) { return (a <=> b) == 0; }
  friend std::weak_ordering operator<=>(const Quantity& a, const Quantity& b);

 private:
  std::string text_;
};

}  // namespace k8s
