#include "generated/specification.h"

#include <filesystem>

#include "generated/documents.h"

namespace k8s::test {
namespace {

k8s_rapidjson::Document Read(const char* name) { return ParseJson(ReadFile(std::filesystem::path(K8S_OPENAPI_DIR) / name)); }

}  // namespace

const k8s_rapidjson::Document& Swagger() {
  static const k8s_rapidjson::Document document = Read("swagger.json");
  return document;
}

const k8s_rapidjson::Value& GoTypes() {
  static const k8s_rapidjson::Document document = Read("types.json");
  return document["types"];
}

const k8s_rapidjson::Value* Find(const k8s_rapidjson::Value& object, std::string_view name) {
  const auto member = object.FindMember(k8s_rapidjson::Value(k8s_rapidjson::StringRef(name.data(), name.size())));
  return member == object.MemberEnd() ? nullptr : &member->value;
}

}  // namespace k8s::test
