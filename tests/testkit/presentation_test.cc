#include "testkit/every_kind.h"
#include "testkit/test_api.h"
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

constexpr char kTable[] = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
constexpr char kMetadata[] = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
constexpr char kMetadataList[] = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

class PresentationTest : public testing::Test {
 protected:
  void SetUp() override {
    api_.Post(kPods, Pod("web", R"({"app":"web"})"));
    api_.Advance(std::chrono::seconds(200));
  }

  TestApi api_;
};

TEST_F(PresentationTest, ShowsATable) {
  const Response table = api_.Get(kPods, kTable);
  EXPECT_EQ(At(table.body, "kind"), "Table");
  EXPECT_EQ(At(table.body, "apiVersion"), "meta.k8s.io/v1");
  EXPECT_EQ(At(table.body, "columnDefinitions.0.name"), "Name");
  EXPECT_EQ(At(table.body, "rows.0.cells"), R"(["web","3m20s"])");
  EXPECT_EQ(At(table.body, "rows.0.object.kind"), "PartialObjectMetadata");
  EXPECT_EQ(At(table.body, "rows.0.object.metadata.name"), "web");
  EXPECT_EQ(At(table.body, "rows.0.object.spec"), "");
}

TEST_F(PresentationTest, ATableTakesAlongWhatIsAskedFor) {
  EXPECT_EQ(At(api_.Get(std::string(kPods) + "?includeObject=Object", kTable).body, "rows.0.object.kind"), "Pod");
  EXPECT_EQ(At(api_.Get(std::string(kPods) + "?includeObject=None", kTable).body, "rows.0.object"), "null");
  EXPECT_EQ(api_.Get(std::string(kPods) + "?includeObject=Other", kTable).status, 400);
}

TEST_F(PresentationTest, ShowsAnObjectAsATableOfOneRow) {
  EXPECT_EQ(At(api_.Get(std::string(kPods) + "/web", kTable).body, "rows.0.cells.0"), "web");
}

TEST_F(PresentationTest, ShowsMetadataOnly) {
  const Response object = api_.Get(std::string(kPods) + "/web", kMetadata);
  EXPECT_EQ(At(object.body, "kind"), "PartialObjectMetadata");
  EXPECT_EQ(At(object.body, "metadata.labels.app"), "web");
  EXPECT_EQ(At(object.body, "spec"), "");
  const Response list = api_.Get(kPods, kMetadataList);
  EXPECT_EQ(At(list.body, "kind"), "PartialObjectMetadataList");
  EXPECT_EQ(At(list.body, "items.0.metadata.name"), "web");
}

TEST_F(PresentationTest, WatchesInTheFormThatIsAskedFor) {
  const std::string watch = std::string(kPods) + "?watch=true";
  EXPECT_EQ(At(api_.Watch(watch, kTable)->Next().frame, "object.rows.0.cells.0"), "web");
  EXPECT_EQ(At(api_.Watch(watch, kMetadata)->Next().frame, "object.kind"), "PartialObjectMetadata");
}

TEST_F(PresentationTest, TakesTheFirstFormThatItKnows) {
  EXPECT_EQ(At(api_.Get(kPods, "application/json;as=Table;v=v9;g=meta.k8s.io,application/json").body, "kind"), "PodList");
  EXPECT_EQ(At(api_.Get(kPods, "application/vnd.kubernetes.protobuf, */*").body, "kind"), "PodList");
  EXPECT_EQ(api_.Get(kPods, "application/vnd.kubernetes.protobuf").status, 406);
  EXPECT_EQ(api_.Get(kPods, "").status, 200);
}

TEST_F(PresentationTest, ShowsNoListAsAnObject) {
  EXPECT_EQ(api_.Get(kPods, kMetadata).status, 406);
  EXPECT_EQ(api_.Get(std::string(kPods) + "/web", kMetadataList).status, 406);
}

TEST(ColumnsTest, ShowOnlyWhatIsOfTheirType) {
  EveryKind api;
  const Response defined = api.Send(
      "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"ws.e.x"},"spec":)"
      R"({"group":"e.x","scope":"Namespaced","names":{"plural":"ws","kind":"W"},"versions":[{"name":"v1","served":true,)"
      R"("storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}},)"
      R"("additionalPrinterColumns":[{"name":"i","type":"integer","jsonPath":".i"},)"
      R"({"name":"d","type":"date","jsonPath":".d"}]}]}})");
  ASSERT_EQ(defined.status, 201) << defined.body;
  const std::string all = "/apis/e.x/v1/namespaces/default/ws";
  const auto cellsOf = [&](const std::string& name, const std::string& values) {
    api.Send("POST", all, R"({"apiVersion":"e.x/v1","kind":"W","metadata":{"name":")" + name + "\"}," + values + "}");
    return At(api.Get(all + "/" + name, kTable).body, "rows.0.cells");
  };
  EXPECT_EQ(cellsOf("a", R"("i":3,"d":"2026-01-01T21:00:00Z")"), R"(["a",3,"3h"])");
  EXPECT_EQ(cellsOf("b", R"("i":-2.5,"d":"yesterday")"), R"(["b",-2,"<invalid>"])");
  EXPECT_EQ(cellsOf("c", R"("i":1e300,"d":3)"), R"(["c",null,null])");
}

struct AgeCase {
  std::chrono::seconds age;
  const char* text;
};

class AgeTest : public testing::TestWithParam<AgeCase> {};

TEST_P(AgeTest, IsRoundedAsKubectlDoes) {
  TestApi api;
  api.Post(kPods, Pod("web"));
  api.Advance(GetParam().age);
  EXPECT_EQ(At(api.Get(kPods, kTable).body, "rows.0.cells.1"), GetParam().text);
}

using namespace std::chrono_literals;

INSTANTIATE_TEST_SUITE_P(Ages, AgeTest,
                         testing::Values(AgeCase{0s, "0s"}, AgeCase{119s, "119s"}, AgeCase{120s, "2m"}, AgeCase{121s, "2m1s"},
                                         AgeCase{10min + 5s, "10m"}, AgeCase{3h, "3h"}, AgeCase{3h + 7min, "3h7m"},
                                         AgeCase{8h + 7min, "8h"}, AgeCase{47h, "47h"}, AgeCase{48h, "2d"},
                                         AgeCase{7 * 24h + 3h, "7d3h"}, AgeCase{9 * 24h + 3h, "9d"}, AgeCase{729 * 24h, "729d"},
                                         AgeCase{735 * 24h, "2y5d"}, AgeCase{8 * 365 * 24h, "8y"}, AgeCase{-1s, "0s"},
                                         AgeCase{-5s, "<invalid>"}));

}  // namespace
}  // namespace k8s::testkit
