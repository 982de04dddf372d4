#include <gtest/gtest.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/codec/protobuf.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/status.h>

namespace k8s {
namespace {

TEST(ErrorFromResponseTest, TakesTheServersStatus) {
  const Error error = ErrorFromResponse(
      {.status = 422,
       .headers = {},
       .body = R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Pod \"x\" is invalid",
        "reason":"Invalid","details":{"name":"x","kind":"Pod","causes":[{"reason":"FieldValueRequired","field":"spec.containers"}]},"code":422})"},
      "POST");
  EXPECT_EQ(error.Code(), ErrorCode::kInvalidObject);
  EXPECT_TRUE(IsInvalid(error));
  EXPECT_EQ(error.ServerMessage(), "Pod \"x\" is invalid");
  ASSERT_NE(error.Status(), nullptr);
  EXPECT_EQ(error.Status()->details->causes.at(0).field, "spec.containers");
}

TEST(ErrorFromResponseTest, SaysWhereARedirectPoints) {
  const auto message = [](const std::string& location) {
    return ErrorFromResponse({.status = 302, .headers = {{"Location", location}}, .body = ""}, "GET").Message();
  };
  const std::string begin = "redirects are not followed, and the server points to ";
  EXPECT_EQ(message("https://login.example:8443/oauth/authorize?client_id=a&state=s3cret#b"),
            begin + "https://login.example:8443/oauth/authorize");
  EXPECT_EQ(message("https://me:s3cret@login.example/x@y"), begin + "https://login.example/x@y");
  EXPECT_EQ(message("//me:s3cret@login.example/x"), begin + "//login.example/x");
  EXPECT_EQ(message("https:\\\\me:s3cret@login.example"), begin + "https:\\\\login.example");
  EXPECT_EQ(message("/login?token=s3cret"), begin + "/login");
  EXPECT_EQ(message("/login;token=s3cret"), begin + "/login");
  EXPECT_EQ(ErrorFromResponse({.status = 304, .headers = {}, .body = ""}, "GET").Message(), "");
}

TEST(ErrorFromResponseTest, TellsAlreadyExistsFromConflict) {
  const auto withReason = [](const char* reason) {
    return ErrorFromResponse({.status = 409,
                              .headers = {},
                              .body = std::string(R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":")") +
                                      reason + R"(","code":409})"},
                             "PUT");
  };
  EXPECT_EQ(withReason("AlreadyExists").Code(), ErrorCode::kAlreadyExists);
  EXPECT_EQ(withReason("Conflict").Code(), ErrorCode::kConflict);
}

TEST(ErrorFromResponseTest, UnderstandsAnswersThatAreNoStatus) {
  const Error html = ErrorFromResponse({.status = 502, .headers = {}, .body = "<html>Bad Gateway</html>\n"}, "GET");
  EXPECT_EQ(html.Code(), ErrorCode::kInternal);
  EXPECT_EQ(html.ServerMessage(), "<html>Bad Gateway</html>");
  EXPECT_EQ(html.Status(), nullptr);
  EXPECT_TRUE(IsNotFound(ErrorFromResponse({.status = 404, .headers = {}, .body = "404 page not found"}, "GET")));
  EXPECT_TRUE(IsAlreadyExists(ErrorFromResponse({.status = 409, .headers = {}, .body = ""}, "POST")));
  EXPECT_TRUE(IsConflict(ErrorFromResponse({.status = 409, .headers = {}, .body = ""}, "PUT")));
}

TEST(ErrorFromResponseTest, ShowsNoBootstrapToken) {
  const Error error = ErrorFromResponse({.status = 502, .headers = {}, .body = "invalid token abcdef.0123456789abcdef"}, "GET");
  EXPECT_EQ(error.ServerMessage(), "invalid token ***");
}

TEST(ErrorFromResponseTest, QuotesOnlyTheStartOfTextAndNothingElse) {
  const Error large = ErrorFromResponse({.status = 500, .headers = {}, .body = std::string(1'000'000, '.')}, "GET");
  EXPECT_EQ(large.ServerMessage().size(), 2048u);
  const Error binary = ErrorFromResponse({.status = 500, .headers = {}, .body = std::string("\x00\x01\x02", 3)}, "GET");
  EXPECT_EQ(binary.ServerMessage(), "3 bytes that are no text");
}

TEST(ErrorFromResponseTest, QuotesNeitherLinesNorCredentials) {
  const Error page = ErrorFromResponse(
      {.status = 502, .headers = {}, .body = "Bad\r\nGateway\tAuthorization: Bearer abc.def\n<b>Basic dXNlcg==</b>"}, "GET");
  EXPECT_EQ(page.ServerMessage(), "Bad Gateway Authorization: Bearer *** <b>Basic ***</b>");
  EXPECT_EQ(ErrorFromResponse({.status = 500, .headers = {}, .body = "a\x1B[31m"}, "GET").ServerMessage(),
            "6 bytes that are no text");
}

TEST(ErrorFromResponseTest, ShowsNoCredentialHoweverItIsRepeated) {
  const std::string token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0.c2lnbmF0dXJl-_x";
  for (const std::string& body :
       {R"({"AUTHORIZATION":"BEARER tiny"})" + std::string(), R"({"token":"tiny"})" + std::string(),
        std::string("?access_token=tiny&x=1"), std::string("Bearer%20tiny"), std::string("Bearer\ttiny"),
        std::string("bearer   tiny"), std::string("password: tiny"), "you sent " + token, "<a href=\"/x?t=" + token + "\">"}) {
    const Error error = ErrorFromResponse({.status = 502, .headers = {}, .body = body}, "GET");
    EXPECT_EQ(error.ServerMessage().find("tiny"), std::string::npos) << error.ServerMessage();
    EXPECT_EQ(error.ServerMessage().find("c2lnbmF0dXJl"), std::string::npos) << error.ServerMessage();
  }
  const Error readable =
      ErrorFromResponse({.status = 401, .headers = {}, .body = "the token has expired, 17 minutes ago"}, "GET");
  EXPECT_EQ(readable.ServerMessage(), "the token has expired, 17 minutes ago");
}

TEST(ErrorFromResponseTest, ShowsABoundedPartOfAStatus) {
  const std::string status = R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":")" + std::string(100'000, 'r') +
                             R"(","message":")" + std::string(1'000'000, 'm') + R"(","code":500})";
  const Error error = ErrorFromResponse({.status = 500, .headers = {}, .body = status}, "GET");
  EXPECT_EQ(error.ServerMessage(), std::string(16'384, 'm') + "...");
  EXPECT_EQ(error.Reason(), std::string(256, 'r') + "...");
  EXPECT_EQ(error.Code(), ErrorCode::kInternal);
  EXPECT_EQ(error.Status()->message.size(), 1'000'000u);
}

TEST(ErrorFromResponseTest, UnderstandsAStatusInProtobuf) {
  metav1::Status status;
  status.status = "Failure";
  status.reason = "Conflict";
  status.message = "changed";
  status.code = 409;
  status.details.Ensure().causes.emplace_back().reason = "FieldManagerConflict";
  const Error error = ErrorFromResponse({.status = 409, .headers = {}, .body = ToProtobuf(status).value()}, "PUT");
  EXPECT_TRUE(IsConflict(error));
  EXPECT_EQ(error.ServerMessage(), "changed");
  EXPECT_TRUE(HasStatusCause(error, "FieldManagerConflict"));
}

TEST(ErrorFromResponseTest, CutsTextBetweenCharacters) {
  for (const std::string character : {"é", "€", "😀"}) {
    std::string body = "x";
    while (body.size() < 5000) body += character;
    const std::string message = ErrorFromResponse({.status = 500, .headers = {}, .body = body}, "GET").ServerMessage();
    EXPECT_GT(message.size(), 2048u - 4u);
    EXPECT_LE(message.size(), 2048u);
    EXPECT_TRUE(body.starts_with(message)) << message;
  }
}

TEST(ErrorFromResponseTest, ReadsRetryAfterFromEitherPlace) {
  using std::chrono::seconds;
  EXPECT_EQ(ErrorFromResponse({.status = 429, .headers = {{"retry-after", "7"}}, .body = ""}, "GET").RetryAfter(), seconds(7));
  EXPECT_EQ(ErrorFromResponse({.status = 429, .headers = {{"Retry-After", "soon"}}, .body = ""}, "GET").RetryAfter(),
            std::nullopt);
  const Error inBody = ErrorFromResponse(
      {.status = 500,
       .headers = {},
       .body =
           R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"ServerTimeout","details":{"retryAfterSeconds":3},"code":500})"},
      "GET");
  EXPECT_EQ(inBody.RetryAfter(), seconds(3));
  EXPECT_EQ(inBody.Code(), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace k8s
