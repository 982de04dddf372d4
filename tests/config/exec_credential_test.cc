#include <chrono>
#include <string>

#include "fakes/test_certificates.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/exec_credential.h>
#include <k8s/config/json_text.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kV1 = "client.authentication.k8s.io/v1";

ExecConfig Plugin() {
  ExecConfig exec;
  exec.apiVersion = kV1;
  exec.command = "login";
  return exec;
}

std::string Answer(const std::string& status) {
  return std::string(R"({"kind": "ExecCredential", "apiVersion": ")") + kV1 + R"(", "status": )" + status + "}";
}

std::string FailureOf(const std::string& text) {
  const auto parsed = ParseExecCredential(text, kV1);
  if (parsed) return "";
  EXPECT_EQ(parsed.error().Code(), ErrorCode::kConfig);
  return parsed.error().Message();
}

std::string JsonString(const std::string& text) {
  std::string json;
  AppendJsonString(text, json);
  return json;
}

TEST(ExecInfoTest, TellsOnlyTheVersionWithoutAskingForMore) {
  Config config;
  config.server = "https://cluster";
  config.exec = Plugin();
  EXPECT_EQ(ExecInfo(config, "PEM", false),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}})");
  config.exec->apiVersion = "client.authentication.k8s.io/v1beta1";
  EXPECT_EQ(ExecInfo(config, "PEM", true),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","spec":{"interactive":true}})");
}

TEST(ExecInfoTest, TellsAboutTheClusterWhenAsked) {
  Config config;
  config.server = "https://cluster:6443";
  config.tlsServerName = "kubernetes \"here\"";
  config.insecureSkipTlsVerify = true;
  config.proxyUrl = "http://proxy";
  config.disableCompression = true;
  config.exec = Plugin();
  config.exec->provideClusterInfo = true;
  config.exec->clusterConfig = R"({"audience":"me"})";
  EXPECT_EQ(ExecInfo(config, "PEM", false),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":{)"
            R"("server":"https://cluster:6443","tls-server-name":"kubernetes \"here\"","insecure-skip-tls-verify":true,)"
            R"("certificate-authority-data":"UEVN","proxy-url":"http://proxy","disable-compression":true,)"
            R"("config":{"audience":"me"}},"interactive":false}})");
}

TEST(ExecInfoTest, IsInteractiveAsTheModeAndTheTerminalSay) {
  ExecConfig exec = Plugin();
  EXPECT_FALSE(*IsInteractive(exec, false));
  EXPECT_TRUE(*IsInteractive(exec, true));
  exec.interactiveMode = ExecConfig::InteractiveMode::kNever;
  EXPECT_FALSE(*IsInteractive(exec, true));
  exec.interactiveMode = ExecConfig::InteractiveMode::kAlways;
  EXPECT_TRUE(*IsInteractive(exec, true));
  const auto refused = IsInteractive(exec, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().Code(), ErrorCode::kConfig);
  EXPECT_THAT(refused.error().Message(), HasSubstr("interactiveMode is Always"));
}

TEST(ExecCredentialTest, ReadsAToken) {
  const auto parsed = ParseExecCredential(Answer(R"({"token": "abc", "more": [1]})"), kV1);
  ASSERT_TRUE(parsed) << parsed.error().ToString();
  EXPECT_EQ(parsed->credentials.authorization, "Bearer abc");
  EXPECT_EQ(parsed->credentials.clientCertPem, "");
  EXPECT_FALSE(parsed->expires);
}

TEST(ExecCredentialTest, ReadsWhenItEnds) {
  const auto parsed =
      ParseExecCredential(Answer(R"({"token": "abc", "expirationTimestamp": "2030-01-02T03:04:05+01:00"})"), kV1);
  ASSERT_TRUE(parsed) << parsed.error().ToString();
  using namespace std::chrono;
  EXPECT_EQ(*parsed->expires, sys_days(2030y / January / 2) + 2h + 4min + 5s);
}

TEST(ExecCredentialTest, EndsWithItsCertificate) {
  const fakes::CertificateAuthority authority;
  const fakes::Credentials pair = authority.Issue({.expired = true});
  const std::string files =
      R"("clientCertificateData": )" + JsonString(pair.certificatePem) + R"(, "clientKeyData": )" + JsonString(pair.keyPem);
  const auto parsed = ParseExecCredential(Answer("{" + files + R"(, "expirationTimestamp": "2099-01-01T00:00:00Z"})"), kV1);
  ASSERT_TRUE(parsed) << parsed.error().ToString();
  EXPECT_EQ(parsed->credentials.authorization, "");
  EXPECT_EQ(parsed->credentials.clientCertPem, pair.certificatePem);
  EXPECT_EQ(parsed->credentials.clientKeyPem, pair.keyPem);
  EXPECT_LT(*parsed->expires, std::chrono::system_clock::now());
}

TEST(ExecCredentialTest, SaysWhatIsWrong) {
  EXPECT_EQ(FailureOf(""), "it is no object");
  EXPECT_EQ(FailureOf("please log in"), "it is no object");
  EXPECT_THAT(FailureOf("{\"kind\": "), HasSubstr("it is no JSON: line 1"));
  EXPECT_EQ(FailureOf("{}"), "its kind is not ExecCredential");
  EXPECT_EQ(FailureOf(R"({"kind": "Pod"})"), "its kind is not ExecCredential");
  EXPECT_EQ(FailureOf(R"({"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1"})"),
            R"(its apiVersion is not "client.authentication.k8s.io/v1")");
  EXPECT_EQ(FailureOf(Answer("null")), "it has no status");
  EXPECT_EQ(FailureOf(Answer("[]")), "it has no status");
  EXPECT_EQ(FailureOf(Answer("{}")), "its status has neither a token nor a certificate");
  EXPECT_EQ(FailureOf(Answer(R"({"token": ["hunter2"]})")), "status: token is not a string");
  EXPECT_EQ(FailureOf(Answer(R"({"clientCertificateData": "hunter2"})")),
            "its status has a certificate without a key, or a key without one");
  EXPECT_EQ(FailureOf(Answer(R"({"token": "a", "clientKeyData": "hunter2"})")),
            "its status has a certificate without a key, or a key without one");
  EXPECT_EQ(FailureOf(Answer(R"({"clientCertificateData": "hunter2", "clientKeyData": "hunter2"})")),
            "status: client certificate: there is no certificate in PEM");
  EXPECT_EQ(FailureOf(Answer(R"({"token": "hunter2\r\nHost: evil"})")),
            "status.token contains a character that no HTTP header can carry");
  EXPECT_THAT(FailureOf(Answer(R"({"token": "a", "expirationTimestamp": "tomorrow"})")),
              HasSubstr("status.expirationTimestamp: "));
}

TEST(ExecCredentialTest, ChecksWhatTheUserConfigured) {
  const auto failure = [](const ExecConfig& exec) { return CheckExec(exec).error().Message(); };
  EXPECT_TRUE(CheckExec(Plugin()));
  ExecConfig exec = Plugin();
  exec.command.clear();
  EXPECT_EQ(failure(exec), "exec: command is missing");
  exec = Plugin();
  exec.apiVersion.clear();
  EXPECT_EQ(failure(exec), "exec: apiVersion is missing");
  exec.apiVersion = "v1";
  EXPECT_THAT(failure(exec), HasSubstr("exec: apiVersion is neither"));
  exec.apiVersion = "client.authentication.k8s.io/v1alpha1";
  EXPECT_EQ(CheckExec(exec).error().Code(), ErrorCode::kUnsupported);
  exec = Plugin();
  exec.env = {{"", "value"}};
  EXPECT_EQ(failure(exec), "exec: env has an entry without a name");
  exec.env = {{"A=B", "hunter2"}};
  EXPECT_EQ(failure(exec), R"(exec: env "A=B" is no variable)");
  exec.env = {{"A", std::string("hunter2\0", 8)}};
  EXPECT_EQ(failure(exec), R"(exec: env "A" is no variable)");
  exec = Plugin();
  exec.args = {std::string("a\0b", 3)};
  EXPECT_EQ(failure(exec), "exec: command or args contain a NUL");
}

TEST(JsonTextTest, TellsNumbersFromTextAsYamlDoes) {
  const auto json = [](const std::string& yaml) { return JsonOf(*ParseYaml(yaml)); };
  EXPECT_EQ(json("{a: 1, b: '1', c: true, d: \"true\", e: null, f: -0.5e+3, g: text, h: [], i: {}}"),
            R"({"a":1,"b":"1","c":true,"d":"true","e":null,"f":-0.5e+3,"g":"text","h":[],"i":{}})");
  EXPECT_EQ(json("[01, 1., .5, 1e, -, 0x1, 0, 0.0, 1_000]"), R"(["01","1.",".5","1e","-","0x1",0,0.0,"1_000"])");
  EXPECT_EQ(json("|\n  a\n  \"b\"\n"), R"("a\u000a\"b\"\u000a")");
}

}  // namespace
}  // namespace k8s::internal
