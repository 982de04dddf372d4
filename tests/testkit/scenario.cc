#include "testkit/scenario.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <ostream>
#include <string_view>
#include <utility>

#include "generated/documents.h"
#include <gtest/gtest.h>

namespace k8s::test {
namespace {

using k8s_rapidjson::Document;
using k8s_rapidjson::Value;

constexpr std::string_view kNamespace = "{ns}";

std::string Replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

std::string TextAt(const Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsString() ? member->value.GetString() : "";
}

std::string BodyOf(const Value& step) {
  const auto body = step.FindMember("body");
  if (body == step.MemberEnd()) return "";
  return body->value.IsString() ? body->value.GetString() : ToText(body->value);
}

Request RequestOf(const Value& step, const std::string& ns) {
  Request request{.method = TextAt(step, "method"),
                  .target = Replaced(TextAt(step, "path"), kNamespace, ns),
                  .headers = {{"User-Agent", "scenario/1.0"}, {"Accept", "application/json"}},
                  .body = Replaced(BodyOf(step), kNamespace, ns)};
  if (const std::string type = TextAt(step, "type"); !type.empty()) request.headers.Set("Content-Type", type);
  return request;
}

/// The versions in which objects were last seen.
using Versions = std::map<std::string, std::string>;

void CompareVersion(const std::string& kind, Value& metadata, Versions& versions, Document::AllocatorType& allocator) {
  const std::string version = TextAt(metadata, "resourceVersion");
  metadata.RemoveMember("resourceVersion");
  if (version.empty()) return;
  std::string& last = versions[kind + " " + TextAt(metadata, "name")];
  if (!last.empty()) {
    metadata.AddMember("resourceVersion", Value(last == version ? "same" : "new", allocator), allocator);
  }
  last = version;
}

/// Tells entries of managed fields apart.
std::string OwnerOf(const Value& entry) {
  return TextAt(entry, "operation") + " " + TextAt(entry, "manager") + " " + TextAt(entry, "subresource") + " " +
         TextAt(entry, "apiVersion");
}

/// The order of the entries is that of their times, which may be the same second or not.
void CompareOwners(Value& metadata, Document::AllocatorType& allocator) {
  if (!metadata.HasMember("managedFields") || !metadata["managedFields"].IsArray()) return;
  Value& managed = metadata["managedFields"];
  for (Value& entry : managed.GetArray()) {
    const char* time = TextAt(entry, "time").empty() ? "" : "set";
    entry.RemoveMember("time");
    entry.AddMember("time", Value(time, allocator), allocator);
  }
  std::sort(managed.Begin(), managed.End(), [](const Value& a, const Value& b) { return OwnerOf(a) < OwnerOf(b); });
}

bool IsShown(const Value& step, std::string_view name) {
  if (name == "kind" || name == "apiVersion") return true;
  const auto show = step.FindMember("show");
  if (show == step.MemberEnd()) return name == "metadata" || name == "data";
  return std::any_of(show->value.Begin(), show->value.End(), [&](const Value& shown) { return shown.GetString() == name; });
}

void KeepMembers(Value& object, const std::function<bool(std::string_view name)>& isKept) {
  std::vector<std::string> dropped;
  for (const auto& member : std::as_const(object).GetObject()) {
    if (!isKept(member.name.GetString())) dropped.emplace_back(member.name.GetString());
  }
  for (const std::string& name : dropped) object.RemoveMember(name.c_str());
}

bool IsVerdict(std::string_view name) { return name == "status" || name == "reason" || name == "message" || name == "details"; }

/// What counts of an answer.
Document Essence(const Value& step, const Response& answer, const std::string& ns, Versions& versions) {
  Document body = ParseJson(Replaced(answer.body, ns, kNamespace));
  if (!body.IsObject()) return body;
  const std::string kind = TextAt(body, "kind");
  if (kind == "Status") {
    KeepMembers(body, &IsVerdict);
    if (body.HasMember("details")) body["details"].RemoveMember("uid");
    return body;
  }
  if (body.HasMember("metadata")) {
    Value& metadata = body["metadata"];
    CompareVersion(kind, metadata, versions, body.GetAllocator());
    CompareOwners(metadata, body.GetAllocator());
    for (const char* name : {"uid", "creationTimestamp", "selfLink"}) metadata.RemoveMember(name);
  }
  KeepMembers(body, [&](std::string_view name) { return IsShown(step, name); });
  return body;
}

}  // namespace

void PrintTo(const ScenarioPointer& scenario, std::ostream* out) { *out << scenario->name; }

std::vector<ScenarioPointer> LoadScenarios(const std::string& file) {
  const auto document = ParseJson(ReadFile(std::string(TESTKIT_SCENARIOS) + "/" + file));
  std::vector<ScenarioPointer> scenarios;
  if (!document.IsArray()) return scenarios;
  for (const Value& entry : document.GetArray()) {
    auto scenario = std::make_shared<Scenario>();
    scenario->name = TextAt(entry, "name");
    scenario->steps = ToText(entry["steps"]);
    scenarios.push_back(std::move(scenario));
  }
  return scenarios;
}

std::string TestNameOf(const Scenario& scenario) {
  std::string name;
  bool startsWord = true;
  for (const char c : scenario.name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += startsWord ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    }
    startsWord = c == ' ';
  }
  return name;
}

void RunScenario(const Scenario& scenario, const std::string& ns, const std::function<Response(const Request&)>& ask) {
  Versions versions;
  k8s_rapidjson::SizeType number = 0;
  const Document steps = ParseJson(scenario.steps);
  for (const Value& step : steps.GetArray()) {
    const Request request = RequestOf(step, ns);
    SCOPED_TRACE("step " + std::to_string(number++) + ": " + request.method + " " + request.target);
    const Response answer = ask(request);
    const Document essence = Essence(step, answer, ns, versions);
    const Value& expected = step["expect"];
    EXPECT_EQ(answer.status, expected["status"].GetInt());
    EXPECT_TRUE(essence == expected["body"]) << "the answer is\n"
                                             << ToText(essence) << "\nand should be\n"
                                             << ToText(expected["body"]);
  }
}

}  // namespace k8s::test
