#include <algorithm>
#include <array>
#include <utility>

#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/kind_facts.h>
#include <k8s/testkit/core/object_part.h>

namespace k8s::testkit::core {
namespace {

struct Part {
  std::string_view subresource;
  std::string_view parent;  ///< the object that has the part as a member; empty: the whole
  std::string_view member;
};

constexpr auto kParts = std::to_array<Part>({{"status", "", "status"},
                                             {"approval", "status", "conditions"},
                                             {"finalize", "spec", "finalizers"},
                                             {"ephemeralcontainers", "spec", "ephemeralContainers"}});

constexpr std::string_view kResize = "resize";

void CopyPart(const Part& part, const JsonValue& from, Json& to) {
  JsonAllocator& allocator = to.GetAllocator();
  if (part.parent.empty()) return SetFrom(to, part.member, from, allocator);
  const JsonValue* parent = Find(from, part.parent);
  if (parent != nullptr) SetFrom(EnsureObject(to, part.parent, allocator), part.member, *parent, allocator);
}

/// Containers keep all but their resources.
void CopyResources(const JsonValue& from, Json& to, std::string_view containers) {
  const JsonValue* wanted = FindAt(from, containers);
  JsonValue* present = const_cast<JsonValue*>(FindAt(to, containers));
  if (wanted == nullptr || !wanted->IsArray() || present == nullptr || !present->IsArray()) return;
  for (JsonValue& container : present->GetArray()) {
    const auto same = std::find_if(wanted->Begin(), wanted->End(), [&](const JsonValue& other) {
      return StringAt(other, "name") == StringAt(container, "name");
    });
    if (same != wanted->End()) SetFrom(container, "resources", *same, to.GetAllocator());
  }
}

StatusMetadata MetadataWrittenWith(const ApiResource& resource, std::string_view subresource) {
  if (subresource == "status") return KindFactsOf(resource).statusMetadata;
  return subresource == "approval" || subresource == "finalize" ? StatusMetadata::kAll : StatusMetadata::kNone;
}

}  // namespace

bool IsObjectPart(std::string_view subresource) {
  return subresource == kResize ||
         std::any_of(kParts.begin(), kParts.end(), [&](const Part& part) { return part.subresource == subresource; });
}

Json WithPartOf(const ApiResource& resource, std::string_view subresource, const Object& existing, const JsonValue& next) {
  Json changed = CopyJson(existing.Value());
  for (const Part& part : kParts) {
    if (part.subresource == subresource) CopyPart(part, next, changed);
  }
  if (subresource == kResize) {
    CopyResources(next, changed, "spec.containers");
    CopyResources(next, changed, "spec.initContainers");
  }
  JsonAllocator& allocator = changed.GetAllocator();
  JsonValue& metadata = EnsureObject(changed, "metadata", allocator);
  const JsonValue& nextMetadata = *Find(next, "metadata");
  SetFrom(metadata, "managedFields", nextMetadata, allocator);
  const StatusMetadata written = MetadataWrittenWith(resource, subresource);
  for (const std::string_view member : kWrittenMetadata) {
    if (IsWrittenWithStatus(written, member)) SetFrom(metadata, member, nextMetadata, allocator);
  }
  return changed;
}

}  // namespace k8s::testkit::core
