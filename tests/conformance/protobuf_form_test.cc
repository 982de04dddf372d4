#include "conformance/protobuf_form.h"

#include <string>

#include <gtest/gtest.h>

namespace k8s::test {
namespace {

Request Asked(std::string method, std::string path, std::string body) {
  return {.method = std::move(method),
          .target = "/api/v1/namespaces/default/" + std::move(path),
          .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
          .body = std::move(body)};
}

std::string TypeOf(const Request& request) { return *request.headers.Find("Content-Type"); }

TEST(ProtobufFormTest, IsThatOfObjectsAndOptions) {
  for (const Request& request : {Asked("POST", "configmaps", R"({"metadata":{"name":"a"},"data":{"k":"v"}})"),
                                 Asked("PUT", "replicationcontrollers/a/scale", R"({"spec":{"replicas":2}})"),
                                 Asked("DELETE", "pods/a", R"({"gracePeriodSeconds":0})")}) {
    const Request written = InProtobuf(request);
    EXPECT_EQ(TypeOf(written), "application/vnd.kubernetes.protobuf") << request.target;
    EXPECT_EQ(*written.headers.Find("Accept"), "application/vnd.kubernetes.protobuf, application/json");
    const Response back = InJson({.status = 200, .headers = written.headers, .body = written.body});
    EXPECT_NE(back.body.find(request.body.substr(1)), std::string::npos) << back.body << " is not " << request.body;
  }
}

TEST(ProtobufFormTest, IsNotThatOfBodiesThatSayMore) {
  for (const char* body : {R"({"metadata":{"name":"a"},"nothing":1})", R"({"data":{"k":"v","k":"v"}})", R"({"data":{"k":1}})",
                           "{", R"({"kind":"Widget","apiVersion":"example.com/v1"})"}) {
    const Request request = InProtobuf(Asked("POST", "configmaps", body));
    EXPECT_EQ(TypeOf(request), "application/json") << body;
    EXPECT_EQ(request.body, body);
  }
}

TEST(ProtobufFormTest, IsNotThatOfWhatIsNotInTheTables) {
  Request request = Asked("GET", "widgets", "");
  request.target = "/apis/example.com/v1/widgets";
  EXPECT_EQ(*InProtobuf(request).headers.Find("Accept"), "application/json");
}

}  // namespace
}  // namespace k8s::test
