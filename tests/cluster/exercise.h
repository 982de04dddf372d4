#pragma once

#include <optional>
#include <string>
#include <utility>

#include "cluster/cluster.h"
#include <gtest/gtest.h>

#include <k8s/rest/resource_client.h>

namespace k8s::test {

/// Puts an object through every verb of its kind: created, read, listed, updated, patched in each way, applied, deleted,
/// deleted with its collection, and watched meanwhile. The server validates strictly: an unknown field of ours would be an
/// error.
template <class Client>
class Exercise {
 public:
  using Object = typename Client::Object;

  /// `mark`: a label value that no other test uses.
  Exercise(Client client, Object sample, const std::string& mark, CallContext context)
      : client_(std::move(client)), sample_(std::move(sample)), context_(std::move(context)) {
    if (sample_.metadata.name.empty()) sample_.metadata.name = mark;
    sample_.metadata.labels["exercise"] = mark;
    mine_.labelSelector = "exercise=" + mark;
  }

  void Run() {
    auto watch = client_.Watch(mine_, context_).value();
    Create();
    ReadAndList();
    Update();
    PatchInEachWay();
    Apply();
    client_.Delete(sample_.metadata.name, AtOnce(), context_).value();
    ExpectAllEvents(watch);
    if constexpr (Object::kVerbs.Has(codec::Verb::kDeleteCollection)) {
      Create();
      client_.DeleteCollection(AtOnce(), mine_, context_).value();
      AwaitNone(client_, mine_, context_);
    }
  }

 private:
  static DeleteOptions AtOnce() { return {.gracePeriodSeconds = 0, .propagationPolicy = DeletionPropagation::kBackground}; }

  void Create() {
    const auto created =
        client_.Create(sample_, {.fieldManager = "creator", .fieldValidation = StrictIfJson()}, context_).value();
    EXPECT_EQ(created.metadata.name, sample_.metadata.name);
    EXPECT_FALSE(created.metadata.creationTimestamp.IsZero());
    uid_ = created.metadata.uid;
  }

  void ReadAndList() {
    EXPECT_EQ(client_.Get(sample_.metadata.name, {}, context_).value().metadata.uid, uid_);
    const auto list = client_.List(mine_, context_).value();
    ASSERT_EQ(list.items.size(), 1u);
    EXPECT_EQ(list.items[0].metadata.uid, uid_);
  }

  // What a controller does to the object in the meantime is a conflict, so one reads again.
  void Update() {
    for (;;) {
      Object current = client_.Get(sample_.metadata.name, {}, context_).value();
      current.metadata.labels["update"] = "yes";
      const auto updated = client_.Update(current, {.fieldValidation = StrictIfJson()}, context_);
      if (!updated && IsConflict(updated.error())) continue;
      EXPECT_EQ(updated.value().metadata.labels.at("update"), "yes");
      return;
    }
  }

  void PatchInEachWay() {
    ExpectPatched("json", JsonPatch(R"([{"op":"add","path":"/metadata/labels/json","value":"yes"}])"));
    ExpectPatched("merge", MergePatch(R"({"metadata":{"labels":{"merge":"yes"}}})"));
    ExpectPatched("strategic", StrategicMergePatch(R"({"metadata":{"labels":{"strategic":"yes"}}})"));
  }
  void ExpectPatched(const std::string& label, const Patch& patch) {
    const auto patched = client_.Patch(sample_.metadata.name, patch, {.fieldValidation = "Strict"}, context_).value();
    EXPECT_TRUE(patched.metadata.labels.contains(label)) << patch.contentType;
  }

  void Apply() {
    Object applied = sample_;
    applied.metadata.labels["apply"] = "yes";
    const auto result =
        client_.Apply(applied, {.fieldManager = "applier", .force = true, .fieldValidation = "Strict"}, context_).value();
    for (const char* label : {"update", "json", "merge", "strategic", "apply"}) {
      EXPECT_TRUE(result.metadata.labels.contains(label)) << label;
    }
  }

  // It begins with the creation, ends with the deletion, and never goes back in between.
  void ExpectAllEvents(WatchStream<Object>& watch) {
    std::size_t labels = 0;
    for (auto expected = WatchEventType::kAdded;; expected = WatchEventType::kModified) {
      const auto event = watch.Next().value();
      ASSERT_TRUE(event) << "the watch has ended";
      EXPECT_EQ(event->object.metadata.uid, uid_);
      EXPECT_GE(event->object.metadata.labels.size(), labels);
      labels = event->object.metadata.labels.size();
      if (event->type == WatchEventType::kDeleted) break;
      EXPECT_EQ(event->type, expected);
    }
    EXPECT_GE(labels, 6u) << "not every change was seen";
  }

  Client client_;
  Object sample_;
  CallContext context_;
  ListOptions mine_;
  std::string uid_;
};

/// A test that exercises kinds.
class VerbsTest : public ClusterTest {
 protected:
  template <class Client>
  void ExerciseVerbs(Client client, typename Client::Object sample) {
    Exercise(std::move(client), std::move(sample), Namespace(), Soon()).Run();
  }
};

}  // namespace k8s::test
