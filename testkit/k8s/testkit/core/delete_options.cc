#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/delete_options.h>
#include <k8s/testkit/core/dry_run.h>
#include <k8s/testkit/core/go_text.h>
#include <k8s/testkit/core/json_writer.h>

namespace k8s::testkit::core {
namespace {

constexpr codec::ApiKind kDeleteOptions = {"meta.k8s.io", "v1", "DeleteOptions"};

constexpr auto kPolicies = std::to_array<std::pair<std::string_view, Propagation>>(
    {{"Background", Propagation::kBackground}, {"Foreground", Propagation::kForeground}, {"Orphan", Propagation::kOrphan}});

std::optional<Propagation> PolicyOf(std::string_view name) {
  const auto policy =
      std::find_if(kPolicies.begin(), kPolicies.end(), [&](const auto& candidate) { return candidate.first == name; });
  return policy == kPolicies.end() ? std::nullopt : std::optional(policy->second);
}

/// `orphanDependents` is what was said before there were policies.
Propagation PropagationOf(const JsonValue& json) {
  if (const JsonValue* orphans = Find(json, "orphanDependents"); orphans != nullptr && orphans->IsBool()) {
    return orphans->GetBool() ? Propagation::kOrphan : Propagation::kBackground;
  }
  return PolicyOf(StringAt(json, "propagationPolicy")).value_or(Propagation::kUnset);
}

std::optional<std::string> TextIn(const JsonValue& object, std::string_view name) {
  const JsonValue* text = Find(object, name);
  return text != nullptr && text->IsString() ? std::optional<std::string>(TextOf(*text)) : std::nullopt;
}

std::optional<Failure> Check(const JsonValue& json) {
  constexpr std::string_view kPolicy = "propagationPolicy";
  constexpr std::array<std::string_view, 4> kSupported = {"Foreground", "Background", "Orphan", "nil"};
  Causes causes;
  if (const JsonValue* policy = Find(json, kPolicy)) {
    const std::string shown = Quoted(TextOf(*policy));
    if (Find(json, "orphanDependents") != nullptr) {
      causes.Invalid(std::string(kPolicy), shown, "orphanDependents and deletionPropagation cannot be both set");
    }
    if (!PolicyOf(TextOf(*policy))) causes.Unsupported(std::string(kPolicy), shown, kSupported);
  }
  if (auto cause = CheckDryRun(DryRunIn(json))) causes.Append({std::move(*cause)});
  if (causes.Empty()) return std::nullopt;
  return Invalid(kDeleteOptions, "", causes.Take());
}

Outcome<std::int64_t> SecondsOf(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) return seconds;
  return BadRequest("strconv.ParseInt: parsing \"" + std::string(text) + "\": invalid syntax");
}

/// The query in the form of a body.
Outcome<Json> OfQuery(const Target& target) {
  Json json(rapidjson::kObjectType);
  JsonAllocator& allocator = json.GetAllocator();
  if (target.Has("gracePeriodSeconds")) {
    const auto seconds = SecondsOf(target.Parameter("gracePeriodSeconds"));
    if (!seconds) return seconds.failure();
    Set(json, "gracePeriodSeconds", JsonValue(*seconds), allocator);
  }
  if (target.Has("propagationPolicy")) Set(json, "propagationPolicy", target.Parameter("propagationPolicy"), allocator);
  if (target.Has("orphanDependents")) Set(json, "orphanDependents", JsonValue(target.Flag("orphanDependents")), allocator);
  JsonValue dryRun(rapidjson::kArrayType);
  for (const std::string& value : target.All("dryRun")) dryRun.PushBack(MakeString(value, allocator), allocator);
  Set(json, "dryRun", std::move(dryRun), allocator);
  JsonValue& preconditions = EnsureObject(json, "preconditions", allocator);
  for (const std::string_view name : {"uid", "resourceVersion"}) {
    if (!target.Parameter(name).empty()) Set(preconditions, name, target.Parameter(name), allocator);
  }
  return json;
}

bool IsListOfTexts(const JsonValue& value) {
  return value.IsArray() && std::all_of(value.Begin(), value.End(), [](const JsonValue& item) { return item.IsString(); });
}

bool IsPreconditions(const JsonValue& value) {
  if (!value.IsObject()) return false;
  const auto members = MembersOf(value);
  return std::all_of(members.begin(), members.end(),
                     [](const JsonMember& member) { return member.value.IsString() || member.value.IsNull(); });
}

/// Whether each member is what it has to be; a null says nothing.
std::optional<Failure> CheckTypes(Json& body) {
  struct Member {
    std::string_view name;
    bool (*fits)(const JsonValue& value);
  };
  constexpr auto kMembers = std::to_array<Member>({
      {"dryRun", &IsListOfTexts},
      {"gracePeriodSeconds", [](const JsonValue& value) { return value.IsInt64(); }},
      {"orphanDependents", [](const JsonValue& value) { return value.IsBool(); }},
      {"preconditions", &IsPreconditions},
      {"propagationPolicy", [](const JsonValue& value) { return value.IsString(); }},
  });
  for (const auto& [name, fits] : kMembers) {
    const JsonValue* value = Find(body, name);
    if (value == nullptr) continue;
    if (value->IsNull()) {
      Remove(body, name);
    } else if (!fits(*value)) {
      return BadRequest("json: cannot unmarshal " + WriteJson(*value) + " into field DeleteOptions." + std::string(name));
    }
  }
  return std::nullopt;
}

Outcome<Json> OfBody(const Request& request) {
  auto body = ReadObject(request);
  if (!body) return body;
  if (const auto kind = StringAt(*body, "kind"); !kind.empty() && kind != "DeleteOptions") {
    return BadRequest("no kind \"" + std::string(kind) + "\" is registered for version \"" +
                      std::string(StringAt(*body, "apiVersion")) + "\" in scheme \"pkg/runtime/scheme.go:111\"");
  }
  if (auto failure = CheckTypes(*body)) return *failure;
  return body;
}

}  // namespace

Outcome<DeleteOptions> DeleteOptions::Of(const JsonValue& json) {
  if (auto failure = Check(json)) return *failure;
  DeleteOptions options{.dryRun = !DryRunIn(json).empty(), .propagation = PropagationOf(json)};
  const JsonValue* seconds = Find(json, "gracePeriodSeconds");
  if (seconds != nullptr && seconds->IsInt64()) options.gracePeriodSeconds = seconds->GetInt64();
  const JsonValue& preconditions = ObjectAt(json, "preconditions");
  options.preconditions.uid = TextIn(preconditions, "uid");
  options.preconditions.resourceVersion = TextIn(preconditions, "resourceVersion");
  const JsonValue* orphans = Find(json, "orphanDependents");
  options.waits = orphans != nullptr && orphans->IsFalse();
  return options;
}

Outcome<DeleteOptions> DeleteOptions::Read(const Request& request, const Target& target) {
  const auto json = request.body.empty() ? OfQuery(target) : OfBody(request);
  if (!json) return json.failure();
  return Of(*json);
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
