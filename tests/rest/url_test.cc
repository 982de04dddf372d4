#include <gtest/gtest.h>

#include <k8s/rest/url.h>

namespace k8s {
namespace {

TEST(UrlTest, EncodesAllButUnreservedCharacters) {
  EXPECT_EQ(PercentEncode("azAZ09-._~"), "azAZ09-._~");
  EXPECT_EQ(PercentEncode("a b/c?d&e=f%g+h,i"), "a%20b%2Fc%3Fd%26e%3Df%25g%2Bh%2Ci");
  EXPECT_EQ(PercentEncode("é"), "%C3%A9");
}

TEST(UrlTest, BuildsQueriesInTheirOrder) {
  EXPECT_EQ(QueryString({}), "");
  EXPECT_EQ(QueryString({{"labelSelector", "a in (b,c)"}, {"limit", "5"}}), "?labelSelector=a%20in%20%28b%2Cc%29&limit=5");
}

TEST(UrlTest, RefusesSegmentsThatWouldChangeThePath) {
  for (const char* segment : {"", ".", "..", "a/b", "%2e%2e", "a%"}) {
    EXPECT_EQ(PathSegment(segment, "name").error().Code(), ErrorCode::kInvalidArgument) << segment;
  }
  EXPECT_EQ(PathSegment("", "name").error().Message(), "the name is empty");
  EXPECT_EQ(*PathSegment("system:node", "name"), "system%3Anode");
}

}  // namespace
}  // namespace k8s
