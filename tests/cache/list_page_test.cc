#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/api/core/v1/config_map_list.h>
#include <k8s/cache/list_page.h>
#include <k8s/codec/json.h>
#include <k8s/codec/protobuf.h>

namespace k8s::internal {
namespace {

using testing::ElementsAre;

struct Form {
  const char* name;
  const char* mediaType;
  std::string (*write)(const corev1::ConfigMapList& list);
};

class ListPageTest : public testing::TestWithParam<Form> {
 protected:
  static std::string Body() {
    corev1::ConfigMapList list;
    list.metadata.resourceVersion = "7";
    list.metadata.continue_ = "more";
    for (const char* name : {"a", "b", "c"}) {
      corev1::ConfigMap& map = list.items.emplace_back();
      map.metadata.name = name;
    }
    return GetParam().write(list);
  }

  Result<void> Feed(std::string_view bytes) {
    return page.Feed(bytes, [this](std::string_view object) { objects.emplace_back(object); });
  }

  ListPage page{GetParam().mediaType, corev1::ConfigMap::kResource};
  std::vector<std::string> objects;
};

INSTANTIATE_TEST_SUITE_P(In, ListPageTest,
                         testing::Values(Form{"Json", "application/json",
                                              [](const corev1::ConfigMapList& list) { return ToJson(list).value(); }},
                                         Form{"Protobuf", "application/vnd.kubernetes.protobuf",
                                              [](const corev1::ConfigMapList& list) { return ToProtobuf(list).value(); }}),
                         [](const auto& instance) { return instance.param.name; });

TEST_P(ListPageTest, GivesEachObjectAsSoonAsItIsComplete) {
  const std::string body = Body();
  std::vector<std::size_t> seen;
  for (const char& byte : body) {
    ASSERT_TRUE(Feed({&byte, 1}));
    if (seen.empty() || objects.size() > seen.back()) seen.push_back(objects.size());
  }
  EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3));
  const auto metadata = page.End();
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->resourceVersion, "7");
  EXPECT_EQ(metadata->continue_, "more");
}

TEST_P(ListPageTest, DoesNotTakeTheBeginningOfAListForOne) {
  const std::string body = Body();
  ASSERT_TRUE(Feed(body.substr(0, body.size() - 3)));
  EXPECT_EQ(page.End().error().Code(), ErrorCode::kDecode);
}

TEST_P(ListPageTest, RefusesWhatIsNoList) {
  const Result<void> fed = Feed("<html>no</html>");
  EXPECT_EQ((fed ? page.End().error() : fed.error()).Code(), ErrorCode::kDecode);
}

}  // namespace
}  // namespace k8s::internal
