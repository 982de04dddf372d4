#include "generated/golden_data.h"

#include <cstdlib>
#include <string_view>
#include <utility>

#include "generated/documents.h"
#include "generated/structs.h"

#include <k8s/api/registry.h>

namespace k8s::test {

void GoldenDataTest::SetUp() {
  const char* folder = std::getenv("CLIENT_CPP_GOLDEN_DIR");
  if (folder != nullptr) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".json") Read(entry.path());
    }
    return;
  }
  const char* ci = std::getenv("CI");
  ASSERT_FALSE(ci != nullptr && std::string_view(ci) == "true") << "CLIENT_CPP_GOLDEN_DIR is not set (see tools/golden-data)";
  GTEST_SKIP() << "CLIENT_CPP_GOLDEN_DIR is not set (see tools/golden-data)";
}

void GoldenDataTest::Read(std::filesystem::path path) {
  std::string text = ReadFile(path);
  const auto document = ParseJson(text);
  if (!document.HasMember("kind")) return;  // a WatchEvent, which is no object
  std::string protobuf = ReadFile(path.replace_extension(".pb"));
  objects_.emplace(std::string(document["apiVersion"].GetString()) + " " + document["kind"].GetString(),
                   Golden{std::move(text), std::move(protobuf)});
}

std::map<std::string, const codec::Type*> KindsByName() {
  std::map<std::string, const codec::Type*> kinds;
  for (const codec::Type* kind : Kinds()) kinds.emplace(NameOf(*kind->structure->kind), kind);
  return kinds;
}

}  // namespace k8s::test
