#include <algorithm>
#include <utility>

#include <k8s/testkit/core/dry_run.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {

std::optional<Cause> CheckDryRun(const std::vector<std::string>& values) {
  if (std::all_of(values.begin(), values.end(), [](const std::string& value) { return value == "All"; })) return std::nullopt;
  std::string given;
  for (const std::string& value : values) given += (given.empty() ? "" : ",") + Quoted(value);
  return Cause{.reason = "FieldValueNotSupported",
               .message = "Unsupported value: [" + given + R"(]: supported values: "All")",
               .field = "dryRun"};
}

std::vector<std::string> DryRunIn(const JsonValue& options) {
  std::vector<std::string> values;
  const JsonValue* list = Find(options, "dryRun");
  if (list == nullptr || !list->IsArray()) return values;
  for (const JsonValue& value : list->GetArray()) values.emplace_back(value.IsString() ? TextOf(value) : std::string_view());
  return values;
}

Outcome<bool> DryRunOf(const Target& target, const codec::ApiKind& options) {
  const std::vector<std::string> values = target.All("dryRun");
  if (auto cause = CheckDryRun(values)) return Invalid(options, "", {std::move(*cause)});
  return !values.empty();
}

}  // namespace k8s::testkit::core
