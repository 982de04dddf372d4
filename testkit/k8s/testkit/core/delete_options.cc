#include <charconv>
#include <utility>

#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/delete_options.h>
#include <k8s/testkit/core/dry_run.h>
#include <k8s/testkit/core/json_writer.h>

namespace k8s::testkit::core {
namespace {

constexpr codec::ApiKind kDeleteOptions = {"meta.k8s.io", "v1", "DeleteOptions"};

Failure InvalidPropagation(std::string reason, std::string message) {
  return Invalid(kDeleteOptions, "",
                 {{.reason = std::move(reason), .message = std::move(message), .field = "propagationPolicy"}});
}

Outcome<Propagation> PropagationOf(std::string_view policy) {
  if (policy.empty()) return Propagation::kUnset;
  if (policy == "Background") return Propagation::kBackground;
  if (policy == "Foreground") return Propagation::kForeground;
  if (policy == "Orphan") return Propagation::kOrphan;
  return InvalidPropagation(
      "FieldValueNotSupported",
      "Unsupported value: \"" + std::string(policy) + R"(": supported values: "Foreground", "Background", "Orphan", "nil")");
}

/// What was said before there were policies.
Outcome<Propagation> PropagationOf(std::string_view policy, const JsonValue* orphans) {
  if (orphans == nullptr || !orphans->IsBool()) return PropagationOf(policy);
  if (!policy.empty()) {
    return InvalidPropagation("FieldValueInvalid", "Invalid value: \"" + std::string(policy) +
                                                       "\": orphanDependents and deletionPropagation cannot be both set");
  }
  return orphans->GetBool() ? Propagation::kOrphan : Propagation::kBackground;
}

Outcome<std::optional<std::int64_t>> SecondsOf(std::string_view text) {
  if (text.empty()) return std::optional<std::int64_t>();
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) return std::optional(seconds);
  return BadRequest("strconv.ParseInt: parsing \"" + std::string(text) + "\": invalid syntax");
}

Outcome<DeleteOptions> OfQuery(const Target& target) {
  DeleteOptions options;
  const auto dryRun = DryRunOf(target, kDeleteOptions);
  if (!dryRun) return dryRun.failure();
  const auto propagation = PropagationOf(target.Parameter("propagationPolicy"));
  if (!propagation) return propagation.failure();
  const auto seconds = SecondsOf(target.Parameter("gracePeriodSeconds"));
  if (!seconds) return seconds.failure();
  options.dryRun = *dryRun;
  options.propagation = *propagation;
  options.gracePeriodSeconds = *seconds;
  return options;
}

}  // namespace

Outcome<DeleteOptions> DeleteOptions::Of(const JsonValue& json) {
  DeleteOptions options;
  const JsonValue* dryRun = Find(json, "dryRun");
  options.dryRun = dryRun != nullptr && dryRun->IsArray() && !dryRun->Empty();
  const auto propagation = PropagationOf(StringAt(json, "propagationPolicy"), Find(json, "orphanDependents"));
  if (!propagation) return propagation.failure();
  options.propagation = *propagation;
  const JsonValue* seconds = Find(json, "gracePeriodSeconds");
  if (seconds != nullptr && seconds->IsInt64()) options.gracePeriodSeconds = seconds->GetInt64();
  if (const JsonValue* preconditions = Find(json, "preconditions")) {
    options.preconditions.uid = StringAt(*preconditions, "uid");
    options.preconditions.resourceVersion = StringAt(*preconditions, "resourceVersion");
  }
  return options;
}

Outcome<DeleteOptions> DeleteOptions::Read(const Request& request, const Target& target) {
  if (request.body.empty()) return OfQuery(target);
  const auto body = ReadObject(request);
  if (!body) return body.failure();
  if (const auto kind = StringAt(*body, "kind"); !kind.empty() && kind != "DeleteOptions") {
    return BadRequest("no kind \"" + std::string(kind) + "\" is registered for version \"" +
                      std::string(StringAt(*body, "apiVersion")) + "\" in scheme \"pkg/runtime/scheme.go:111\"");
  }
  auto options = Of(*body);
  const auto dryRun = DryRunOf(target, kDeleteOptions);
  if (!dryRun) return dryRun.failure();
  if (options) options->dryRun = options->dryRun || *dryRun;
  return options;
}

std::string DeletedJson(ResourceName resource, const Object& object) {
  JsonWriter json;
  json.Object([&] {
    json.Field("kind", "Status");
    json.Field("apiVersion", "v1");
    json.Object("metadata", [] {});
    json.Field("status", "Success");
    json.Object("details", [&] {
      json.Field("name", object.Name());
      if (!resource.group.empty()) json.Field("group", resource.group);
      json.Field("kind", resource.plural);
      json.Field("uid", object.Uid());
    });
  });
  return json.Take();
}

}  // namespace k8s::testkit::core
