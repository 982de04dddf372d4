#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/transport/transport.h>

namespace k8s {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::vector<Headers::Entry> Entries(const Headers& headers) { return {headers.begin(), headers.end()}; }

TEST(HeadersTest, NamesAreComparedWithoutCase) {
  const Headers headers{{"Content-Type", "application/json"}};
  ASSERT_TRUE(headers.Find("content-TYPE"));
  EXPECT_EQ(*headers.Find("content-TYPE"), "application/json");
  EXPECT_FALSE(headers.Find("Content-Typ"));
}

TEST(HeadersTest, FieldsOfOneNameStayInOrder) {
  Headers headers{{"A", "1"}, {"B", "2"}};
  headers.Add("a", "3");
  EXPECT_THAT(Entries(headers), ElementsAre(Pair("A", "1"), Pair("B", "2"), Pair("a", "3")));
  EXPECT_EQ(*headers.Find("a"), "1");
}

TEST(HeadersTest, SetReplacesAllFieldsOfAName) {
  Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}};
  headers.Set("A", "4");
  EXPECT_THAT(Entries(headers), ElementsAre(Pair("B", "2"), Pair("A", "4")));
  headers.Remove("b");
  EXPECT_EQ(headers.size(), 1u);
}

}  // namespace
}  // namespace k8s
