#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/rest/log.h>
#include <k8s/rest/warnings.h>

namespace k8s {
namespace {

using Texts = std::vector<std::string>;

Texts Warnings(std::string value) { return internal::WarningsOf(Headers{{"warning", std::move(value)}}); }

TEST(WarningsTest, GivesTheTextsOfTheServer) {
  EXPECT_EQ(Warnings(R"(299 - "v1beta1 is deprecated")"), Texts{"v1beta1 is deprecated"});
  EXPECT_EQ(Warnings(R"(299 host:80 "a" "Sun, 22 Nov 2026 10:00:05 GMT", 299 - "b")"), (Texts{"a", "b"}));
  EXPECT_EQ(Warnings(R"(299 - "say \"no\", or \\")"), Texts{R"(say "no", or \)"});
  EXPECT_EQ(internal::WarningsOf({{"Warning", R"(299 - "a")"}, {"Accept", "x"}, {"Warning", R"(299 - "b")"}}),
            (Texts{"a", "b"}));
}

TEST(WarningsTest, LeavesOtherCodesOut) {
  EXPECT_EQ(Warnings(R"(110 - "stale")"), Texts{});
  EXPECT_EQ(Warnings(R"(110 - "stale", 299 - "new")"), Texts{"new"});
}

TEST(WarningsTest, EndsAtWhatIsMalformed) {
  EXPECT_EQ(Warnings(R"(299 - "good", 299 - "cut off)"), Texts{"good"});
  EXPECT_EQ(Warnings(R"(299 - "good"; 299 - "b")"), Texts{});
  for (const char* text : {"", "299", "299 -", "299 - text", R"(299 "text")", R"(299 - "\)", R"(29 - "a")"}) {
    EXPECT_EQ(Warnings(text), Texts{}) << text;
  }
}

TEST(WarningsTest, LeavesOutWhatControlsATerminal) { EXPECT_EQ(Warnings("299 - \"a\x1b[2Jb\""), Texts{"a[2Jb"}); }

TEST(WarningsTest, AreGivenOnce) {
  Texts got;
  const WarningHandler once = WarnOnce([&](std::string_view text) { got.emplace_back(text); });
  for (const char* text : {"a", "b", "a"}) once(text);
  EXPECT_EQ(got, (Texts{"a", "b"}));
}

TEST(LogTest, ShowsNoSecretHeader) {
  EXPECT_EQ(internal::Redacted({{"Accept", "x"}, {"authorization", "Bearer s"}, {"Set-Cookie", "s"}}),
            "Accept: x, authorization: ***, Set-Cookie: ***");
}

}  // namespace
}  // namespace k8s
