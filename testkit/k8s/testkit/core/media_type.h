#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <k8s/testkit/core/failure.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// The body of a patch that is a configuration to apply, as YAML or JSON.
inline constexpr std::string_view kApplyPatch = "application/apply-patch+yaml";

/// One alternative of an Accept header: `application/json;as=Table;v=v1;g=meta.k8s.io`. Refers to the header.
struct MediaRange {
  std::string_view type;
  std::string_view as = {};  ///< what to turn the answer into; empty: nothing
  std::string_view group = {};
  std::string_view version = {};
  double weight = 1;

  /// Whether JSON is among it.
  bool IncludesJson() const { return type == "application/json" || type == "application/*" || type == "*/*"; }
};

/// The alternatives that are well formed, those first that the client likes best; any when there is no header. Of those of
/// equal weight, the first one of the header. One of weight 0 is liked least, not refused, as in the real server.
std::vector<MediaRange> AcceptedBy(const Headers& headers);

/// A 406 where the client takes none of the types at a path, whose parameters do not matter. `watches`: it may be watched, too.
std::optional<Failure> RefuseForms(const Request& request, std::span<const std::string_view> types, bool watches = false);

/// The media type of a request's body, without parameters; JSON when there is no header.
std::string_view BodyType(const Headers& headers);

}  // namespace k8s::testkit::core
