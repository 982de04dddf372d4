#include <memory>
#include <optional>
#include <string>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/pod_list.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>

namespace k8s {
namespace {

constexpr const char* kProtobuf = "application/vnd.kubernetes.protobuf";
constexpr const char* kJson = "application/json";
constexpr const char* kEither = "application/vnd.kubernetes.protobuf, application/json";
constexpr const char* kStoredPod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0","namespace":"default"}})";
constexpr const char* kDeleted = R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"})";

class NegotiationTest : public testing::Test {
 protected:
  NegotiationTest() : clients_(*Clientset::Create(transport_)) {}

  corev1::PodClient Pods() const { return clients_.CoreV1().Pods("default"); }
  std::string Header(std::size_t request, std::string_view name) const {
    const std::string* value = transport_->Requests().at(request).headers.Find(name);
    return value == nullptr ? "" : *value;
  }

  static corev1::Pod Pod() {
    corev1::Pod pod;
    pod.metadata.name = "web-0";
    return pod;
  }

  std::shared_ptr<fakes::ScriptedTransport> transport_ = std::make_shared<fakes::ScriptedTransport>();
  Clientset clients_;
};

TEST_F(NegotiationTest, SendsAndReadsProtobuf) {
  transport_->Answer(201, ToProtobuf(Pod()).value());
  const auto created = Pods().Create(Pod());
  ASSERT_TRUE(created);
  EXPECT_EQ(created->metadata.name, "web-0");
  EXPECT_EQ(Header(0, "Accept"), kEither);
  EXPECT_EQ(Header(0, "Content-Type"), kProtobuf);
  EXPECT_EQ(FromProtobuf<corev1::Pod>(transport_->LastRequest().body).value(), Pod());
}

TEST_F(NegotiationTest, ReadsJsonWhereTheServerAnswersWithIt) {
  transport_->Answer(200, kStoredPod);
  EXPECT_EQ(Pods().Get("web-0").value().metadata.name, "web-0");
  EXPECT_EQ(Header(0, "Accept"), kEither);
}

TEST_F(NegotiationTest, PatchesInJson) {
  transport_->Answer(200, ToProtobuf(Pod()).value());
  ASSERT_TRUE(Pods().Apply(Pod(), {.fieldManager = "me"}));
  EXPECT_EQ(Header(0, "Content-Type"), "application/apply-patch+yaml");
  EXPECT_EQ(transport_->LastRequest().body.front(), '{');
  EXPECT_EQ(Header(0, "Accept"), kEither);
}

// The server looks for unknown fields in JSON only.
TEST_F(NegotiationTest, SendsJsonThatIsToBeValidated) {
  transport_->Answer(201, ToProtobuf(Pod()).value());
  ASSERT_TRUE(Pods().Create(Pod(), {.fieldValidation = "Strict"}));
  EXPECT_EQ(Header(0, "Content-Type"), kJson);
  EXPECT_EQ(Header(0, "Accept"), kEither);
}

TEST_F(NegotiationTest, TellsAStatusFromTheObjectThatADeleteLeaves) {
  metav1::Status done;
  done.status = "Success";
  transport_->Answer(200, ToProtobuf(done).value());
  EXPECT_FALSE(Pods().Delete("web-0").value().has_value());
  transport_->Answer(200, ToProtobuf(Pod()).value());
  EXPECT_EQ(Pods().Delete("web-0").value()->metadata.name, "web-0");
}

TEST_F(NegotiationTest, ADeleteThatFailedWithASuccessIsAnError) {
  metav1::Status failed;
  failed.status = "Failure";
  failed.reason = "Conflict";
  failed.code = 409;
  for (int i = 0; i < 4; ++i) transport_->Answer(200, ToProtobuf(failed).value());
  EXPECT_TRUE(IsConflict(Pods().Delete("web-0").error()));
  EXPECT_TRUE(IsConflict(Pods().DeleteAsync("web-0").Get().error()));
  EXPECT_TRUE(IsConflict(Pods().DeleteCollection().error()));
  EXPECT_TRUE(IsConflict(Pods().DeleteCollectionAsync().Get().error()));
}

TEST_F(NegotiationTest, SpeaksJsonOnRequest) {
  const corev1::PodClient pods(clients_.Rest().As(ContentType::kJson), "default");
  transport_->Answer(201, kStoredPod);
  ASSERT_TRUE(pods.Create(Pod()));
  EXPECT_EQ(Header(0, "Accept"), kJson);
  EXPECT_EQ(Header(0, "Content-Type"), kJson);
}

TEST_F(NegotiationTest, FallsBackToJsonAndRemembersForWhichResource) {
  for (const bool async : {false, true}) {
    clients_ = *Clientset::Create(transport_);
    const std::size_t first = transport_->Requests().size();
    transport_->Answer(415, "");
    transport_->Answer(201, kStoredPod);
    ASSERT_TRUE(async ? Pods().CreateAsync(Pod()).Get() : Pods().Create(Pod()));
    EXPECT_EQ(Header(first, "Content-Type"), kProtobuf);
    EXPECT_EQ(Header(first + 1, "Content-Type"), kJson);
    EXPECT_EQ(transport_->LastRequest().body, R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0"}})");

    transport_->Answer(200, kStoredPod);
    ASSERT_TRUE(Pods().Get("web-0"));
    EXPECT_EQ(Header(first + 2, "Accept"), kJson) << "it is remembered";
    transport_->Answer(200, R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}})");
    ASSERT_TRUE(clients_.CoreV1().ConfigMaps("default").Get("x"));
    EXPECT_EQ(Header(first + 3, "Accept"), kEither) << "of this resource only";
  }
}

TEST_F(NegotiationTest, FallsBackWhereNothingButJsonMayBeAnswered) {
  for (const bool async : {false, true}) {
    clients_ = *Clientset::Create(transport_);
    transport_->Stream(406, {""});
    transport_->Stream(200, {R"({"type":"ADDED","object":{"metadata":{"name":"a"}}})"});
    auto watch = async ? Pods().WatchAsync().Get() : Pods().Watch();
    ASSERT_TRUE(watch);
    EXPECT_EQ(*transport_->LastRequest().headers.Find("Accept"), kJson);
    EXPECT_EQ((*watch->Next())->object.metadata.name, "a");
  }
}

TEST_F(NegotiationTest, GivesUpIfJsonIsRefusedToo) {
  transport_->Answer(415, "");
  transport_->Answer(415, "");
  EXPECT_TRUE(IsUnsupportedMediaType(Pods().Create(Pod()).error()));
  EXPECT_EQ(transport_->Requests().size(), 2u);
  transport_->Answer(200, kStoredPod);
  ASSERT_TRUE(Pods().Get("web-0"));
  EXPECT_EQ(Header(2, "Accept"), kEither) << "it was not protobuf that was refused";
}

TEST_F(NegotiationTest, TakesARefusedPatchForNoWordAboutProtobuf) {
  transport_->Answer(415, "");
  EXPECT_TRUE(IsUnsupportedMediaType(Pods().Patch("web-0", JsonPatch("[]")).error()));
  EXPECT_EQ(transport_->Requests().size(), 1u);
}

// No other answer says that nothing was done.
TEST_F(NegotiationTest, RepeatsNoWriteForAnyOtherReason) {
  transport_->Answer(400, "");
  EXPECT_TRUE(IsBadRequest(Pods().Create(Pod()).error()));
  EXPECT_EQ(transport_->Requests().size(), 1u);
}

TEST_F(NegotiationTest, NamesTheObjectOfASubresourceInProtobuf) {
  transport_->Answer(201, kDeleted);
  ASSERT_TRUE(Pods().Evict("web-0"));
  const ProtobufEnvelope envelope = OpenProtobufEnvelope(transport_->LastRequest().body).value();
  EXPECT_EQ(envelope.apiVersion, "policy/v1");
  EXPECT_EQ(envelope.kind, "Eviction");
}

}  // namespace
}  // namespace k8s
