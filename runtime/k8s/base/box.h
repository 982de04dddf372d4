#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <k8s/base/result.h>

namespace k8s {

/// Absent, or the owner of one T: what a Go pointer to a struct is in the API types. It has the interface of `std::optional`,
/// takes the room of a pointer, copies deep, compares by value and propagates const.
///
/// `*`, `->` and `value()` of an absent Box throw BadAccess: what is absent is chosen by the server, so it must never be
/// undefined behaviour. `Ensure()` makes it present:
///
/// ```
/// pod.spec.volumes[0].emptyDir.Ensure();                     // emptyDir: {}
/// pod.spec.securityContext.Ensure().runAsNonRoot = true;
/// ```
///
/// T may be incomplete where a Box of it is only declared, so a type can contain itself.
///
/// Thread safety: as T.
template <class T>
class Box {
 public:
  using value_type = T;

  Box() noexcept = default;
  Box(std::nullopt_t) noexcept {}                      // NOLINT(google-explicit-constructor): as std::optional
  Box(const T& value) : value_(new T(value)) {}        // NOLINT(google-explicit-constructor): as std::optional
  Box(T&& value) : value_(new T(std::move(value))) {}  // NOLINT(google-explicit-constructor): as std::optional
  Box(const Box& other) : value_(other.value_ ? new T(*other.value_) : nullptr) {}
  Box(Box&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
  ~Box() { reset(); }

  Box& operator=(const Box& other) {
    if (this != &other) Box(other).swap(*this);
    return *this;
  }
  Box& operator=(Box&& other) noexcept {
    Box(std::move(other)).swap(*this);
    return *this;
  }
  Box& operator=(std::nullopt_t) noexcept {
    reset();
    return *this;
  }

  bool has_value() const noexcept { return value_ != nullptr; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return Checked(); }
  const T& value() const& { return Checked(); }
  T&& value() && { return std::move(Checked()); }
  T& operator*() & { return Checked(); }
  const T& operator*() const& { return Checked(); }
  T&& operator*() && { return std::move(Checked()); }
  T* operator->() { return &Checked(); }
  const T* operator->() const { return &Checked(); }

  template <class U>
  T value_or(U&& fallback) const& {
    return has_value() ? *value_ : static_cast<T>(std::forward<U>(fallback));
  }

  /// The value, made with T's defaults if it is absent.
  T& Ensure() {
    if (!value_) value_ = new T();
    return *value_;
  }

  /// Replaces the value by `T(arguments...)`.
  template <class... Arguments>
  T& emplace(Arguments&&... arguments) {
    Box fresh;
    fresh.value_ = new T(std::forward<Arguments>(arguments)...);
    swap(fresh);
    return *value_;
  }

  void reset() noexcept { delete std::exchange(value_, nullptr); }
  void swap(Box& other) noexcept { std::swap(value_, other.value_); }

  friend bool operator==(const Box& a, const Box& b) {
    return a.has_value() == b.has_value() && (!a.has_value() || *a.value_ == *b.value_);
  }
  friend bool operator==(const Box& a, const T& b) { return a.has_value() && *a.value_ == b; }
  friend bool operator==(const Box& a, std::nullopt_t) { return !a.has_value(); }

 private:
  T& Checked() const {
    if (!value_) throw BadAccess("value of an absent Box");
    return *value_;
  }

  T* value_ = nullptr;
};

}  // namespace k8s
