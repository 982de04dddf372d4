#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/codec/json.h>
#include <k8s/codec/protobuf.h>
#include <k8s/rest/status.h>
#include <k8s/rest/watch.h>

namespace k8s {
namespace {

// Longer than what is quoted of a text.
const std::string kToken = "Tom&Jerry-" + std::string(100, '7');

// What a server may write for it: as it is, as Go's encoder does, each letter by its number.
std::vector<std::string> Spellings() {
  std::string numbered;
  for (const char character : kToken) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(character);
    ((numbered += "\\u00") += kDigits[byte >> 4]) += kDigits[byte & 15];
  }
  return {kToken, "Tom\\u0026Jerry-" + std::string(100, '7'), numbered};
}

std::string StatusOf(const std::string& token) {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","code":403,"message":"m )" + token + R"(","reason":"r )" +
         token + R"(","details":{"name":"n )" + token + R"(","group":")" + token + R"(","kind":")" + token + R"(","uid":")" +
         token + R"(","causes":[{"reason":"c )" + token + R"(","message":")" + token + R"(","field":")" + token + R"("}]}})";
}

void ExpectNothingOf(const std::string& text) { EXPECT_EQ(text.find("Jerry"), text.npos) << text; }

void ExpectDiscreet(const Error& error) {
  for (const std::string& text : {error.ToString(), error.Message(), error.ServerMessage(), error.Reason()})
    ExpectNothingOf(text);
  if (const metav1::Status* const status = error.Status()) ExpectNothingOf(ToJson(*status).value());
}

/// Errors of calls that told a token, in confidence.
class DiscretionTest : public testing::Test {
 protected:
  auto Pods() { return Clientset::Create(transport_)->CoreV1().Pods("default"); }
  const CallContext context_{.headers = {{"Authorization", "Bearer " + kToken}}};

  Error Watched(const std::string& frame, Headers headers = {}) {
    transport_->Stream(200, {frame}, std::move(headers));
    auto watch = Pods().Watch({}, context_);
    return watch ? watch->Next().error() : watch.error();
  }

  std::shared_ptr<fakes::ScriptedTransport> transport_ = std::make_shared<fakes::ScriptedTransport>();
};

TEST_F(DiscretionTest, ARefusalRepeatsNoTokenHoweverItIsSpelled) {
  for (const std::string& spelling : Spellings()) {
    transport_->Answer(403, StatusOf(spelling));
    const Error error = Pods().Get("a", {}, context_).error();
    ExpectDiscreet(error);
    EXPECT_EQ(error.ServerMessage(), "m ***");
    EXPECT_EQ(error.Reason(), "r ***");
    EXPECT_EQ(StatusCauses(error).front().reason, "c ***");
  }
}

TEST_F(DiscretionTest, NorDoesOneInProtobuf) {
  metav1::Status status;
  status.status = "Failure";
  status.message = "m " + kToken;
  transport_->Answer(403, ToProtobuf(status).value());
  const Error error = Pods().Get("a", {}, context_).error();
  ExpectDiscreet(error);
  EXPECT_EQ(error.ServerMessage(), "m ***");
}

TEST_F(DiscretionTest, NorDoesAPageOrARedirect) {
  for (const int status : {302, 502}) {
    transport_->Answer(status, R"({"error":"Tom\u0026Jerry-)" + std::string(100, '7') + "\"}", {{"Location", "/to/" + kToken}});
    ExpectDiscreet(Pods().Get("a", {}, context_).error());
  }
}

TEST_F(DiscretionTest, NorDoesAFailureThatCameAsASuccess) {
  for (const std::string& spelling : Spellings()) {
    transport_->Answer(200, StatusOf(spelling));
    const Error read = Pods().Get("a", {}, context_).error();
    EXPECT_EQ(read.ServerMessage(), "m ***");
    ExpectDiscreet(read);
    transport_->Answer(200, StatusOf(spelling));
    const Error deleted = Pods().Delete("a", {}, context_).error();
    EXPECT_EQ(deleted.ServerMessage(), "m ***");
    ExpectDiscreet(deleted);
  }
}

TEST_F(DiscretionTest, NorDoesAnAnswerThatCannotBeRead) {
  transport_->Answer(200, R"({"apiVersion":"v1","kind":")" + kToken + R"("})");
  const Error error = Pods().Get("a", {}, context_).error();
  EXPECT_EQ(error.Code(), ErrorCode::kDecode);
  EXPECT_NE(error.Message().find("***"), std::string::npos) << error.Message();
  ExpectDiscreet(error);
}

TEST_F(DiscretionTest, NorDoAnyErrorsOfAWatch) {
  for (const std::string& spelling : Spellings()) {
    const Error told = Watched(R"({"type":"ERROR","object":)" + StatusOf(spelling) + "}");
    EXPECT_EQ(told.ServerMessage(), "m ***");
    ExpectDiscreet(told);
    const Error unknown = Watched(R"({"type":")" + spelling + R"(","object":{}})");
    EXPECT_EQ(unknown.Message(), "watching pods in namespace \"default\": an event of the unknown type \"***\"...");
    ExpectDiscreet(unknown);
    ExpectDiscreet(Watched(R"({"type":"ADDED","object":{"apiVersion":"v1","kind":")" + spelling + R"("}})"));
  }
  const Error type = Watched("", {{"Content-Type", "text/" + kToken}});
  EXPECT_EQ(type.Code(), ErrorCode::kDecode);
  ExpectDiscreet(type);
}

TEST_F(DiscretionTest, DataStaysAsItIs) {
  transport_->Answer(200, R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + kToken + R"("}})");
  EXPECT_EQ(Pods().Get("a", {}, context_)->metadata.name, kToken);
}

}  // namespace
}  // namespace k8s
