#include <algorithm>
#include <string>

#include <k8s/testkit/core/dry_run.h>

namespace k8s::testkit::core {

Outcome<bool> DryRunOf(const Target& target, const codec::ApiKind& options) {
  std::string given;
  bool isOther = false;
  for (const auto& [name, value] : target.parameters) {
    if (name != "dryRun" || value.empty()) continue;
    given += (given.empty() ? "\"" : ",\"") + value + '"';
    isOther = isOther || value != "All";
  }
  if (!isOther) return !given.empty();
  return Invalid(options, "",
                 {{.reason = "FieldValueNotSupported",
                   .message = "Unsupported value: [" + given + R"(]: supported values: "All")",
                   .field = "dryRun"}});
}

}  // namespace k8s::testkit::core
