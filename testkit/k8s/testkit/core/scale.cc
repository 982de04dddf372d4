#include <array>

#include <k8s/testkit/core/label_selection.h>
#include <k8s/testkit/core/scale.h>

namespace k8s::testkit::core {
namespace {

/// What a Scale shows of its parent's metadata.
constexpr std::array<std::string_view, 5> kShownMetadata = {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"};

void CopyNumber(const JsonValue* from, JsonValue& to, JsonAllocator& allocator, bool evenZero) {
  const JsonValue* number = from == nullptr ? nullptr : Find(*from, "replicas");
  const std::int64_t value = number != nullptr && number->IsInt64() ? number->GetInt64() : 0;
  if (evenZero || value != 0) Set(to, "replicas", JsonValue(value), allocator);
}

/// A selector as text; of a ReplicationController, which has a map of labels, as well.
std::string SelectorOf(const ApiResource& resource, const JsonValue* spec) {
  const JsonValue* selector = spec == nullptr ? nullptr : Find(*spec, "selector");
  if (selector == nullptr || !selector->IsObject()) return {};
  return resource.plural == "replicationcontrollers" ? LabelsText(*selector) : SelectorText(*selector);
}

}  // namespace

Json ScaleOf(const ApiResource& resource, const Object& object) {
  Json scale(rapidjson::kObjectType);
  JsonAllocator& allocator = scale.GetAllocator();
  JsonValue& metadata = EnsureObject(scale, "metadata", allocator);
  for (const std::string_view name : kShownMetadata) SetFrom(metadata, name, object.Metadata(), allocator);
  const JsonValue* spec = Find(object.Value(), "spec");
  CopyNumber(spec, EnsureObject(scale, "spec", allocator), allocator, false);
  JsonValue& status = EnsureObject(scale, "status", allocator);
  CopyNumber(Find(object.Value(), "status"), status, allocator, true);
  if (const std::string selector = SelectorOf(resource, spec); !selector.empty()) Set(status, "selector", selector, allocator);
  return scale;
}

}  // namespace k8s::testkit::core
