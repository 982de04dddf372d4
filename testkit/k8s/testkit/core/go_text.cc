#include <map>
#include <string_view>

#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

std::string TextOfObject(const JsonValue& object) {
  std::map<std::string_view, const JsonValue*> sorted;
  for (const JsonMember& member : MembersOf(object)) sorted.emplace(TextOf(member.name), &member.value);
  std::string text;
  for (const auto& [name, value] : sorted) {
    text.append(text.empty() ? "" : " ").append(name).append(":").append(GoText(*value));
  }
  return "map[" + text + "]";
}

std::string TextOfList(const JsonValue& list) {
  std::string text;
  for (const JsonValue& element : list.GetArray()) text.append(text.empty() ? "" : " ").append(GoText(element));
  return "[" + text + "]";
}

}  // namespace

std::string GoText(const JsonValue& value) {
  if (value.IsObject()) return TextOfObject(value);
  if (value.IsArray()) return TextOfList(value);
  if (value.IsString()) return std::string(TextOf(value));
  return value.IsNull() ? "<nil>" : WriteJson(value);
}

std::string Quoted(std::string_view text) {
  const char* begin = text.empty() ? "" : text.data();  // of no text at all there is none
  return WriteJson(JsonValue(rapidjson::StringRef(begin, static_cast<rapidjson::SizeType>(text.size()))));
}

}  // namespace k8s::testkit::core
