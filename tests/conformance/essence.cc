#include "conformance/essence.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>
#include <sstream>
#include <string_view>
#include <utility>

namespace k8s::test {
namespace {

using k8s_rapidjson::Document;
using k8s_rapidjson::Value;
using Allocator = Document::AllocatorType;

constexpr std::size_t kTooLongForChance = 8;

std::string Replaced(std::string text, std::string_view what, std::string_view by) {
  if (what.empty()) return text;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

bool IsWordAt(const std::string& text, std::size_t at, std::size_t size) {
  const auto isPart = [&](std::size_t i) { return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0; };
  return !isPart(at - 1) && !isPart(at + size);
}

std::string ReplacedWords(std::string text, std::string_view what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos && !what.empty(); at = text.find(what, at + 1)) {
    if (!IsWordAt(text, at, what.size())) continue;
    text.replace(at, what.size(), by);
    at += by.size() - 1;
  }
  return text;
}

std::string TextAt(const Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsString() ? member->value.GetString() : "";
}

/// The first name of a path, and what is behind it.
std::pair<std::string, std::string> Split(const std::string& path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return {path, ""};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

const Value* ValueAt(const Value& value, const std::string& path) {
  if (path.empty()) return &value;
  const auto [name, rest] = Split(path);
  if (value.IsArray()) {
    unsigned index = 0;
    std::from_chars(name.data(), name.data() + name.size(), index);
    return index < value.Size() ? ValueAt(value[index], rest) : nullptr;
  }
  if (!value.IsObject()) return nullptr;
  const auto member = value.FindMember(name.c_str());
  return member == value.MemberEnd() ? nullptr : ValueAt(member->value, rest);
}

void SetText(Value& object, const char* name, const std::string& text, Allocator& allocator) {
  object.RemoveMember(name);
  object.AddMember(Value(name, allocator), Value(text.c_str(), allocator), allocator);
}

/// Keeps what the paths name, and no object of which nothing is named; of a list, of each element.
void Project(Value& value, const std::vector<std::string>& paths) {
  if (value.IsArray()) {
    for (Value& item : value.GetArray()) Project(item, paths);
  }
  if (!value.IsObject() || std::find(paths.begin(), paths.end(), "") != paths.end()) return;
  for (auto member = value.MemberBegin(); member < value.MemberEnd();) {
    std::vector<std::string> below;
    for (const std::string& path : paths) {
      if (auto [name, rest] = Split(path); name == member->name.GetString()) below.push_back(std::move(rest));
    }
    Project(member->value, below);
    const bool isWhole = std::find(below.begin(), below.end(), "") != below.end();
    const bool isEmptied = !isWhole && member->value.IsObject() && member->value.ObjectEmpty();
    member = below.empty() || isEmptied ? value.EraseMember(member) : member + 1;
  }
}

void Hide(Value& value, const std::string& path) {
  if (value.IsArray()) {
    for (Value& item : value.GetArray()) Hide(item, path);
  }
  if (!value.IsObject()) return;
  const auto [name, rest] = Split(path);
  if (!value.HasMember(name.c_str())) return;
  if (rest.empty()) {
    value.EraseMember(name.c_str());
  } else {
    Hide(value[name.c_str()], rest);
  }
}

/// The name of an item of a list, wherever it has it.
std::string NameOf(const Value& item) {
  for (const char* path : {"name", "metadata.name"}) {
    const Value* name = ValueAt(item, path);
    if (name != nullptr && name->IsString()) return name->GetString();
  }
  return "";
}

void KeepAmong(Value& body, const std::string& list, const std::vector<std::string>& names) {
  if (!body.HasMember(list.c_str()) || !body[list.c_str()].IsArray()) return;
  Value& items = body[list.c_str()];
  const auto isOther = [&](const Value& item) { return std::find(names.begin(), names.end(), NameOf(item)) == names.end(); };
  items.Erase(std::remove_if(items.Begin(), items.End(), isOther), items.End());
}

/// Tells entries of managed fields apart.
std::string OwnerOf(const Value& entry) {
  return TextAt(entry, "operation") + " " + TextAt(entry, "manager") + " " + TextAt(entry, "subresource") + " " +
         TextAt(entry, "apiVersion");
}

/// The order of the entries is that of their times, which may be the same second or not.
void CompareOwners(Value& metadata, Allocator& allocator) {
  if (!metadata.HasMember("managedFields") || !metadata["managedFields"].IsArray()) return;
  Value& managed = metadata["managedFields"];
  for (Value& entry : managed.GetArray()) SetText(entry, "time", TextAt(entry, "time").empty() ? "" : "set", allocator);
  std::sort(managed.Begin(), managed.End(), [](const Value& a, const Value& b) { return OwnerOf(a) < OwnerOf(b); });
}

void CompareVersion(const std::string& kind, Value& metadata, Versions& versions, Allocator& allocator) {
  const std::string version = TextAt(metadata, "resourceVersion");
  metadata.RemoveMember("resourceVersion");
  if (version.empty()) return;
  std::string& last = versions[kind + " " + TextAt(metadata, "name")];
  if (!last.empty()) SetText(metadata, "resourceVersion", last == version ? "same" : "new", allocator);
  last = version;
}

bool IsListed(const std::string& kind) {
  return kind == "Table" || (kind.size() > 4 && kind.substr(kind.size() - 4) == "List");
}

void CompareMetadata(Value& object, Versions& versions, Allocator& allocator) {
  if (!object.HasMember("metadata") || !object["metadata"].IsObject()) return;
  Value& metadata = object["metadata"];
  const std::string kind = TextAt(object, "kind");
  if (IsListed(kind)) {
    metadata.RemoveMember("resourceVersion");
    if (!TextAt(metadata, "continue").empty()) SetText(metadata, "continue", "set", allocator);
  } else {
    CompareVersion(kind, metadata, versions, allocator);
  }
  for (const char* name : {"uid", "creationTimestamp", "selfLink"}) metadata.RemoveMember(name);
  if (metadata.HasMember("deletionTimestamp")) SetText(metadata, "deletionTimestamp", "set", allocator);
  CompareOwners(metadata, allocator);
}

void NameInMessage(Value& object, const Names& names, Allocator& allocator) {
  if (object.HasMember("message")) SetText(object, "message", names.NamedInWords(TextAt(object, "message")), allocator);
}

void CompareStatus(Value& status, const Names& names, Allocator& allocator) {
  Project(status, {"status", "reason", "message", "details"});
  NameInMessage(status, names, allocator);
  if (!status.HasMember("details")) return;
  Value& details = status["details"];
  details.RemoveMember("uid");
  if (!details.HasMember("causes")) return;
  for (Value& cause : details["causes"].GetArray()) NameInMessage(cause, names, allocator);
}

void Compare(Value& body, const View& view, const Names& names, Versions& versions, Allocator& allocator) {
  if (!body.IsObject()) return;
  for (const auto& [list, itemNames] : view.among) KeepAmong(body, list, itemNames);
  if (TextAt(body, "kind") == "Status") {
    CompareStatus(body, names, allocator);
  } else {
    CompareMetadata(body, versions, allocator);
    std::vector<std::string> shown = {"kind", "apiVersion"};
    shown.insert(shown.end(), view.show.begin(), view.show.end());
    Project(body, shown);
  }
  for (const std::string& path : view.hide) Hide(body, path);
}

bool EndsInitialEvents(const Value& object) {
  const Value* annotations = ValueAt(object, "metadata.annotations");
  return annotations != nullptr && annotations->HasMember("k8s.io/initial-events-end");
}

/// How it is marked, and that it has a version, is all that a bookmark tells.
void CompareBookmark(Value& object, Allocator& allocator) {
  Project(object, {"kind", "apiVersion", "metadata.resourceVersion", "metadata.annotations"});
  Value& metadata = object["metadata"];
  if (!TextAt(metadata, "resourceVersion").empty()) SetText(metadata, "resourceVersion", "set", allocator);
}

bool IsLast(const Value& events, const Value& event) { return !events.Empty() && events[events.Size() - 1] == event; }

/// The events of a watch, one in a line; null if it is something else.
Value EventsOf(const std::string& text, const View& view, const Names& names, Versions& versions, Allocator& allocator) {
  Value events(k8s_rapidjson::kArrayType);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    Document event;
    event.Parse(line.c_str());
    if (event.HasParseError() || !event.IsObject() || !event.HasMember("type") || !event.HasMember("object")) return Value();
    const bool isBookmark = TextAt(event, "type") == "BOOKMARK";
    if (isBookmark && !view.bookmarks && !EndsInitialEvents(event["object"])) continue;
    Value copy(event, allocator);
    if (isBookmark) {
      CompareBookmark(copy["object"], allocator);
    } else {
      Compare(copy["object"], view, names, versions, allocator);
    }
    if (!isBookmark || !IsLast(events, copy)) events.PushBack(copy, allocator);
  }
  return events;
}

Value BodyOf(const std::string& text, const View& view, const Names& names, Versions& versions, Allocator& allocator) {
  Document parsed;
  parsed.Parse(text.c_str());
  if (parsed.HasParseError()) return Value(text.c_str(), allocator);
  Value body(parsed, allocator);
  Compare(body, view, names, versions, allocator);
  return body;
}

/// Those that are wanted and there.
Value HeadersOf(const Headers& headers, const std::vector<std::string>& wanted, const Names& names, Allocator& allocator) {
  Value found(k8s_rapidjson::kObjectType);
  for (const std::string& name : wanted) {
    const std::string* value = headers.Find(name);
    if (value != nullptr) SetText(found, name.c_str(), name == "ETag" ? "set" : names.Named(*value), allocator);
  }
  return found;
}

Value WarningsOf(const Headers& headers, const Names& names, Allocator& allocator) {
  Value warnings(k8s_rapidjson::kArrayType);
  for (const auto& [name, value] : headers) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    if (lower == "warning") warnings.PushBack(Value(names.NamedInWords(names.Named(value)).c_str(), allocator), allocator);
  }
  return warnings;
}

}  // namespace

void Names::Keep(const std::string& name, const Value& body, std::string path) {
  const Value* value = ValueAt(body, path);
  if (value == nullptr) return;
  kept_[name] = value->IsString() ? value->GetString() : ToText(*value);
}

std::string Names::Filled(std::string text) const {
  text = Replaced(std::move(text), "{ns}", ns_);
  for (const auto& [name, value] : kept_) text = Replaced(std::move(text), "{" + name + "}", value);
  return text;
}

std::string Names::Named(std::string text) const {
  text = Replaced(std::move(text), ns_, "{ns}");
  for (const auto& [name, value] : kept_) {
    if (value.size() >= kTooLongForChance) text = Replaced(std::move(text), value, "{" + name + "}");
  }
  return text;
}

std::string Names::NamedInWords(const std::string& text) const {
  std::string named = text;
  for (const auto& [name, value] : kept_) named = ReplacedWords(std::move(named), value, "{" + name + "}");
  return named;
}

Document EssenceOf(const Response& answer, const View& view, const Names& names, Versions& versions) {
  Document essence(k8s_rapidjson::kObjectType);
  Allocator& allocator = essence.GetAllocator();
  const std::string text = names.Named(answer.body);
  Value events = EventsOf(text, view, names, versions, allocator);
  essence.AddMember("status", Value(answer.status), allocator);
  if (events.IsNull() || (text.empty() && answer.status != 200)) {
    essence.AddMember("body", BodyOf(text, view, names, versions, allocator), allocator);
  } else {
    essence.AddMember("events", events, allocator);
  }
  Value warnings = WarningsOf(answer.headers, names, allocator);
  if (!warnings.Empty()) essence.AddMember("warnings", warnings, allocator);
  Value headers = HeadersOf(answer.headers, view.headers, names, allocator);
  if (!headers.ObjectEmpty()) essence.AddMember("headers", headers, allocator);
  return essence;
}

}  // namespace k8s::test
