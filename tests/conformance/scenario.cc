#include "conformance/scenario.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <map>
#include <ostream>
#include <sstream>
#include <string_view>
#include <thread>
#include <utility>

#include "conformance/essence.h"
#include "conformance/protobuf_form.h"
#include "generated/documents.h"
#include <gtest/gtest.h>

namespace k8s::test {
namespace {

using k8s_rapidjson::Document;
using k8s_rapidjson::Value;

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kPause{20};
constexpr int kTooManyRequests = 429;

std::string TextAt(const Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsString() ? member->value.GetString() : "";
}

std::map<std::string, std::string> TextMapAt(const Value& object, const char* name) {
  std::map<std::string, std::string> texts;
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd()) return texts;
  for (const auto& entry : member->value.GetObject()) texts[entry.name.GetString()] = entry.value.GetString();
  return texts;
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
  for (const auto& [name, value] : TextMapAt(step, "headers")) request.headers.Set(name, names.Filled(value));
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

/// A document, or the last event of a watch.
Document WholeOrLastLineOf(const std::string& text) {
  Document whole;
  whole.Parse(text.c_str());
  if (!whole.HasParseError()) return whole;
  const std::size_t end = text.find_last_not_of('\n');
  const std::size_t begin = text.rfind('\n', end) + 1;
  return ParseJson(std::string_view(text).substr(begin, end - begin + 1));
}

void Keep(const Value& step, const Response& answer, Names& names) {
  for (const auto& [name, header] : TextMapAt(step, "saveHeaders")) {
    if (const std::string* value = answer.headers.Find(header)) names.Keep(name, *value);
  }
  const auto save = step.FindMember("save");
  if (save == step.MemberEnd()) return;
  const Document body = WholeOrLastLineOf(answer.body);
  for (const auto& member : save->value.GetObject()) names.Keep(member.name.GetString(), body, member.value.GetString());
}

std::map<std::string, std::vector<std::string>> AmongOf(const Value& step) {
  std::map<std::string, std::vector<std::string>> among;
  const auto lists = step.FindMember("among");
  if (lists == step.MemberEnd()) return among;
  for (const auto& list : lists->value.GetObject()) among[list.name.GetString()] = TextsAt(lists->value, list.name.GetString());
  return among;
}

bool Says(const Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsTrue();
}

/// Whether the server asks for patience where none was expected: it does so while it prepares to store a kind just defined.
bool IsPutOff(const Response& answer, const Value& step) {
  return answer.status == kTooManyRequests && step["expect"]["status"].GetInt() != kTooManyRequests;
}

/// One run of a scenario.
class Run {
 public:
  Run(const Value& scenario, const std::string& ns, Form form, Subject& subject)
      : scenario_(scenario), form_(form), subject_(subject), names_(ns) {}

  void Steps() {
    k8s_rapidjson::SizeType number = 0;
    for (const Value& step : scenario_["steps"].GetArray()) {
      SCOPED_TRACE("step " + std::to_string(number++) + ": " + TextAt(step, "method") + " " + TextAt(step, "path"));
      if (Says(step, "forget")) {
        subject_.Forget();
        continue;
      }
      const Document essence = AskFor(step);
      EXPECT_TRUE(IsExpected(essence, step)) << "the answer is\n"
                                             << ToText(essence) << "\nand should be\n"
                                             << ToText(step["expect"]);
    }
  }

 private:
  Response Ask(const std::string& user, const Request& request) {
    return InJson(subject_.Ask(user, form_ == Form::kJson ? request : InProtobuf(request)));
  }

  bool IsExpected(const Value& essence, const Value& step) const {
    return form_ == Form::kJson ? essence == step["expect"] : Difference(essence, step["expect"]).empty();
  }

  /// What came, in the form of `expect`. A patient step is asked again until that comes which is expected, any until the server
  /// is ready.
  Document AskFor(const Value& step) {
    const Request request = RequestOf(step, names_);
    const View view{.show = ShownBy(scenario_, step),
                    .hide = TextsAt(step, "hide"),
                    .bookmarks = Says(step, "bookmarks"),
                    .among = AmongOf(step),
                    .headers = TextsAt(step, "showHeaders")};
    const Versions before = versions_;
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      const Response answer = Ask(TextAt(step, "user"), request);
      Keep(step, answer, names_);
      versions_ = before;
      Document essence = EssenceOf(answer, view, names_, versions_);
      const bool isToRepeat = IsPutOff(answer, step) || (Says(step, "eventually") && !IsExpected(essence, step));
      if (!isToRepeat || std::chrono::steady_clock::now() >= end) return essence;
      std::this_thread::sleep_for(kPause);
    }
  }

  const Value& scenario_;
  Form form_;
  Subject& subject_;
  Names names_;
  Versions versions_;
};

void Load(const std::filesystem::path& file, std::vector<ScenarioPointer>& scenarios) {
  const std::string topic = file.stem().string();
  const Document document = ParseJson(ReadFile(file.string()));
  if (!document.IsArray()) {
    scenarios.push_back(std::make_shared<Scenario>(Scenario{topic, "is no list", "{}"}));
    return;
  }
  for (const Value& entry : document.GetArray()) {
    scenarios.push_back(
        std::make_shared<Scenario>(Scenario{topic, TextAt(entry, "name"), ToText(entry), Says(entry, "controllers")}));
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

void RunScenario(const Scenario& scenario, const std::string& ns, Form form, Subject& subject) {
  const Document document = ParseJson(scenario.text);
  ASSERT_TRUE(document.IsObject() && document.HasMember("steps")) << scenario.topic << " is no list of scenarios";
  SCOPED_TRACE(form == Form::kJson ? "in JSON" : "in protobuf");
  Run(document, ns, form, subject).Steps();
}

}  // namespace k8s::test
