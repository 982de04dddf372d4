#include "generated/documents.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>

namespace k8s::test {
namespace {

using k8s_rapidjson::Value;

const Value kNull;

bool IsEmpty(const Value& value) {
  switch (value.GetType()) {
    case k8s_rapidjson::kNullType:
    case k8s_rapidjson::kFalseType: return true;
    case k8s_rapidjson::kTrueType: return false;
    case k8s_rapidjson::kNumberType: return value.GetDouble() == 0;
    case k8s_rapidjson::kStringType: return value.GetStringLength() == 0 || value == "0";
    case k8s_rapidjson::kArrayType: return value.Empty();
    case k8s_rapidjson::kObjectType:
      return std::all_of(value.MemberBegin(), value.MemberEnd(), [](const auto& member) { return IsEmpty(member.value); });
  }
  return false;
}

const Value& MemberOrNull(const Value& object, const Value& name) {
  const auto member = object.FindMember(name);
  return member == object.MemberEnd() ? kNull : member->value;
}

std::string DifferenceOfMembers(const Value& a, const Value& b) {
  for (const Value* names : {&a, &b}) {
    for (const auto& member : names->GetObject()) {
      const std::string inside = Difference(MemberOrNull(a, member.name), MemberOrNull(b, member.name));
      if (!inside.empty()) return std::string("/") + member.name.GetString() + inside;
    }
  }
  return "";
}

std::string DifferenceOfElements(const Value& a, const Value& b) {
  for (k8s_rapidjson::SizeType i = 0; i < a.Size(); ++i) {
    const std::string inside = Difference(a[i], b[i]);
    if (!inside.empty()) return "/" + std::to_string(i) + inside;
  }
  return "";
}

}  // namespace

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << "cannot read " << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

k8s_rapidjson::Document ParseJson(std::string_view text) {
  k8s_rapidjson::Document document;
  document.Parse(text.data(), text.size());
  EXPECT_FALSE(document.HasParseError()) << "not JSON: " << text.substr(0, 200);
  return document;
}

std::string ToText(const Value& document) {
  k8s_rapidjson::StringBuffer buffer;
  k8s_rapidjson::Writer<k8s_rapidjson::StringBuffer> writer(buffer);
  document.Accept(writer);
  return buffer.GetString();
}

std::string At(const Value& document, const std::string& pointer) {
  const Value* value = k8s_rapidjson::Pointer(pointer).Get(document);
  return value == nullptr ? "absent" : ToText(*value);
}

std::string Difference(const Value& a, const Value& b) {
  if (a.IsObject() && b.IsObject()) return DifferenceOfMembers(a, b);
  if (a.IsArray() && b.IsArray() && a.Size() == b.Size()) return DifferenceOfElements(a, b);
  if (a == b || (IsEmpty(a) && IsEmpty(b))) return "";
  return ": " + ToText(a) + " and " + ToText(b);
}

}  // namespace k8s::test
