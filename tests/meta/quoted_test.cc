#include <string>

#include <gtest/gtest.h>

#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

TEST(QuotedTest, EscapesWhatCouldForgeALine) {
  EXPECT_EQ(Quoted("a\nb\x1b[31m\"\\\x7f"), R"("a\x0ab\x1b[31m\"\\\x7f")");
  EXPECT_EQ(Quoted("grün"), "\"grün\"");
}

TEST(QuotedTest, CutsLongInput) {
  EXPECT_EQ(Quoted(std::string(80, 'x')), "\"" + std::string(80, 'x') + "\"");
  EXPECT_EQ(Quoted(std::string(1 << 20, 'x')), "\"" + std::string(80, 'x') + "\"...");
}

}  // namespace
}  // namespace k8s::internal
