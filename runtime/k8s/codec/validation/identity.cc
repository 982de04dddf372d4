#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <k8s/codec/validation/identity.h>

namespace k8s::codec {
namespace {

// As deep as JSON is read.
constexpr std::size_t kMaxDepth = 1024;

std::string JsonOf(const Value& value) { return value.ToJson().value_or(std::string()); }

void AppendSorted(const Value& value, std::string& text, std::size_t depth);

void AppendMembers(const ValueObject& object, std::string& text, std::size_t depth) {
  std::vector<std::pair<std::string_view, const Value*>> members;
  for (auto [name, value] : object) members.emplace_back(name, &value);
  std::ranges::sort(members, {}, [](const auto& member) { return member.first; });
  for (const auto& [name, value] : members) {
    text += JsonOf(Value(name));
    text += ':';
    AppendSorted(*value, text, depth + 1);
    text += ',';
  }
}

// JSON with the members of objects in the order of their names, all but for a comma too much.
void AppendSorted(const Value& value, std::string& text, std::size_t depth) {
  if (depth > kMaxDepth) return;
  if (const ValueObject* object = value.AsObject()) {
    text += '{';
    AppendMembers(*object, text, depth);
    text += '}';
  } else if (const ValueList* list = value.AsList()) {
    text += '[';
    for (const Value& element : *list) {
      AppendSorted(element, text, depth + 1);
      text += ',';
    }
    text += ']';
  } else {
    text += JsonOf(value);
  }
}

}  // namespace

std::string IdentityOf(const Value& value) {
  std::string text;
  if (value.Kind() == ValueKind::kDouble) text += "double ";
  AppendSorted(value, text, 0);
  return text;
}

std::string KeysOf(std::span<const std::string_view> keys, const Value& element) {
  std::string text;
  for (const std::string_view name : keys) {
    if (const Value* key = element.Find(name)) {
      // A single key is compared as an element of a set, several as an object of them.
      if (keys.size() == 1) return IdentityOf(*key);
      AppendSorted(*key, text, 0);
    }
    text += '\n';  // which no JSON without white space has
  }
  return text;
}

}  // namespace k8s::codec
