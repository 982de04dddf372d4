#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace k8s::codec {

/// Where a walk failed, collected while it unwinds, so that a walk that succeeds pays nothing for it: the innermost part first.
class UnwindPath {
 public:
  void Member(std::string_view name);
  void Element(std::size_t index);

  /// `spec.containers[0].name`; a name that is no identifier in quotes: `metadata.labels["app.kubernetes.io/name"]`.
  std::string ToString() const;

 private:
  std::vector<std::string> parts_;
};

}  // namespace k8s::codec
