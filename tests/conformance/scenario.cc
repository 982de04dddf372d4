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

/// Asks until the status is that of `until`, if the step has one.
Response AskFor(const Value& step, const Request& request, const std::function<Response(const Request&)>& ask) {
  Response answer = ask(request);
  const auto until = step.FindMember("until");
  if (until == step.MemberEnd()) return answer;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (answer.status != until->value.GetInt() && std::chrono::steady_clock::now() < end) answer = ask(request);
  return answer;
}

void Keep(const Value& step, const Response& answer, Names& names) {
  const auto save = step.FindMember("save");
  if (save == step.MemberEnd()) return;
  const Document body = ParseJson(answer.body);
  for (const auto& member : save->value.GetObject()) names.Keep(member.name.GetString(), body, member.value.GetString());
}

void RunSteps(const Value& scenario, Names& names, const std::function<Response(const Request&)>& ask) {
  Versions versions;
  k8s_rapidjson::SizeType number = 0;
  for (const Value& step : scenario["steps"].GetArray()) {
    const Request request = RequestOf(step, names);
    SCOPED_TRACE("step " + std::to_string(number++) + ": " + request.method + " " + request.target);
    const Response answer = AskFor(step, request, ask);
    Keep(step, answer, names);
    const View view{.show = ShownBy(scenario, step), .hide = TextsAt(step, "hide")};
    const Document essence = EssenceOf(answer, view, names, versions);
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

void RunScenario(const Scenario& scenario, const std::string& ns, const std::function<Response(const Request&)>& ask) {
  const Document document = ParseJson(scenario.text);
  ASSERT_TRUE(document.IsObject() && document.HasMember("steps")) << scenario.topic << " is no list of scenarios";
  Names names(ns);
  RunSteps(document, names, ask);
}

}  // namespace k8s::test
