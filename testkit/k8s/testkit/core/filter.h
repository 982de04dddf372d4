#pragma once

#include <string>
#include <vector>

#include <k8s/meta/field_selector.h>
#include <k8s/meta/label_selector.h>
#include <k8s/testkit/core/object.h>
#include <k8s/testkit/core/route.h>
#include <k8s/testkit/core/selectable_fields.h>

namespace k8s::testkit::core {

/// Which objects of a resource a request is about: those of one namespace or all, narrowed by selectors.
class Filter {
 public:
  static Outcome<Filter> Of(const Route& route, const Target& target);

  /// Empty: any.
  const std::string& Namespace() const { return ns_; }
  bool Matches(const Object& object) const;
  /// Whether it chooses within the namespace at all.
  bool Narrows() const { return !labels_.Requirements().empty() || !fields_.Requirements().empty(); }

 private:
  std::optional<Failure> ResolveFields(const ApiResource& resource);

  std::string ns_;
  labels::Selector labels_;
  fields::Selector fields_;
  std::vector<const SelectableField*> field_sources_;  ///< where the values come from that `fields_` asks for
};

}  // namespace k8s::testkit::core
