#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include <k8s/codec/type.h>

namespace k8s::test {

/// Tests over objects of every kind with every field filled, as Go's own encoders write them: the compatibility data of the Go
/// module k8s.io/api, which tools/golden-data finds. Skipped without it, but a failure in CI.
class GoldenDataTest : public testing::Test {
 protected:
  struct Golden {
    std::string json;
    std::string protobuf;
  };

  void SetUp() override;

  std::map<std::string, Golden> objects_;  // by the name of their kind

 private:
  void Read(std::filesystem::path path);
};

std::map<std::string, const codec::Type*> KindsByName();

}  // namespace k8s::test
