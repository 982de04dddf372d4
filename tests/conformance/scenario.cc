#include "conformance/scenario.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <map>
#include <ostream>
#include <sstream>
#include <string_view>
#include <utility>

#include "conformance/essence.h"
#include "generated/documents.h"
#include <gtest/gtest.h>

namespace k8s::test {
namespace {

using k8s_rapidjson::Document;
using k8s_rapidjson::Value;

constexpr std::chrono::seconds kPatience{30};

std::string TextAt(const Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsString() ? member->value.GetString() : "";
}

std::string BodyOf(const Value& step) {
  const auto body = step.FindMember("body");
  if (body == step.MemberEnd()) return "";
  return body->value.IsString() ? body->value.GetString() : ToText(body->value);
}

Request RequestOf(const Value& step, const Names& names) {
  const std::string accept = TextAt(step, "accept");
  Request request{.method = TextAt(step, "method"),
                  .target = names.Filled(TextAt(step, "path")),
                  .headers = {{"User-Agent", "scenario/1.0"}, {"Accept", accept.empty() ? "application/json" : accept}},
                  .body = names.Filled(BodyOf(step))};
  const std::string type = TextAt(step, "type");
  if (!type.empty()) request.headers.Set("Content-Type", type);
  if (type.empty() && step.HasMember("body")) request.headers.Set("Content-Type", "application/json");
  return request;
}

std::vector<std::string> TextsAt(const Value& object, const char* name) {
  std::vector<std::string> texts;
  const auto list = object.FindMember(name);
  if (list == object.MemberEnd()) return texts;
  for (const Value& text : list->value.GetArray()) texts.emplace_back(text.GetString());
  return texts;
}

std::vector<std::string> ShownBy(const Value& scenario, const Value& step) {
  for (const Value* place : {&step, &scenario}) {
    if (place->HasMember("show")) return TextsAt(*place, "show");
  }
  return {"metadata", "data"};
}

void Keep(const Value& step, const Response& answer, Names& names) {
  const auto save = step.FindMember("save");
  if (save == step.MemberEnd()) return;
  const Document body = ParseJson(answer.body);
  for (const auto& member : save->value.GetObject()) names.Keep(member.name.GetString(), body, member.value.GetString());
}

bool IsPatient(const Value& step) {
  const auto eventually = step.FindMember("eventually");
  return eventually != step.MemberEnd() && eventually->value.IsTrue();
}

/// What came, in the form of `expect`. A patient step is asked again until that comes which is expected.
Document AskFor(const Value& scenario, const Value& step, Names& names, Versions& versions, const Ask& ask) {
  const Request request = RequestOf(step, names);
  const View view{.show = ShownBy(scenario, step), .hide = TextsAt(step, "hide")};
  const Versions before = versions;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    const Response answer = ask(TextAt(step, "user"), request);
    Keep(step, answer, names);
    versions = before;
    Document essence = EssenceOf(answer, view, names, versions);
    if (!IsPatient(step) || essence == step["expect"] || std::chrono::steady_clock::now() >= end) return essence;
  }
}

void RunSteps(const Value& scenario, Names& names, const Ask& ask) {
  Versions versions;
  k8s_rapidjson::SizeType number = 0;
  for (const Value& step : scenario["steps"].GetArray()) {
    SCOPED_TRACE("step " + std::to_string(number++) + ": " + TextAt(step, "method") + " " + TextAt(step, "path"));
    const Document essence = AskFor(scenario, step, names, versions, ask);
    EXPECT_TRUE(essence == step["expect"]) << "the answer is\n"
                                           << ToText(essence) << "\nand should be\n"
                                           << ToText(step["expect"]);
  }
}

void Load(const std::filesystem::path& file, std::vector<ScenarioPointer>& scenarios) {
  const std::string topic = file.stem().string();
  const Document document = ParseJson(ReadFile(file.string()));
  if (!document.IsArray()) {
    scenarios.push_back(std::make_shared<Scenario>(Scenario{topic, "is no list", "{}"}));
    return;
  }
  for (const Value& entry : document.GetArray()) {
    scenarios.push_back(std::make_shared<Scenario>(Scenario{topic, TextAt(entry, "name"), ToText(entry)}));
  }
}

}  // namespace

void PrintTo(const ScenarioPointer& scenario, std::ostream* out) { *out << scenario->topic << ": " << scenario->name; }

std::vector<ScenarioPointer> LoadScenarios() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(CONFORMANCE_FOLDER)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<ScenarioPointer> scenarios;
  for (const auto& file : files) Load(file, scenarios);
  return scenarios;
}

std::string TestNameOf(const Scenario& scenario) {
  std::string name;
  bool startsWord = true;
  for (const char c : scenario.topic + " " + scenario.name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += startsWord ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    }
    startsWord = c == ' ';
  }
  return name;
}

std::vector<Rule> RulesOf(const Scenario& scenario) {
  std::vector<Rule> rules;
  const Document document = ParseJson(scenario.text);
  if (!document.IsObject() || !document.HasMember("rules")) return rules;
  for (const Value& rule : document["rules"].GetArray()) {
    rules.push_back({.verbs = TextsAt(rule, "verbs"),
                     .groups = TextsAt(rule, "apiGroups"),
                     .resources = TextsAt(rule, "resources"),
                     .names = TextsAt(rule, "resourceNames")});
  }
  return rules;
}

void RunScenario(const Scenario& scenario, const std::string& ns, const Ask& ask) {
  const Document document = ParseJson(scenario.text);
  ASSERT_TRUE(document.IsObject() && document.HasMember("steps")) << scenario.topic << " is no list of scenarios";
  Names names(ns);
  RunSteps(document, names, ask);
}

}  // namespace k8s::test
