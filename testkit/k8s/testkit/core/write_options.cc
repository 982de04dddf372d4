#include <string>

#include <k8s/testkit/core/write_options.h>

namespace k8s::testkit::core {

Outcome<WriteOptions> WriteOptions::Of(const Target& target) {
  WriteOptions options{.dryRun = target.Parameter("dryRun") == "All"};
  const std::string_view validation = target.Parameter("fieldValidation");
  if (validation == "Strict") {
    options.validation = FieldValidation::kStrict;
  } else if (validation == "Ignore") {
    options.validation = FieldValidation::kIgnore;
  } else if (!validation.empty() && validation != "Warn") {
    return BadRequest("fieldValidation: Unsupported value: \"" + std::string(validation) + '"');
  }
  return options;
}

}  // namespace k8s::testkit::core
