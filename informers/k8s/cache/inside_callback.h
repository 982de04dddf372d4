#pragma once

namespace k8s::internal {

/// While one lives, this thread runs a callback of `owner`, which must not wait for that callback then.
class InsideCallback {
 public:
  explicit InsideCallback(const void* owner);
  ~InsideCallback();
  InsideCallback(const InsideCallback&) = delete;
  InsideCallback& operator=(const InsideCallback&) = delete;

  static bool Of(const void* owner);

 private:
  const void* const owner_;
  const InsideCallback* const outer_;
};

}  // namespace k8s::internal
