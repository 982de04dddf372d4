#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/api/core/v1/pod.h>
#include <k8s/dynamic/unstructured.h>

namespace k8s {
namespace {

Unstructured Read(std::string_view text) {
  Result<Unstructured> object = Unstructured::FromJson(text);
  EXPECT_TRUE(object) << (object ? "" : object.error().ToString());
  return object.value_or(Unstructured());
}

constexpr std::string_view kPod =
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"app.kubernetes.io/name":"web","tier":"front"}},)"
    R"("spec":{"newField":{"z":1,"a":[2]},"containers":[{"name":"c","image":"nginx","ports":[{"containerPort":80}]}],)"
    R"("priority":1999999999,"hostNetwork":true},"status":{"ratio":0.5,"nothing":null}})";

TEST(UnstructuredTest, KeepsWhatItDoesNotKnowInItsOrder) { EXPECT_EQ(Read(kPod).ToJson().value(), kPod); }

TEST(UnstructuredTest, IsAnObject) {
  for (const char* text : {"[]", "null", "1", "\"text\""}) {
    const Result<Unstructured> object = Unstructured::FromJson(text);
    ASSERT_FALSE(object) << text;
    EXPECT_EQ(object.error().Code(), ErrorCode::kDecode);
  }
  EXPECT_EQ(Unstructured::FromJson("[]").error().Message(), "a list, not an object");
}

TEST(UnstructuredTest, IsReadFromYamlAndWrittenToIt) {
  const Result<Unstructured> gadget = Unstructured::FromYaml("kind: Gadget\nspec: {z: 1, on: \"1\"}\n");
  ASSERT_TRUE(gadget) << gadget.error().ToString();
  EXPECT_EQ(gadget->GetInt("spec.z").value(), 1);
  EXPECT_EQ(gadget->GetString("spec.true").value(), "1");
  EXPECT_EQ(gadget->ToYaml().value(), "kind: Gadget\nspec:\n  z: 1\n  \"true\": \"1\"\n");
  EXPECT_EQ(Unstructured::FromYaml("- a\n").error().Message(), "a list, not an object");
  EXPECT_EQ(Unstructured::FromYaml("a: [\n").error().Code(), ErrorCode::kDecode);
}

TEST(UnstructuredTest, GetsWhatIsAtAPath) {
  const Unstructured pod = Read(kPod);
  EXPECT_EQ(pod.GetString("spec.containers[0].image").value(), "nginx");
  EXPECT_EQ(pod.GetString("metadata.labels[\"app.kubernetes.io/name\"]").value(), "web");
  EXPECT_EQ(pod.GetInt("spec.priority").value(), 1999999999);
  EXPECT_EQ(pod.GetInt("spec.containers[0].ports[0].containerPort").value(), 80);
  EXPECT_TRUE(pod.GetBool("spec.hostNetwork").value());
  EXPECT_EQ(pod.GetDouble("status.ratio").value(), 0.5);
  EXPECT_EQ(pod.GetDouble("spec.containers[0].ports[0].containerPort").value(), 80);
  EXPECT_EQ(pod.GetList("spec.newField.a").value()->size(), 1U);
  EXPECT_EQ(pod.GetObject("metadata.labels").value()->size(), 2U);
  EXPECT_TRUE(pod.Get("status.nothing").value()->IsNull());
}

TEST(UnstructuredTest, TellsWhatIsMissingFromWhatIsSomethingElse) {
  struct Row {
    const char* path;
    ErrorCode code;
    const char* message;
  };
  const Unstructured pod = Read(kPod);
  for (const Row& row : {
           Row{"spec.nodeName", ErrorCode::kNotFound, "spec.nodeName: there is none"},
           Row{"spec.affinity.nodeAffinity", ErrorCode::kNotFound, "spec.affinity: there is none"},
           Row{"spec.containers[1].image", ErrorCode::kNotFound, "spec.containers[1]: there is none"},
           Row{"status.nothing.more", ErrorCode::kNotFound, "status.nothing.more: there is none"},
           Row{"none", ErrorCode::kNotFound, "none: there is none"},
           Row{"spec.priority", ErrorCode::kDecode, "spec.priority: an integer, not a string"},
           Row{"status.nothing", ErrorCode::kDecode, "status.nothing: null, not a string"},
           Row{"spec.containers.image", ErrorCode::kDecode, "spec.containers: a list, not an object"},
           Row{"spec[0]", ErrorCode::kDecode, "spec: an object, not a list"},
           Row{"kind.of", ErrorCode::kDecode, "kind: a string, not an object"},
           Row{"", ErrorCode::kInvalidArgument, "the path \"\": an empty name at byte 0"},
           Row{".spec", ErrorCode::kInvalidArgument, "the path \".spec\": an empty name at byte 0"},
           Row{"spec..x", ErrorCode::kInvalidArgument, "the path \"spec..x\": an empty name at byte 4"},
           Row{"spec.", ErrorCode::kInvalidArgument, "the path \"spec.\": an empty name at byte 4"},
           Row{"spec[x]", ErrorCode::kInvalidArgument, "the path \"spec[x]\": no index at byte 4"},
           Row{"spec[-1]", ErrorCode::kInvalidArgument, "the path \"spec[-1]\": no index at byte 4"},
           Row{"spec[99999999999999999999]", ErrorCode::kInvalidArgument,
               "the path \"spec[99999999999999999999]\": no index at byte 4"},
           Row{"spec[1", ErrorCode::kInvalidArgument, "the path \"spec[1\": no index at byte 4"},
           Row{"spec[\"x]", ErrorCode::kInvalidArgument, "the path \"spec[\"x]\": a quoted name without its end at byte 4"},
           Row{"spec[0]x", ErrorCode::kInvalidArgument, "the path \"spec[0]x\": no point at byte 7"},
           Row{"[0]", ErrorCode::kInvalidArgument, "the path \"[0]\": an index into an object at byte 0"},
       }) {
    const Result<std::string_view> text = pod.GetString(row.path);
    ASSERT_FALSE(text) << row.path;
    EXPECT_EQ(text.error().Code(), row.code) << row.path;
    EXPECT_EQ(text.error().Message(), row.message);
  }
}

TEST(UnstructuredTest, SetsWithWhatIsOnTheWay) {
  Unstructured object;
  ASSERT_TRUE(object.Set("spec.template.metadata.labels[\"a.b\"]", "x"));
  ASSERT_TRUE(object.Set("spec.containers[0].name", "first"));
  ASSERT_TRUE(object.Set("spec.containers[1]", ValueObject()));
  ASSERT_TRUE(object.Set("spec.containers[1].name", "second"));
  ASSERT_TRUE(object.Set("spec.containers[0].name", 1));
  ASSERT_TRUE(object.Set("status", Value()));
  ASSERT_TRUE(object.Set("status.ready", true));
  EXPECT_EQ(object.ToJson().value(),
            R"({"spec":{"template":{"metadata":{"labels":{"a.b":"x"}}},"containers":[{"name":1},{"name":"second"}]},)"
            R"("status":{"ready":true}})");
}

TEST(UnstructuredTest, WhatCannotBeSetChangesNothing) {
  Unstructured pod = Read(kPod);
  EXPECT_EQ(pod.Set("kind.of", 1).error().Message(), "kind: a string, not an object");
  EXPECT_EQ(pod.Set("spec.containers.name", 1).error().Code(), ErrorCode::kDecode);
  EXPECT_EQ(pod.Set("spec.containers[2].name", 1).error().Message(), "spec.containers[2]: there is none");
  EXPECT_EQ(pod.Set("spec.volumes[1].name", 1).error().Code(), ErrorCode::kNotFound);
  EXPECT_EQ(pod.Set("status.nothing[1]", 1).error().Code(), ErrorCode::kNotFound);
  EXPECT_EQ(pod.Set("a..b", 1).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(pod.ToJson().value(), kPod);
}

TEST(UnstructuredTest, RemovesMembersAndElements) {
  Unstructured pod = Read(kPod);
  EXPECT_TRUE(pod.Remove("spec.containers[0].ports[0]").value());
  EXPECT_TRUE(pod.Remove("metadata.labels[\"app.kubernetes.io/name\"]").value());
  EXPECT_TRUE(pod.Remove("status").value());
  EXPECT_TRUE(pod.Remove("spec.newField").value());
  for (const char* path : {"status", "spec.containers[1]", "spec.none.below", "status.x.y"}) {
    EXPECT_FALSE(pod.Remove(path).value()) << path;
  }
  EXPECT_EQ(pod.Remove("spec.containers.name").error().Code(), ErrorCode::kDecode);
  EXPECT_EQ(pod.Remove("kind.of").error().Code(), ErrorCode::kDecode);
  EXPECT_EQ(pod.Remove("[").error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(pod.ToJson().value(), R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"tier":"front"}},)"
                                  R"("spec":{"containers":[{"name":"c","image":"nginx","ports":[]}],)"
                                  R"("priority":1999999999,"hostNetwork":true}})");
}

TEST(UnstructuredTest, KnowsWhatEveryObjectHas) {
  Unstructured object;
  object.SetApiVersion("example.com/v1");
  object.SetKind("Foo");
  object.SetName("name");
  object.SetGenerateName("na");
  object.SetNamespace("ns");
  object.SetUid("uid");
  object.SetResourceVersion("7");
  object.SetGeneration(3);
  object.SetLabels({{"l", "1"}});
  object.SetAnnotations({{"a", "2"}});
  object.SetFinalizers({"f"});
  metav1::OwnerReference owner;
  owner.kind = "Bar";
  owner.name = "bar";
  owner.controller = true;
  ASSERT_TRUE(object.SetOwnerReferences({owner}));
  object.SetCreationTimestamp(Time::FromUnix(0).value());
  object.SetDeletionTimestamp(Time::FromUnix(60).value());
  EXPECT_EQ(object.ToJson().value(),
            R"({"apiVersion":"example.com/v1","kind":"Foo","metadata":{"name":"name","generateName":"na","namespace":"ns",)"
            R"("uid":"uid","resourceVersion":"7","generation":3,"labels":{"l":"1"},"annotations":{"a":"2"},)"
            R"("finalizers":["f"],"ownerReferences":[{"apiVersion":"","kind":"Bar","name":"bar","uid":"","controller":true}],)"
            R"("creationTimestamp":"1970-01-01T00:00:00Z","deletionTimestamp":"1970-01-01T00:01:00Z"}})");

  const Unstructured read = Read(object.ToJson().value());
  EXPECT_EQ(read.ApiVersion(), "example.com/v1");
  EXPECT_EQ(read.Kind(), "Foo");
  EXPECT_EQ(read.Name(), "name");
  EXPECT_EQ(read.GenerateName(), "na");
  EXPECT_EQ(read.Namespace(), "ns");
  EXPECT_EQ(read.Uid(), "uid");
  EXPECT_EQ(read.ResourceVersion(), "7");
  EXPECT_EQ(read.Generation(), 3);
  EXPECT_EQ(read.Labels(), (std::map<std::string, std::string>{{"l", "1"}}));
  EXPECT_EQ(read.Annotations(), (std::map<std::string, std::string>{{"a", "2"}}));
  EXPECT_EQ(read.Finalizers(), std::vector<std::string>{"f"});
  EXPECT_EQ(read.OwnerReferences(), std::vector<metav1::OwnerReference>{owner});
  EXPECT_EQ(read.CreationTimestamp(), Time::FromUnix(0).value());
  EXPECT_EQ(read.DeletionTimestamp(), Time::FromUnix(60).value());
}

TEST(UnstructuredTest, SettingSomethingEmptyRemovesIt) {
  Unstructured object = Read(R"({"kind":"Foo","metadata":{"name":"n","labels":{"l":"1"},"generation":1,"finalizers":["f"],
                                 "deletionTimestamp":"1970-01-01T00:01:00Z","ownerReferences":[{"name":"o"}]}})");
  object.SetKind("");
  object.SetName("");
  object.SetLabels({});
  object.SetGeneration(0);
  object.SetFinalizers({});
  object.SetDeletionTimestamp(std::nullopt);
  ASSERT_TRUE(object.SetOwnerReferences({}));
  EXPECT_EQ(object.ToJson().value(), R"({"metadata":{}})");
}

TEST(UnstructuredTest, WhatIsOfAnotherTypeIsEmpty) {
  Unstructured object = Read(R"({"kind":1,"metadata":{"name":{},"labels":{"l":1},"generation":"1","finalizers":[1],
                                 "creationTimestamp":"yesterday","ownerReferences":{}}})");
  EXPECT_EQ(object.Kind(), "");
  EXPECT_EQ(object.Name(), "");
  EXPECT_TRUE(object.Labels().empty());
  EXPECT_EQ(object.Generation(), 0);
  EXPECT_TRUE(object.Finalizers().empty());
  EXPECT_TRUE(object.CreationTimestamp().IsZero());
  EXPECT_TRUE(object.OwnerReferences().empty());

  Unstructured odd = Read(R"({"metadata":[]})");
  EXPECT_EQ(odd.Name(), "");
  odd.SetName("n");
  EXPECT_EQ(odd.ToJson().value(), R"({"metadata":{"name":"n"}})");
}

TEST(UnstructuredTest, BecomesATypeAndComesFromOne) {
  const Unstructured pod = Read(kPod);
  const Result<corev1::Pod> typed = pod.As<corev1::Pod>();
  ASSERT_TRUE(typed) << typed.error().ToString();
  EXPECT_EQ(typed->spec.containers[0].ports[0].containerPort, 80);
  EXPECT_EQ(pod.As<corev1::Pod>({.rejectUnknownFields = true}).error().Message(),
            "spec.newField: an unknown field: io.k8s.api.core.v1.PodSpec has no such field");

  const Result<Unstructured> back = Unstructured::From(*typed);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->ToJson().value(), ToJson(*typed).value());
}

}  // namespace
}  // namespace k8s
