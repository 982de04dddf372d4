#pragma once

#include <functional>
#include <optional>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/json.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// A change to an object, in one of the formats that the request's Content-Type can name.
class Patch {
 public:
  static Outcome<Patch> Read(const ApiResource& resource, const Request& request);

  /// Changes `object`, or tells why it cannot be done; then `object` is not to be used.
  std::optional<Failure> ApplyTo(Json& object) const { return apply_(object); }

 private:
  using Apply = std::function<std::optional<Failure>(Json& object)>;

  explicit Patch(Apply apply) : apply_(std::move(apply)) {}

  Apply apply_;
};

}  // namespace k8s::testkit::core
