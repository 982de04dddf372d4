#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <k8s/base/error.h>

namespace k8s {

/// Thrown when the value of a failed Result, or of an absent Box, is asked for. The only exception this library throws, and
/// only from `value()`, `*` and `->`: reading what is not there must not be undefined behaviour where a server decides what is
/// there.
class BadAccess : public std::exception {
 public:
  explicit BadAccess(std::string what) : what_(std::move(what)) {}
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string what_;
};

namespace internal {
[[noreturn]] void ThrowBadResultAccess(const Error& error);
}

/// A value, or the Error that prevented it. Has the interface of C++23's `std::expected<T, Error>`, with two differences that
/// keep mistakes from being undefined behaviour: `*` and `->` of a failed Result throw BadAccess, and `value()` and `*` of a
/// temporary return the value itself, so that `for (auto& pod : client.List().value().items)` does not dangle. (`->` of a
/// temporary would.)
///
/// Thread safety: as T.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = Error;

  Result() requires std::default_initializable<T> : state_(std::in_place_index<0>) {}
  template <class U = T>
  requires(std::constructible_from<T, U&&> && !std::same_as<std::remove_cvref_t<U>, Result> &&
           !std::same_as<std::remove_cvref_t<U>, Error>)
      Result(U&& value)  // NOLINT(google-explicit-constructor): `return value;` is the point
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error)  // NOLINT(google-explicit-constructor): `return error;` is the point
      : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return Checked(); }
  const T& value() const& { return const_cast<Result*>(this)->Checked(); }
  T value() && { return std::move(Checked()); }

  T& operator*() & { return Checked(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(Checked()); }
  T* operator->() { return &Checked(); }
  const T* operator->() const { return &value(); }

  /// The Error of a failed Result; calling it on one that has a value throws BadAccess.
  const Error& error() const& {
    if (has_value()) throw BadAccess("error() of a Result that has a value");
    return *std::get_if<1>(&state_);
  }

  template <class U>
  T value_or(U&& fallback) const& {
    return has_value() ? value() : static_cast<T>(std::forward<U>(fallback));
  }
  template <class U>
  T value_or(U&& fallback) && {
    return has_value() ? std::move(Checked()) : static_cast<T>(std::forward<U>(fallback));
  }

  /// `next(value)`, which returns a Result, or this Error.
  template <class F>
  auto and_then(F&& next) && -> std::invoke_result_t<F, T&&> {
    if (!has_value()) return error();
    return std::invoke(std::forward<F>(next), std::move(Checked()));
  }

  /// A Result of `change(value)`, or this Error.
  template <class F>
  auto transform(F&& change) && -> Result<std::remove_cvref_t<std::invoke_result_t<F, T&&>>> {
    if (!has_value()) return error();
    return std::invoke(std::forward<F>(change), std::move(Checked()));
  }

  /// This value, or `recover(error)`, which returns a Result of the same type.
  template <class F>
  Result or_else(F&& recover) && {
    if (has_value()) return std::move(*this);
    return std::invoke(std::forward<F>(recover), error());
  }

  /// This value, or the Error that `change(error)` returns.
  template <class F>
  Result transform_error(F&& change) && {
    if (has_value()) return std::move(*this);
    return Result(std::invoke(std::forward<F>(change), error()));
  }

 private:
  T& Checked() {
    if (!has_value()) internal::ThrowBadResultAccess(*std::get_if<1>(&state_));
    return *std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  using error_type = Error;

  Result() = default;
  Result(Error error)  // NOLINT(google-explicit-constructor): `return error;` is the point
      : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  void value() const {
    if (!has_value()) internal::ThrowBadResultAccess(*std::get_if<1>(&state_));
  }
  void operator*() const { value(); }

  const Error& error() const& {
    if (has_value()) throw BadAccess("error() of a Result that has a value");
    return *std::get_if<1>(&state_);
  }

  template <class F>
  auto and_then(F&& next) && -> std::invoke_result_t<F> {
    if (!has_value()) return error();
    return std::invoke(std::forward<F>(next));
  }

  template <class F>
  Result transform_error(F&& change) && {
    if (has_value()) return {};
    return Result(std::invoke(std::forward<F>(change), error()));
  }

 private:
  std::variant<std::monostate, Error> state_;
};

}  // namespace k8s
