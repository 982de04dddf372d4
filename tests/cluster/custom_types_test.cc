// The custom resources of tests/custom on a real API server, which says itself what it makes of their definitions.
#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <iterator>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "cluster/cluster.h"
#include "custom/basin_cases.h"
#include "custom/sample.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sink/client/sink/v1/basins.h>
#include <sink/client/sink/v1/drains.h>
#include <sink/client/sink/v1/sinks.h>
#include <sink/clientset.h>
#include <sink/informers/sink/v1/sinks.h>
#include <sink/validation/sink/v1/sink.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/client/apiextensions/v1/custom_resource_definitions.h>
#include <k8s/codec/json.h>
#include <k8s/codec/manifest.h>
#include <k8s/codec/value_convert.h>

namespace k8s::test {
namespace {

namespace sinkv1 = sink::sinkv1;
using apiextensionsv1::CustomResourceDefinition;

// Those whose group is nobody else's.
std::vector<CustomResourceDefinition> Definitions() {
  std::ifstream file(SINK_YAML);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const codec::Type* const kinds[] = {&CustomResourceDefinition::kType};
  std::vector<CustomResourceDefinition> definitions;
  for (const ManifestObject& object : FromManifest(text, kinds).value()) {
    const auto definition = object.As<CustomResourceDefinition>();
    if (definition && definition->spec.group == "sink.example.com") definitions.push_back(*definition);
  }
  return definitions;
}

class CustomTypesTest : public ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    const auto server = Clients().ApiextensionsV1().CustomResourceDefinitions();
    for (const CustomResourceDefinition& definition : Definitions()) {
      server.Apply(definition, {.fieldManager = "tests"}, Soon()).value();
      const auto isEstablished = [](const CustomResourceDefinition& found) {
        return std::ranges::any_of(found.status.conditions, [](const auto& condition) {
          return condition.type == "Established" && condition.status == "True";
        });
      };
      Await(server, definition.metadata.name, isEstablished, Soon());
    }
  }

  sinkv1::SinkClient Sinks() const { return sink::Clientset(Clients().Rest()).SinkV1().Sinks(Namespace()); }

  sinkv1::Sink Full() const {
    auto full = FromJson<sinkv1::Sink>(kFullSink).value();
    full.metadata.namespace_.clear();
    return full;
  }
};

TEST_F(CustomTypesTest, WhatIsWrittenIsKept) {
  const auto created = Sinks().Create(Full(), {.fieldValidation = "Strict"}, Soon()).value();
  const auto read = Sinks().Get("full", {}, Soon()).value();
  EXPECT_EQ(read, created);
  auto expected = Full().spec;
  expected.ports.at(0).protocol = "TCP";  // by default
  EXPECT_EQ(ToValue(read.spec).value(), ToValue(expected).value());
  EXPECT_EQ(read.status, sinkv1::SinkStatus()) << "a create takes no status where that is a subresource";
}

TEST_F(CustomTypesTest, EveryVerb) {
  const auto sinks = Sinks();
  auto sink = sinks.Create(Full(), {}, Soon()).value();
  EXPECT_EQ(sinks.List({}, Soon()).value().items.size(), 1U);

  auto watch = sinks.Watch({.resourceVersion = sink.metadata.resourceVersion}, Soon()).value();
  sink.spec.image = "sink:2";
  sink = sinks.Update(sink, {}, Soon()).value();
  const auto modified = watch.Next().value();
  ASSERT_TRUE(modified.has_value());
  EXPECT_EQ(modified->type, WatchEventType::kModified);
  EXPECT_EQ(modified->object, sink);

  EXPECT_EQ(sinks.Patch("full", MergePatch(R"({"spec":{"image":"sink:3"}})"), {}, Soon()).value().spec.image, "sink:3");
  sinkv1::Sink applied;
  applied.metadata.name = "full";
  applied.spec.image = "sink:4";
  EXPECT_EQ(sinks.Apply(applied, {.fieldManager = "other", .force = true}, Soon()).value().spec.image, "sink:4");

  ASSERT_TRUE(sinks.Delete("full", {}, Soon()));
  applied.metadata.name = "second";
  sinks.Create(applied, {}, Soon()).value();
  ASSERT_TRUE(sinks.DeleteCollection({}, {}, Soon()));
  EXPECT_TRUE(sinks.List({}, Soon()).value().items.empty());
}

TEST_F(CustomTypesTest, TheStatusIsApart) {
  auto sink = Sinks().Create(Full(), {}, Soon()).value();
  sink.status = Full().status;
  sink.spec.image = "sink:2";
  const auto updated = Sinks().UpdateStatus(sink, {}, Soon()).value();
  EXPECT_EQ(updated.status, Full().status);
  EXPECT_EQ(updated.spec.image, "sink:1");

  const auto patched = Sinks().PatchStatus("full", MergePatch(R"({"status":{"phase":"Waiting"}})"), {}, Soon()).value();
  EXPECT_EQ(patched.status.phase, "Waiting");
  EXPECT_EQ(Sinks().GetStatus("full", {}, Soon()).value(), patched);

  sink = patched;
  sink.status.phase = "Running";
  sink.spec.image = "sink:3";
  EXPECT_EQ(Sinks().Update(sink, {}, Soon()).value().status.phase, "Waiting");
}

TEST_F(CustomTypesTest, TheScaleIsThatOfTheObject) {
  Sinks().Create(Full(), {}, Soon()).value();
  auto scale = Sinks().GetScale("full", {}, Soon()).value();
  EXPECT_EQ(scale.spec.replicas, 3);
  scale.spec.replicas = 5;
  Sinks().UpdateScale("full", scale, {}, Soon()).value();
  EXPECT_EQ(Sinks().Get("full", {}, Soon()).value().spec.replicas, 5);
}

TEST_F(CustomTypesTest, WhatIsClusteredHasNoNamespace) {
  const auto drains = sink::Clientset(Clients().Rest()).SinkV1().Drains();
  sinkv1::Drain drain;
  drain.metadata.name = Namespace();
  drain.data["a"] = "b";
  drains.Create(drain, {}, Soon()).value();
  EXPECT_EQ(drains.Get(Namespace(), {}, Soon()).value().data.at("a"), "b");
  ASSERT_TRUE(drains.Delete(Namespace(), {}, Soon()));
}

TEST_F(CustomTypesTest, AnInformerFollows) {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> heard;
  const auto hear = [&](std::string what) {
    std::lock_guard lock(mutex);
    heard.push_back(std::move(what));
    changed.notify_all();
  };
  const sink::InformerFactory informers(Clients(), {.namespaces = {Namespace()}});
  const auto sinks = informers.SinkV1().Sinks();
  const auto handler = sinks.AddEventHandler(
      {.onAdd = [&](const Shared<sinkv1::Sink>& sink, bool) { hear("+" + sink->spec.image); },
       .onUpdate = [&](const Shared<sinkv1::Sink>&, const Shared<sinkv1::Sink>& after) { hear("=" + after->spec.image); },
       .onDelete = [&](const Deleted<sinkv1::Sink>& gone) { hear("-" + gone.key.name); }});
  informers.Start();
  ASSERT_TRUE(informers.WaitForCacheSync(Soon()));
  const auto await = [&](std::size_t count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(60), [&] { return heard.size() >= count; });
  };

  Sinks().Create(Full(), {}, Soon()).value();
  ASSERT_TRUE(await(1));
  Sinks().Patch("full", MergePatch(R"({"spec":{"image":"sink:2"}})"), {}, Soon()).value();
  ASSERT_TRUE(await(2));
  EXPECT_EQ(sinks.Lister().Namespaced(Namespace()).Get("full").value()->spec.image, "sink:2");
  ASSERT_TRUE(Sinks().Delete("full", {}, Soon()));
  ASSERT_TRUE(await(3));
  std::lock_guard lock(mutex);
  EXPECT_THAT(heard, testing::ElementsAre("+sink:1", "=sink:2", "-full"));
}

// What the server refuses, and what Validate() tells before, name the same fields.
TEST_F(CustomTypesTest, WhatIsInvalidIsRefusedWithTheServersCauses) {
  auto sink = Full();
  sink.spec.image = "";
  sink.spec.replicas = 11;
  sink.spec.size = 6;
  sink.spec.policy = "Maybe";
  sink.spec.schedule = "never";
  sink.spec.args.resize(6);
  sink.spec.ports.at(1).number = 0;
  const auto refused = Sinks().Create(sink, {}, Soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().Code(), ErrorCode::kInvalidObject);
  ASSERT_NE(refused.error().Status(), nullptr);

  std::vector<std::string> theirs;
  for (const auto& cause : refused.error().Status()->details->causes) theirs.push_back(cause.field);
  std::vector<std::string> ours;
  for (const Finding& finding : Validate(sink).violations) ours.push_back(finding.field);
  EXPECT_THAT(ours, testing::IsSubsetOf(theirs));
  EXPECT_THAT(theirs, testing::IsSupersetOf({"spec.image", "spec.replicas", "spec.size", "spec.policy", "spec.schedule",
                                             "spec.args", "spec.ports[1].number"}));
}

// Whether Validate() says the same, tests/custom looks.
TEST_F(CustomTypesTest, TheServerRefusesWhatIsNotedToBeRefused) {
  const auto basins = sink::Clientset(Clients().Rest()).SinkV1().Basins(Namespace());
  for (const BasinCase& each : kBasinCases) {
    auto basin = BasinOf(each);
    basin.metadata.generateName = "basin-";
    const auto created = basins.Create(basin, {.dryRun = true}, Soon());
    EXPECT_EQ(created.has_value(), each.isTaken) << each.spec;
    if (!created) {
      EXPECT_EQ(created.error().Code(), ErrorCode::kInvalidObject) << created.error().ToString();
    }
  }
}

// Rules in CEL are the server's alone: they are told as not checked.
TEST_F(CustomTypesTest, ARuleInCelIsTheServersToCheck) {
  auto sink = Full();
  sink.spec.replicas = 7;
  EXPECT_TRUE(Validate(sink).ok());
  const auto refused = Sinks().Create(sink, {}, Soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().Code(), ErrorCode::kInvalidObject);
}

}  // namespace
}  // namespace k8s::test
