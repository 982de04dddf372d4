#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/objects/label_selector.h>

namespace k8s {
namespace {

metav1::LabelSelectorRequirement Expression(std::string key, std::string op, std::vector<std::string> values = {}) {
  metav1::LabelSelectorRequirement expression;
  expression.key = std::move(key);
  expression.operator_ = std::move(op);
  expression.values = std::move(values);
  return expression;
}

TEST(LabelSelectorConversionTest, TakesLabelsAndExpressions) {
  metav1::LabelSelector selector;
  EXPECT_TRUE(ToSelector(selector)->SelectsEverything());

  selector.matchLabels = {{"app", "web"}, {"zone", ""}};
  selector.matchExpressions = {Expression("tier", "In", {"front", "back", "front"}), Expression("env", "NotIn", {"dev"}),
                               Expression("a", "Exists"), Expression("b", "DoesNotExist")};
  const Result<labels::Selector> converted = ToSelector(selector);
  ASSERT_TRUE(converted) << converted.error().ToString();
  EXPECT_EQ(converted->ToString(), "a,app=web,!b,env notin (dev),tier in (back,front),zone=");
  EXPECT_TRUE(converted->Matches({{"app", "web"}, {"zone", ""}, {"tier", "back"}, {"a", "1"}}));
  EXPECT_FALSE(converted->Matches({{"app", "web"}, {"zone", ""}, {"tier", "back"}, {"a", "1"}, {"env", "dev"}}));
}

TEST(LabelSelectorConversionTest, RefusesWhatGoRefuses) {
  for (const auto& expression : {Expression("k", "Gt", {"1"}), Expression("k", "in", {"a"}), Expression("k", ""),
                                 Expression("k", "In"), Expression("k", "Exists", {"a"}), Expression("", "Exists"),
                                 Expression("k k", "Exists"), Expression("k", "In", {"a b"})}) {
    metav1::LabelSelector selector;
    selector.matchExpressions = {expression};
    const Result<labels::Selector> refused = ToSelector(selector);
    ASSERT_FALSE(refused) << expression.key << " " << expression.operator_;
    EXPECT_EQ(refused.error().Code(), ErrorCode::kInvalidArgument);
    EXPECT_TRUE(refused.error().Message().starts_with("matchExpressions: "));
  }
  metav1::LabelSelector selector;
  selector.matchLabels = {{"app", "a b"}};
  EXPECT_TRUE(ToSelector(selector).error().Message().starts_with("matchLabels: "));
}

TEST(LabelSelectorConversionTest, GoesTheOtherWay) {
  for (const auto& [text, again] : std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {"app=web,tier in (a,b),env notin (c),x,!y", "app=web,env notin (c),tier in (a,b),x,!y"},
           {"app!=web", "app notin (web)"},
           {"app=a,app=b", "app=a,app in (b)"}}) {
    const auto selector = labels::Selector::Parse(text).and_then([](auto&& parsed) { return ToLabelSelector(parsed); });
    ASSERT_TRUE(selector) << text;
    EXPECT_EQ(ToSelector(*selector)->ToString(), again);
  }
  EXPECT_EQ(ToLabelSelector(labels::Selector::Parse("a>1").value()).error().Code(), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace k8s
