#include <string_view>

#include <fmt/format.h>

#include <k8s/config/config.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

// A proxy's URL may hold the password for it.
std::string WithoutPassword(const std::string& url) {
  const auto at = url.rfind('@');
  if (at == std::string::npos) return url;
  const auto scheme = url.find("://");
  return url.substr(0, scheme == std::string::npos ? 0 : scheme + 3) + "***" + url.substr(at);
}

class Description {
 public:
  void Text(std::string_view name, const std::string& value) {
    if (!value.empty()) Add(name, internal::Quoted(value));
  }
  void Secret(std::string_view name, const std::string& value) {
    if (!value.empty()) Add(name, "***");
  }
  void Data(std::string_view name, const std::string& value) {
    if (!value.empty()) Add(name, fmt::format("{} bytes", value.size()));
  }
  void Flag(std::string_view name, bool value) {
    if (value) Add(name, "true");
  }
  std::string Done() const { return fmt::format("Config{{{}}}", text_); }

 private:
  void Add(std::string_view name, std::string_view value) {
    text_ += fmt::format("{}{}: {}", text_.empty() ? "" : ", ", name, value);
  }

  std::string text_;
};

}  // namespace

std::string Config::ToString() const {
  Description description;
  description.Text("server", WithoutPassword(server));
  description.Text("tlsServerName", tlsServerName);
  description.Flag("insecureSkipTlsVerify", insecureSkipTlsVerify);
  description.Text("caFile", caFile);
  description.Data("caData", caData);
  description.Text("clientCertificateFile", clientCertificateFile);
  description.Data("clientCertificateData", clientCertificateData);
  description.Text("clientKeyFile", clientKeyFile);
  description.Secret("clientKeyData", clientKeyData);
  description.Secret("token", token);
  description.Text("tokenFile", tokenFile);
  description.Text("username", username);
  description.Secret("password", password);
  if (exec) description.Text("exec", exec->command);
  if (oidc) description.Text("oidc", WithoutPassword(oidc->issuerUrl));
  description.Text("impersonate", impersonate.user);
  description.Text("namespace", namespace_);
  description.Text("proxyUrl", WithoutPassword(proxyUrl));
  description.Flag("disableCompression", disableCompression);
  return description.Done();
}

}  // namespace k8s
