#include <utility>

#include <k8s/testkit/core/filter.h>

namespace k8s::testkit::core {

Outcome<Filter> Filter::Of(const Route& route, const Target& target) {
  auto labels = labels::Selector::Parse(target.Parameter("labelSelector"));
  if (!labels) return BadRequest("unable to parse requirement: " + labels.error().Message());
  auto fields = fields::Selector::Parse(target.Parameter("fieldSelector"));
  if (!fields) return BadRequest(fields.error().Message());
  Filter filter;
  filter.ns_ = route.ns;
  filter.labels_ = std::move(*labels);
  filter.fields_ = std::move(*fields);
  if (auto failure = filter.ResolveFields(*route.resource)) return *failure;
  return filter;
}

std::optional<Failure> Filter::ResolveFields(const ApiResource& resource) {
  for (const fields::Requirement& requirement : fields_.Requirements()) {
    const SelectableField* source = FindSelectableField(resource, requirement.field);
    if (source == nullptr) return NotSelectable(resource, requirement.field);
    field_sources_.push_back(source);
  }
  return std::nullopt;
}

bool Filter::Matches(const Object& object) const {
  if (!ns_.empty() && StringAt(object.Metadata(), "namespace") != ns_) return false;
  if (!labels_.Matches(object.Labels())) return false;
  fields::Set values;
  for (const SelectableField* source : field_sources_) values.emplace(source->label, TextAt(object.Value(), *source));
  return fields_.Matches(values);
}

}  // namespace k8s::testkit::core
