#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace k8s {

template <class Signature>
class UniqueFunction;

/// A callable that is called through one type and need not be copyable: `std::move_only_function` before C++23.
/// Calling an empty one is undefined.
template <class R, class... Arguments>
class UniqueFunction<R(Arguments...)> {
 public:
  UniqueFunction() = default;
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_r_v<R, std::decay_t<F>&, Arguments...>)
      UniqueFunction(F&& callable)  // NOLINT(google-explicit-constructor): as std::function
      : target_(std::make_unique<Target<std::decay_t<F>>>(std::forward<F>(callable))) {}

  explicit operator bool() const noexcept { return target_ != nullptr; }
  R operator()(Arguments... arguments) { return target_->Call(std::forward<Arguments>(arguments)...); }

 private:
  struct Callable {
    virtual ~Callable() = default;
    virtual R Call(Arguments... arguments) = 0;
  };
  template <class F>
  struct Target final : Callable {
    template <class G>
    explicit Target(G&& target) : callable(std::forward<G>(target)) {}
    R Call(Arguments... arguments) override { return static_cast<R>(callable(std::forward<Arguments>(arguments)...)); }
    F callable;
  };

  std::unique_ptr<Callable> target_;
};

}  // namespace k8s
