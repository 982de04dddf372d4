#include <iterator>
#include <utility>
#include <vector>

#include <k8s/testkit/core/check_content.h>
#include <k8s/testkit/core/check_metadata.h>
#include <k8s/testkit/core/custom/check_value.h>
#include <k8s/testkit/core/custom/custom_resource.h>
#include <k8s/testkit/core/custom/definition.h>
#include <k8s/testkit/core/data_rules.h>

namespace k8s::testkit::core {

std::optional<Failure> CheckContent(const ApiResource& resource, const JsonValue& object, const Object* existing) {
  const JsonValue* metadata = Find(object, "metadata");
  const JsonValue* before = existing == nullptr ? nullptr : &existing->Value();
  std::vector<Cause> causes;
  if (metadata != nullptr) causes = CheckMetadata(*metadata, existing == nullptr ? nullptr : &existing->Metadata());
  std::vector<Cause> ofData = CheckData(resource, object, before);
  std::move(ofData.begin(), ofData.end(), std::back_inserter(causes));
  if (!causes.empty()) return Invalid(resource.Kind(), KeyOf(object).name, std::move(causes));
  if (resource.custom != nullptr) causes = CheckObject(resource.custom->Root(), object, before);
  if (IsDefinition(resource)) causes = CheckDefinition(object, before);
  if (causes.empty()) return std::nullopt;
  return Invalid(resource.Kind(), KeyOf(object).name, std::move(causes));
}

}  // namespace k8s::testkit::core
