#pragma once

#include <optional>
#include <utility>

#include <k8s/testkit/core/failure.h>

namespace k8s::testkit::core {

/// A value, or the Failure to answer instead.
template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : value_(std::move(value)) {}              // NOLINT(google-explicit-constructor)
  Outcome(Failure failure) : failure_(std::move(failure)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return value_.has_value(); }
  T& operator*() { return value_.value(); }
  const T& operator*() const { return value_.value(); }
  T* operator->() { return &value_.value(); }
  const T* operator->() const { return &value_.value(); }
  const Failure& failure() const { return failure_.value(); }

 private:
  // Exactly one of the two. A variant of them is much more to compile.
  std::optional<T> value_;
  std::optional<Failure> failure_;
};

}  // namespace k8s::testkit::core
