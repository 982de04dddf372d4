#include <string_view>

#include <k8s/testkit/core/grace.h>

namespace k8s::testkit::core {
namespace {

constexpr std::int64_t kDefaultGrace = 30;

std::optional<std::int64_t> NumberAt(const JsonValue& object, std::string_view name) {
  const JsonValue* value = Find(object, name);
  return value != nullptr && value->IsInt64() ? std::optional(value->GetInt64()) : std::nullopt;
}

bool Runs(const JsonValue& pod) {
  const JsonValue* spec = Find(pod, "spec");
  const JsonValue* status = Find(pod, "status");
  if (spec == nullptr || StringAt(*spec, "nodeName").empty()) return false;
  const std::string_view phase = status == nullptr ? std::string_view() : StringAt(*status, "phase");
  return phase != "Succeeded" && phase != "Failed";
}

}  // namespace

bool IsGraceful(const ApiResource& resource) { return resource.Kind().group.empty() && resource.plural == "pods"; }

std::int64_t GraceOf(const ApiResource& resource, const Object& existing, std::optional<std::int64_t> wanted) {
  if (!IsGraceful(resource) || !Runs(existing.Value())) return 0;
  const JsonValue& spec = *Find(existing.Value(), "spec");
  const std::int64_t grace = wanted ? *wanted : NumberAt(spec, "terminationGracePeriodSeconds").value_or(kDefaultGrace);
  return grace < 0 ? 1 : grace;
}

std::int64_t GraceIn(const JsonValue& metadata) { return NumberAt(metadata, "deletionGracePeriodSeconds").value_or(0); }

}  // namespace k8s::testkit::core
