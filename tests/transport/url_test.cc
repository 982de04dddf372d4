#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/transport/url.h>

namespace k8s {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(UrlTest, PartsAreTakenApart) {
  const Url url = ParseUrl("HTTPS://us%20er:p%40ss:word@API.example.com:6443/k8s/clusters/c-1/").value();
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.user, "us er");
  EXPECT_EQ(url.password, "p@ss:word");
  EXPECT_EQ(url.host, "api.example.com");
  EXPECT_EQ(url.port, 6443);
  EXPECT_EQ(url.path, "/k8s/clusters/c-1");
  EXPECT_EQ(url.Authority(), "api.example.com:6443");
}

TEST(UrlTest, PartsMayBeMissing) {
  const Url https = ParseUrl("https://host").value();
  EXPECT_EQ(https.port, 443);
  EXPECT_EQ(https.path, "");
  EXPECT_EQ(https.user, "");
  EXPECT_EQ(ParseUrl("http://host/").value().port, 80);
  EXPECT_EQ(ParseUrl("socks5://host").value().port, 1080);
}

TEST(UrlTest, HostsMayBeAddresses) {
  const Url v4 = ParseUrl("https://10.0.0.1").value();
  EXPECT_TRUE(v4.HostIsIpv4());
  EXPECT_FALSE(v4.HostIsIpv6());
  const Url v6 = ParseUrl("https://[fd00::1]:6443").value();
  EXPECT_EQ(v6.host, "fd00::1");
  EXPECT_TRUE(v6.HostIsIpv6());
  EXPECT_EQ(v6.Authority(), "[fd00::1]:6443");
  EXPECT_FALSE(ParseUrl("https://10.0.0.example").value().HostIsIpv4());
}

TEST(UrlTest, MalformedUrlsAreErrorsThatDoNotRepeatThem) {
  for (const std::string text : {"",
                                 "s3cret",
                                 "://s3cret",
                                 "https://",
                                 "https://:1",
                                 "https://user:s3cret@",
                                 "https://user:s3cret%4@host",
                                 "https://user:s3cret%zz@host",
                                 "https://host:",
                                 "https://host:s3cret",
                                 "https://host:0",
                                 "https://host:65536",
                                 "https://[::1",
                                 "https://[s3cret]",
                                 "https://[10.0.0.1]",
                                 "https://[::1]s3cret",
                                 "https://s3cret host",
                                 "https://host/?s3cret",
                                 "https://host/#s3cret",
                                 "https://<API_SERVER>:6443",
                                 "https://ho%73t",
                                 "https://host/%4",
                                 "https://host/a[b"}) {
    const Result<Url> url = ParseUrl(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().Code(), ErrorCode::kConfig);
    EXPECT_THAT(url.error().ToString(), Not(HasSubstr("s3cret")));
  }
}

}  // namespace
}  // namespace k8s
