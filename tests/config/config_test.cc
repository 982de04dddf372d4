#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/config.h>

namespace k8s {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ConfigTest, ShowsWhatIsSet) {
  Config config;
  config.server = "https://10.0.0.1:6443";
  config.insecureSkipTlsVerify = true;
  config.namespace_ = "web";
  EXPECT_EQ(config.ToString(), R"(Config{server: "https://10.0.0.1:6443", insecureSkipTlsVerify: true, namespace: "web"})");
}

TEST(ConfigTest, ShowsNoSecret) {
  Config config;
  config.server = "https://root:hunter2@10.0.0.1";
  config.caData = "hunter2";
  config.clientCertificateData = "hunter2";
  config.clientKeyData = "hunter2";
  config.token = "hunter2";
  config.username = "admin";
  config.password = "hunter2";
  config.proxyUrl = "http://proxy-user:hunter2@proxy:3128";
  const std::string text = config.ToString();
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, HasSubstr("clientKeyData: ***"));
  EXPECT_THAT(text, HasSubstr("token: ***"));
  EXPECT_THAT(text, HasSubstr("password: ***"));
  EXPECT_THAT(text, HasSubstr("caData: 7 bytes"));
  EXPECT_THAT(text, HasSubstr(R"(proxyUrl: "http://***@proxy:3128")"));
}

}  // namespace
}  // namespace k8s
