#include "testkit/test_api.h"

#include <charconv>
#include <utility>

#include "testkit/sample_resources.h"
#include <gtest/gtest.h>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit {
namespace {

using core::JsonValue;

const JsonValue* Step(const JsonValue& value, std::string_view name) {
  if (!value.IsArray()) return core::Find(value, name);
  unsigned index = 0;
  std::from_chars(name.data(), name.data() + name.size(), index);
  return index < value.Size() ? &value[index] : nullptr;
}

std::string Summary(const std::string& frame) {
  const std::string type = At(frame, "type");
  if (type == "ERROR") return type + " " + At(frame, "object.code");
  const std::string name = At(frame, "object.metadata.name");
  return name.empty() ? type : type + " " + name;
}

core::ServerOptions OptionsOf(std::size_t watchHistory, const core::TimePoint& now) {
  core::ServerOptions options;
  options.resources = SampleResources();
  options.clock = [&now] { return now; };
  options.watchHistory = watchHistory;
  return options;
}

}  // namespace

std::string At(std::string_view json, std::string_view path) {
  const auto document = core::ParseJson(json);
  if (!document) return "malformed: " + std::string(json);
  const JsonValue* value = &*document;
  while (value != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    value = Step(*value, path.substr(0, dot));
    path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  }
  if (value == nullptr) return {};
  return value->IsString() ? std::string(core::TextOf(*value)) : core::WriteJson(*value);
}

TestApi::TestApi(std::size_t watchHistory)
    : now_(std::chrono::sys_days(std::chrono::year(2026) / 1 / 2)), server_(OptionsOf(watchHistory, now_)) {}

Response TestApi::Get(std::string target, std::string accept) {
  return Send("GET", std::move(target), {{"Accept", std::move(accept)}});
}

Response TestApi::Post(std::string target, std::string body) {
  return Send("POST", std::move(target), {{"Content-Type", "application/json"}}, std::move(body));
}

Response TestApi::Put(std::string target, std::string body) {
  return Send("PUT", std::move(target), {{"Content-Type", "application/json"}}, std::move(body));
}

Response TestApi::Patch(std::string target, std::string type, std::string body) {
  return Send("PATCH", std::move(target), {{"Content-Type", std::move(type)}}, std::move(body));
}

Response TestApi::Delete(std::string target, std::string body) {
  return Send("DELETE", std::move(target), {}, std::move(body));
}

Response TestApi::Send(std::string method, std::string target, Headers headers, std::string body) {
  return server_
      .Handle(
          {.method = std::move(method), .target = std::move(target), .headers = std::move(headers), .body = std::move(body)})
      .head;
}

std::unique_ptr<core::Stream> TestApi::Watch(std::string target, std::string accept) {
  core::Answer answer =
      server_.Handle({.method = "GET", .target = std::move(target), .headers = {{"Accept", std::move(accept)}}, .body = ""});
  EXPECT_NE(answer.stream, nullptr) << answer.head.body;
  return std::move(answer.stream);
}

std::vector<std::string> Drain(core::Stream& stream) {
  std::vector<std::string> lines;
  while (true) {
    const core::Stream::Step step = stream.Next();
    if (step.state == core::Stream::State::kWait) return lines;
    if (step.state == core::Stream::State::kEnd) {
      lines.push_back("END");
      return lines;
    }
    lines.push_back(Summary(step.frame));
  }
}

std::string NamesIn(const Response& list) {
  EXPECT_EQ(list.status, 200) << list.body;
  std::string names;
  for (int i = 0;; ++i) {
    const std::string name = At(list.body, "items." + std::to_string(i) + ".metadata.name");
    if (name.empty()) return names;
    names += name + " ";
  }
}

std::string Pod(std::string_view name, std::string_view labels) {
  std::string json = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")";
  return json.append(name).append(R"(","labels":)").append(labels).append(R"(},"spec":{"nodeName":"n1"}})");
}

}  // namespace k8s::testkit
