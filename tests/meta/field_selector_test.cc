#include <string>

#include <gtest/gtest.h>

#include <k8s/meta/field_selector.h>

namespace k8s::fields {
namespace {

bool Matches(const char* selector, const Set& fields) {
  const auto parsed = Selector::Parse(selector);
  EXPECT_TRUE(parsed) << selector;
  return parsed->Matches(fields);
}

TEST(FieldSelectorTest, SelectsEverythingWhenEmpty) {
  EXPECT_TRUE(Matches("", {}));
  EXPECT_TRUE(Matches(",,", {{"a", "b"}}));
  EXPECT_TRUE(Selector().SelectsEverything());
}

TEST(FieldSelectorTest, ComparesFields) {
  const Set pod = {{"metadata.name", "web-0"}, {"status.phase", "Running"}};
  EXPECT_TRUE(Matches("metadata.name=web-0", pod));
  EXPECT_TRUE(Matches("metadata.name==web-0,status.phase!=Failed", pod));
  EXPECT_FALSE(Matches("metadata.name=web-0,status.phase!=Running", pod));
}

TEST(FieldSelectorTest, AnAbsentFieldIsEmpty) {
  EXPECT_TRUE(Matches("spec.nodeName=", {}));
  EXPECT_FALSE(Matches("spec.nodeName!=", {}));
  EXPECT_FALSE(Matches("spec.nodeName=node-1", {}));
  EXPECT_TRUE(Matches("spec.nodeName!=node-1", {}));
}

TEST(FieldSelectorTest, ReadsEscapedValues) {
  EXPECT_TRUE(Matches(R"(a=b\,c\=d\\,e!=f)", {{"a", R"(b,c=d\)"}}));
  EXPECT_EQ(EscapeValue(R"(b,c=d\)"), R"(b\,c\=d\\)");
}

TEST(FieldSelectorTest, IsWrittenInOneSpelling) {
  const struct {
    const char* text;
    const char* canonical;
  } kCases[] = {
      {"b==2,a=1", "a=1,b=2"},        {",a!=1,,", "a!=1"}, {"a=2,a=1,a!=3", "a!=3,a=1,a=2"},
      {R"(a=\,\=\\)", R"(a=\,\=\\)"}, {"a = b", "a = b"},  {"a!b=c", "a!b=c"},
  };
  for (const auto& [text, canonical] : kCases) {
    const auto selector = Selector::Parse(text);
    ASSERT_TRUE(selector) << selector.error().ToString();
    EXPECT_EQ(selector->ToString(), canonical);
    EXPECT_EQ(*Selector::Parse(selector->ToString()), *selector) << text;
  }
}

TEST(FieldSelectorTest, SaysWhatIsWrongWhere) {
  const struct {
    const char* text;
    const char* message;
  } kCases[] = {
      {"a", R"(invalid field selector "a": in "a": there is no '=', '==' or '!=')"},
      {"a=b,c", R"(invalid field selector "a=b,c": in "c": there is no '=', '==' or '!=')"},
      {"=b", R"(invalid field selector "=b": in "=b": the field is missing)"},
      {"a=b=c", R"(invalid field selector "a=b=c": in "a=b=c": an '=' in the value needs a backslash before it)"},
      {R"(a=\n)",
       R"(invalid field selector "a=\\n": in "a=\\n": a backslash stands before something else than a backslash, a comma or an '=')"},
      {"a=b\\",
       R"(invalid field selector "a=b\\": in "a=b\\": a backslash stands before something else than a backslash, a comma or an '=')"},
  };
  for (const auto& [text, message] : kCases) {
    const auto selector = Selector::Parse(text);
    ASSERT_FALSE(selector) << text;
    EXPECT_EQ(selector.error().Code(), ErrorCode::kInvalidArgument) << text;
    EXPECT_EQ(selector.error().Message(), message) << text;
  }
}

TEST(FieldSelectorTest, SurvivesHostileTexts) {
  EXPECT_TRUE(Selector::Parse(std::string(1 << 20, ',')));
  EXPECT_FALSE(Selector::Parse(std::string(1 << 20, '\\')));
  EXPECT_FALSE(Selector::Parse(std::string(1 << 20, '=')));
  EXPECT_TRUE(Selector::Parse(std::string(1 << 20, 'a') + "=" + std::string(1 << 20, 'b')));
}

}  // namespace
}  // namespace k8s::fields
