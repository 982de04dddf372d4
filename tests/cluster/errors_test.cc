#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/cluster.h"
#include "cluster/samples.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/client/core/v1/secrets.h>

namespace k8s::test {
namespace {

using testing::HasSubstr;

class ErrorsTest : public ClusterTest {
 protected:
  corev1::ConfigMapClient ConfigMaps() const { return Clients().CoreV1().ConfigMaps(Namespace()); }

  static corev1::ConfigMap Sample() {
    corev1::ConfigMap map;
    map.metadata.name = "sample";
    return map;
  }

  static Result<corev1::SecretList> ListSecretsAs(const Config& config) {
    return Clientset::Create(config).value().CoreV1().Secrets().List({}, Soon());
  }
};

// The server's words and ours, and nothing that looks like success.
template <class T>
void ExpectError(const Result<T>& result, bool (*is)(const Error&), ErrorCode code, int status) {
  ASSERT_FALSE(result);
  EXPECT_TRUE(is(result.error())) << result.error().ToString();
  EXPECT_EQ(ToString(result.error().Code()), ToString(code));
  EXPECT_EQ(result.error().HttpStatus(), status);
  EXPECT_FALSE(result.error().ServerMessage().empty());
  ASSERT_NE(result.error().Status(), nullptr);
  EXPECT_EQ(result.error().Status()->code, status);
}

TEST_F(ErrorsTest, NotFoundNamesTheObject) {
  const auto missing = ConfigMaps().Get("missing", {}, Soon());
  ExpectError(missing, IsNotFound, ErrorCode::kNotFound, 404);
  EXPECT_EQ(missing.error().Status()->details->name, "missing");
  EXPECT_EQ(missing.error().Message(), "getting configmaps \"missing\" in namespace \"" + Namespace() + "\"");
}

TEST_F(ErrorsTest, ASecondObjectOfThatNameAlreadyExists) {
  ConfigMaps().Create(Sample(), {}, Soon()).value();
  ExpectError(ConfigMaps().Create(Sample(), {}, Soon()), IsAlreadyExists, ErrorCode::kAlreadyExists, 409);
}

TEST_F(ErrorsTest, AnUpdateOfAnOldVersionIsAConflict) {
  auto map = ConfigMaps().Create(Sample(), {}, Soon()).value();
  map.data["step"] = "1";
  ConfigMaps().Update(map, {}, Soon()).value();
  ExpectError(ConfigMaps().Update(map, {}, Soon()), IsConflict, ErrorCode::kConflict, 409);
}

TEST_F(ErrorsTest, ADeletionOfAnotherObjectOfThatNameIsAConflict) {
  ConfigMaps().Create(Sample(), {}, Soon()).value();
  const DeleteOptions another = {.uid = "00000000-0000-0000-0000-000000000000"};
  ExpectError(ConfigMaps().Delete("sample", another, Soon()), IsConflict, ErrorCode::kConflict, 409);
  EXPECT_TRUE(ConfigMaps().Get("sample", {}, Soon()));
}

TEST_F(ErrorsTest, AnInvalidObjectComesBackWithEachCause) {
  appsv1::Deployment deployment;
  deployment.metadata.name = "web";
  deployment.spec.selector = PodSelector();
  deployment.spec.template_ = PodTemplate();
  deployment.spec.template_.metadata.labels = {{"app", "other"}};
  deployment.spec.template_.spec.containers[0].name = "No Name";
  const auto invalid = Clients().AppsV1().Deployments(Namespace()).Create(deployment, {}, Soon());
  ExpectError(invalid, IsInvalid, ErrorCode::kInvalidObject, 422);
  std::map<std::string, std::string> causes;
  for (const auto& cause : invalid.error().Status()->details->causes) causes[cause.field] = cause.reason;
  EXPECT_EQ(causes, (std::map<std::string, std::string>{{"spec.template.metadata.labels", "FieldValueInvalid"},
                                                        {"spec.template.spec.containers[0].name", "FieldValueInvalid"}}));
}

TEST_F(ErrorsTest, WhoMayNotIsForbidden) {
  const auto forbidden = ListSecretsAs(ConfigOf("nobody"));
  ExpectError(forbidden, IsForbidden, ErrorCode::kForbidden, 403);
  EXPECT_THAT(forbidden.error().ServerMessage(), HasSubstr("cannot list resource \"secrets\""));
}

TEST_F(ErrorsTest, AnUnknownTokenIsUnauthorized) {
  Config config = ConfigOf("nobody");
  config.token = "not-a-token";
  const auto unauthorized = ListSecretsAs(config);
  ExpectError(unauthorized, IsUnauthorized, ErrorCode::kUnauthenticated, 401);
  EXPECT_EQ(unauthorized.error().ToString().find(config.token), std::string::npos);
}

TEST_F(ErrorsTest, AClientCertificateIsWhoOneIs) {
  const Config config = ConfigOf("admin-cert");
  ASSERT_TRUE(config.token.empty());
  EXPECT_TRUE(ListSecretsAs(config));
}

TEST_F(ErrorsTest, AnAuthorityThatDidNotSignTheServerIsUnavailable) {
  Config config = ConfigOf("admin");
  config.caData.clear();  // the system's authorities do not know it
  const auto distrusted = ListSecretsAs(config);
  ASSERT_FALSE(distrusted);
  EXPECT_EQ(distrusted.error().Code(), ErrorCode::kUnavailable);
  EXPECT_THAT(distrusted.error().ToString(), HasSubstr("certificate"));
}

TEST_F(ErrorsTest, ImpersonationChangesWhoAsks) {
  Config config = ConfigOf("admin");
  config.impersonate.user = "jane";
  config.impersonate.groups = {"developers"};
  const auto forbidden = ListSecretsAs(config);
  ExpectError(forbidden, IsForbidden, ErrorCode::kForbidden, 403);
  EXPECT_THAT(forbidden.error().ServerMessage(), HasSubstr("User \"jane\""));
}

TEST_F(ErrorsTest, AFieldThatCannotBeSelectedIsABadRequest) {
  ExpectError(ConfigMaps().List({.fieldSelector = "data.key=value"}, Soon()), IsBadRequest, ErrorCode::kInvalidArgument, 400);
}

TEST_F(ErrorsTest, AnUnknownFieldIsRefusedOnlyIfOneAsksForIt) {
  ConfigMaps().Create(Sample(), {}, Soon()).value();
  const auto patch = MergePatch(R"({"dta":{"a":"b"}})");
  ExpectError(ConfigMaps().Patch("sample", patch, {.fieldValidation = "Strict"}, Soon()), IsInvalid, ErrorCode::kInvalidObject,
              422);
  EXPECT_TRUE(ConfigMaps().Patch("sample", patch, {.fieldValidation = "Ignore"}, Soon()));
}

TEST_F(ErrorsTest, AMediaTypeThatNobodyKnowsIsUnsupported) {
  ConfigMaps().Create(Sample(), {}, Soon()).value();
  ExpectError(ConfigMaps().Patch("sample", Patch{"application/x-nonsense", "{}"}, {}, Soon()), IsUnsupportedMediaType,
              ErrorCode::kUnsupported, 415);
}

TEST_F(ErrorsTest, ADryRunLeavesNothing) {
  EXPECT_FALSE(ConfigMaps().Create(Sample(), {.dryRun = true}, Soon()).value().metadata.uid.empty());
  ExpectError(ConfigMaps().Get("sample", {}, Soon()), IsNotFound, ErrorCode::kNotFound, 404);
}

TEST_F(ErrorsTest, AnObjectOfAnotherNamespaceIsNotSent) {
  corev1::ConfigMap map = Sample();
  map.metadata.namespace_ = "default";
  const auto refused = ConfigMaps().Create(map, {}, Soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().Code(), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace k8s::test
