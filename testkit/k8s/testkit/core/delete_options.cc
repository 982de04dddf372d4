#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/delete_options.h>
#include <k8s/testkit/core/json_writer.h>

namespace k8s::testkit::core {
namespace {

bool WantsDryRun(const JsonValue& options) {
  const JsonValue* dryRun = Find(options, "dryRun");
  return dryRun != nullptr && dryRun->IsArray() && !dryRun->Empty();
}

}  // namespace

Outcome<DeleteOptions> DeleteOptions::Read(const Request& request, const Target& target) {
  DeleteOptions options{.preconditions = {}, .dryRun = target.Parameter("dryRun") == "All"};
  if (request.body.empty()) return options;
  const auto body = ReadObject(request);
  if (!body) return body.failure();
  if (const auto kind = StringAt(*body, "kind"); !kind.empty() && kind != "DeleteOptions") {
    return BadRequest("expected DeleteOptions, got " + std::string(kind));
  }
  options.dryRun = options.dryRun || WantsDryRun(*body);
  if (const JsonValue* preconditions = Find(*body, "preconditions")) {
    options.preconditions.uid = StringAt(*preconditions, "uid");
    options.preconditions.resourceVersion = StringAt(*preconditions, "resourceVersion");
  }
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
