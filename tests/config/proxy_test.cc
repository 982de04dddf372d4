#include <string>

#include "fake_environment.h"
#include <gtest/gtest.h>

#include <k8s/config/proxy.h>

namespace k8s::internal {
namespace {

class ProxyTest : public testing::Test {
 protected:
  std::string ProxyFor(const std::string& server) const {
    const auto proxy = ProxyFromEnvironment(server, environment_);
    return proxy ? *proxy : proxy.error().ToString();
  }

  // Whether a server is reached directly where NO_PROXY is `list`.
  bool Bypasses(const std::string& list, const std::string& server) {
    environment_.variables = {{"HTTPS_PROXY", "http://proxy"}, {"NO_PROXY", list}};
    return ProxyFor(server).empty();
  }

  FakeEnvironment environment_;
};

TEST_F(ProxyTest, IsNoneWithoutVariables) { EXPECT_EQ(ProxyFor("https://cluster"), ""); }

TEST_F(ProxyTest, IsThatOfTheServersScheme) {
  environment_.variables = {{"HTTPS_PROXY", "http://secure"}, {"HTTP_PROXY", "http://plain"}};
  EXPECT_EQ(ProxyFor("https://cluster"), "http://secure");
  EXPECT_EQ(ProxyFor("http://cluster"), "http://plain");
  environment_.variables.erase("HTTPS_PROXY");
  EXPECT_EQ(ProxyFor("https://cluster"), "");
}

TEST_F(ProxyTest, IsThatOfTheLowerCaseVariableWhereTheOtherIsEmpty) {
  environment_.variables = {{"HTTPS_PROXY", ""}, {"https_proxy", "http://lower"}, {"no_proxy", "other"}};
  EXPECT_EQ(ProxyFor("https://cluster"), "http://lower");
  EXPECT_EQ(ProxyFor("https://other"), "");
  environment_.variables["HTTPS_PROXY"] = "http://upper";
  EXPECT_EQ(ProxyFor("https://cluster"), "http://upper");
}

TEST_F(ProxyTest, IsAnHttpOneWithoutAScheme) {
  environment_.variables["HTTPS_PROXY"] = "user:word@proxy:3128";
  EXPECT_EQ(ProxyFor("https://cluster"), "http://user:word@proxy:3128");
}

TEST_F(ProxyTest, MayBeOfAnyKindThatGoKnows) {
  for (const char* url : {"http://p:1", "https://p:1", "socks5://p:1", "socks5h://p"}) {
    environment_.variables["HTTPS_PROXY"] = url;
    EXPECT_EQ(ProxyFor("https://cluster"), url);
  }
}

TEST_F(ProxyTest, ThatIsMalformedIsAnErrorWithoutItsPassword) {
  environment_.variables["HTTPS_PROXY"] = "http://user:hunter2@";
  EXPECT_EQ(ProxyFor("https://cluster"), "HTTPS_PROXY: bad URL: no host");
  environment_.variables["HTTPS_PROXY"] = "ftp://user:hunter2@proxy";
  EXPECT_EQ(ProxyFor("https://cluster"), "HTTPS_PROXY: its scheme is not http or https or socks5 or socks5h");
}

TEST_F(ProxyTest, IsNotTakenFromTheHeaderOfACgiRequest) {
  environment_.variables = {{"HTTP_PROXY", "http://evil"}, {"REQUEST_METHOD", "GET"}};
  EXPECT_EQ(ProxyFor("http://cluster"), "HTTP_PROXY is set, which a CGI program cannot trust");
  EXPECT_EQ(ProxyFor("https://cluster"), "");
}

TEST_F(ProxyTest, IsBypassedForDomains) {
  EXPECT_TRUE(Bypasses("foo.com", "https://foo.com"));
  EXPECT_TRUE(Bypasses("foo.com", "https://bar.foo.com:6443"));
  EXPECT_FALSE(Bypasses("foo.com", "https://barfoo.com"));
  EXPECT_FALSE(Bypasses("foo.com", "https://com"));
  for (const char* below : {".foo.com", "*.foo.com"}) {
    EXPECT_TRUE(Bypasses(below, "https://bar.foo.com")) << below;
    EXPECT_FALSE(Bypasses(below, "https://foo.com")) << below;
  }
  EXPECT_TRUE(Bypasses("other, FOO.com ,", "https://Foo.COM"));
  EXPECT_FALSE(Bypasses("", "https://foo.com"));
  EXPECT_FALSE(Bypasses(" , ,", "https://foo.com"));
}

TEST_F(ProxyTest, IsBypassedForPorts) {
  EXPECT_TRUE(Bypasses("foo.com:6443", "https://foo.com:6443"));
  EXPECT_TRUE(Bypasses("foo.com:443", "https://foo.com"));
  EXPECT_FALSE(Bypasses("foo.com:6443", "https://foo.com"));
  EXPECT_TRUE(Bypasses("10.0.0.1:6443", "https://10.0.0.1:6443"));
  EXPECT_FALSE(Bypasses("10.0.0.1:443", "https://10.0.0.1:6443"));
  EXPECT_TRUE(Bypasses("[fd00::1]:6443", "https://[fd00::1]:6443"));
  EXPECT_FALSE(Bypasses("[fd00::1]:443", "https://[fd00::1]:6443"));
  EXPECT_FALSE(Bypasses(":6443", "https://foo.com:6443"));
}

TEST_F(ProxyTest, IsBypassedForAddressesAndNetworks) {
  EXPECT_TRUE(Bypasses("10.0.0.1", "https://10.0.0.1:6443"));
  EXPECT_FALSE(Bypasses("10.0.0.1", "https://10.0.0.10"));
  EXPECT_TRUE(Bypasses("fd00::1", "https://[fd00:0::1]"));
  EXPECT_TRUE(Bypasses("10.0.0.0/8", "https://10.200.3.4"));
  EXPECT_FALSE(Bypasses("10.0.0.0/8", "https://11.0.0.1"));
  EXPECT_TRUE(Bypasses("10.0.0.0/9", "https://10.127.0.1"));
  EXPECT_FALSE(Bypasses("10.0.0.0/9", "https://10.128.0.1"));
  EXPECT_TRUE(Bypasses("0.0.0.0/0", "https://192.0.2.1"));
  EXPECT_FALSE(Bypasses("0.0.0.0/0", "https://[2001:db8::1]"));
  EXPECT_TRUE(Bypasses("2001:db8::/33", "https://[2001:db8:7fff::1]"));
  EXPECT_FALSE(Bypasses("2001:db8::/33", "https://[2001:db8:8000::1]"));
  EXPECT_TRUE(Bypasses("::ffff:10.0.0.1", "https://10.0.0.1"));
  EXPECT_FALSE(Bypasses("10.0.0.0/33", "https://10.0.0.1"));
  EXPECT_FALSE(Bypasses("10.0.0.0/x", "https://10.0.0.1"));
  EXPECT_FALSE(Bypasses("10.0.0.0/8", "https://ten.example"));
}

TEST_F(ProxyTest, IsBypassedForEverythingByAStar) {
  EXPECT_TRUE(Bypasses("*", "https://foo.com"));
  EXPECT_TRUE(Bypasses("bar.com, *", "https://10.0.0.1"));
  EXPECT_FALSE(Bypasses("*foo", "https://foo"));
}

TEST_F(ProxyTest, IsNeverUsedOnThisMachine) {
  for (const char* server : {"https://localhost", "https://127.0.0.1:6443", "https://127.1.2.3", "https://[::1]:6443"}) {
    EXPECT_TRUE(Bypasses("", server)) << server;
  }
  EXPECT_FALSE(Bypasses("", "https://128.0.0.1"));
  EXPECT_FALSE(Bypasses("", "https://localhost.example"));
}

}  // namespace
}  // namespace k8s::internal
