#include <gtest/gtest.h>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {
namespace {

TEST(JsonTest, WritesNumbersAsGoDoes) {
  const auto numbers = ParseJson("[1.0, -2.50, 1e3, 1e20, 1e21, 0.000001, 9007199254740991.0, 9223372036854775807, 0.0]");
  ASSERT_TRUE(numbers);
  EXPECT_EQ(WriteJson(*numbers), "[1,-2.5,1000,100000000000000000000,1e+21,0.000001,9007199254740991,9223372036854775807,0]");
}

}  // namespace
}  // namespace k8s::testkit::core
