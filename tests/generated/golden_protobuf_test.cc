#include <string>

#include "generated/documents.h"
#include "generated/golden_data.h"
#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>
#include <k8s/codec/protobuf.h>

namespace k8s::test {
namespace {

using GoldenProtobufTest = GoldenDataTest;

// The golden text, and raw JSON in it, is indented; what Go puts into protobuf is not.
std::string WithoutSpace(const std::string& json) { return ToText(ParseJson(json)); }

std::string JsonOf(const codec::Type& type, const void* object) {
  std::string text;
  EXPECT_TRUE(codec::WriteJson(type, object, text));
  return text;
}

TEST_F(GoldenProtobufTest, EveryObjectOfGoIsTheSameInJsonAndInProtobuf) {
  int compared = 0;
  for (const auto& [name, type] : KindsByName()) {
    const auto golden = objects_.find(name);
    if (golden == objects_.end()) continue;
    SCOPED_TRACE(name);
    const auto fromJson = type->structure->make();
    ASSERT_TRUE(codec::ReadJson(WithoutSpace(golden->second.json), *type, fromJson.get()));
    const auto fromProtobuf = type->structure->make();
    const Result<void> read = codec::ReadProtobuf(golden->second.protobuf, *type, fromProtobuf.get());
    ASSERT_TRUE(read) << read.error().ToString();
    EXPECT_TRUE(codec::Equal(*type, fromJson.get(), fromProtobuf.get())) << JsonOf(*type, fromJson.get()) << "\n"
                                                                         << JsonOf(*type, fromProtobuf.get());
    ++compared;
  }
  EXPECT_EQ(compared, 100);
}

TEST_F(GoldenProtobufTest, EveryObjectIsWrittenByteForByteAsGoWritesIt) {
  for (const auto& [name, type] : KindsByName()) {
    const auto golden = objects_.find(name);
    if (golden == objects_.end()) continue;
    SCOPED_TRACE(name);
    const auto object = type->structure->make();
    ASSERT_TRUE(codec::ReadJson(WithoutSpace(golden->second.json), *type, object.get()));
    std::string written;
    const Result<void> wrote = codec::WriteProtobuf(*type, object.get(), written);
    ASSERT_TRUE(wrote) << wrote.error().ToString();
    EXPECT_TRUE(written == golden->second.protobuf) << testing::PrintToString(written) << "\n"
                                                    << testing::PrintToString(golden->second.protobuf);
  }
}

}  // namespace
}  // namespace k8s::test
