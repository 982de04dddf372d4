#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generated/documents.h"
#include "generated/filler.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>
#include <k8s/codec/manifest.h>
#include <k8s/codec/yaml.h>

// The same objects as in golden_test.cc, as Go's own encoder writes them in YAML.
namespace k8s::test {
namespace {

namespace fs = std::filesystem;

class GoldenYamlTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("CLIENT_CPP_GOLDEN_DIR");
    if (folder != nullptr) {
      for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".yaml") files_.push_back(entry.path());
      }
      return;
    }
    const char* ci = std::getenv("CI");
    ASSERT_FALSE(ci != nullptr && std::string_view(ci) == "true") << "CLIENT_CPP_GOLDEN_DIR is not set (see tools/golden-data)";
    GTEST_SKIP() << "CLIENT_CPP_GOLDEN_DIR is not set (see tools/golden-data)";
  }

  std::vector<fs::path> files_;
};

Value JsonBeside(fs::path yaml) { return Value::FromJson(ReadFile(yaml.replace_extension(".json"))).value(); }

Value Written(const codec::Type& type, const void* object) {
  std::string json;
  EXPECT_TRUE(codec::WriteJson(type, object, json));
  return Value::FromJson(json).value();
}

Value ReadAndWritten(const codec::Type& type, const Value& json) {
  const auto object = type.structure->make();
  EXPECT_TRUE(codec::ReadJson(json.ToJson().value(), type, object.get()));
  return Written(type, object.get());
}

TEST_F(GoldenYamlTest, EveryObjectIsReadAsFromJson) {
  int compared = 0;
  for (const fs::path& file : files_) {
    SCOPED_TRACE(file.filename());
    const Value json = JsonBeside(file);
    if (json.Find("kind") == nullptr) continue;  // a WatchEvent, which is no object
    const Result<std::vector<ManifestObject>> objects = FromManifest(ReadFile(file), Kinds(), {.rejectUnknownFields = true});
    ASSERT_TRUE(objects) << objects.error().ToString();
    ASSERT_EQ(objects->size(), 1U);
    const ManifestObject& object = objects->front();
    if (object.type == nullptr) {
      EXPECT_EQ(object.value, json);
      continue;
    }
    EXPECT_EQ(Written(*object.type, object.object.get()), ReadAndWritten(*object.type, json));
    ++compared;
  }
  RecordProperty("kinds", compared);
  EXPECT_EQ(compared, 100);
}

TEST_F(GoldenYamlTest, TextMeansTheSameAsJson) {
  for (const fs::path& file : files_) {
    const Result<std::string> json = codec::YamlToJson(ReadFile(file));
    ASSERT_TRUE(json) << file.filename() << ": " << json.error().ToString();
    EXPECT_EQ(Value::FromJson(*json).value(), JsonBeside(file)) << file.filename();
  }
}

TEST_F(GoldenYamlTest, TextIsWrittenAsGoWritesIt) {
  for (const fs::path& file : files_) {
    const std::string yaml = ReadFile(file);
    EXPECT_EQ(codec::YamlToJson(yaml).and_then([](std::string&& json) { return codec::JsonToYaml(json); }).value(), yaml)
        << file.filename();
  }
}

TEST(FilledObjectsYamlTest, NoFieldIsLost) {
  for (const codec::Type* kind : Kinds()) {
    SCOPED_TRACE(kind->structure->name);
    const auto object = kind->structure->make();
    Filler().Fill(*kind, object.get());
    std::string text;
    ASSERT_TRUE(codec::WriteYaml(*kind, object.get(), text));

    const auto back = kind->structure->make();
    const Result<void> read = codec::ReadYaml(text, *kind, back.get(), {.rejectUnknownFields = true});
    ASSERT_TRUE(read) << read.error().ToString();
    EXPECT_TRUE(codec::Equal(*kind, object.get(), back.get()));
    std::string again;
    ASSERT_TRUE(codec::WriteYaml(*kind, back.get(), again));
    EXPECT_TRUE(again == text);
  }
}

}  // namespace
}  // namespace k8s::test
