#include <string>

#include "fake_environment.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/load_config.h>

namespace k8s {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kTwoClusters = R"(
apiVersion: v1
kind: Config
preferences: {}
current-context: dev
contexts:
- name: dev
  context: {cluster: dev, user: developer, namespace: web}
- name: prod
  context: {cluster: prod, user: admin}
clusters:
- name: dev
  cluster: {server: https://dev:6443}
- name: prod
  cluster:
    server: https://prod:6443
    certificate-authority-data: UEVN
    tls-server-name: kubernetes
    proxy-url: http://proxy:3128
    disable-compression: true
    extensions: [{name: note, extension: {anything: [1]}}]
users:
- name: developer
  user: {token: abc}
- name: admin
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
    as: root
    as-uid: "0"
    as-groups: [wheel, staff]
    as-user-extra: {reason: [audit]}
)";

class LoadConfigTest : public testing::Test {
 protected:
  LoadConfigTest() { environment_.variables["HOME"] = "/home/user"; }

  Result<Config> Load(LoadConfigOptions options = {}) const {
    options.environment = &environment_;
    return LoadConfig(options);
  }

  Error Failure(const LoadConfigOptions& options = {}) const {
    const auto config = Load(options);
    EXPECT_FALSE(config);
    return config.error();
  }

  // What is wrong with a kubeconfig whose only cluster is this.
  std::string FailureOfCluster(const std::string& cluster) {
    environment_.files["/k"] =
        "{current-context: x, contexts: [{name: x, context: {cluster: c}}], clusters: [{name: c, cluster: " + cluster + "}]}";
    const Error error = Failure({.kubeconfig = "/k"});
    EXPECT_EQ(error.Code(), ErrorCode::kConfig);
    return error.Message();
  }

  // The same of its user.
  Error FailureOfUser(const std::string& user) {
    environment_.files["/k"] =
        "{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], "
        "clusters: [{name: c, cluster: {server: 'https://c'}}], users: [{name: u, user: " +
        user + "}]}";
    return Failure({.kubeconfig = "/k"});
  }

  FakeEnvironment environment_;
};

TEST_F(LoadConfigTest, ReadsTheFileInTheHomeFolder) {
  environment_.files["/home/user/.kube/config"] = kTwoClusters;
  const auto config = Load();
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://dev:6443");
  EXPECT_EQ(config->token, "abc");
  EXPECT_EQ(config->namespace_, "web");
}

TEST_F(LoadConfigTest, ReadsEveryField) {
  environment_.files["/k"] = kTwoClusters;
  const auto config = Load({.kubeconfig = "/k", .context = "prod"});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://prod:6443");
  EXPECT_EQ(config->caData, "PEM");
  EXPECT_EQ(config->tlsServerName, "kubernetes");
  EXPECT_EQ(config->proxyUrl, "http://proxy:3128");
  EXPECT_TRUE(config->disableCompression);
  EXPECT_FALSE(config->insecureSkipTlsVerify);
  EXPECT_EQ(config->clientCertificateData, "CERT");
  EXPECT_EQ(config->clientKeyData, "KEY");
  EXPECT_EQ(config->impersonate.user, "root");
  EXPECT_EQ(config->impersonate.uid, "0");
  EXPECT_THAT(config->impersonate.groups, ElementsAre("wheel", "staff"));
  EXPECT_THAT(config->impersonate.extra.at("reason"), ElementsAre("audit"));
  EXPECT_EQ(config->namespace_, "default");
}

TEST_F(LoadConfigTest, ReadsJson) {
  environment_.files["/k"] = R"({
	"kind": "Config", "apiVersion": "v1", "current-context": "x",
	"contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
	"clusters": [{"name": "c", "cluster": {"server": "https://c", "insecure-skip-tls-verify": true}}],
	"users": [{"name": "u", "user": {"username": "admin", "password": "1234"}}]
})";
  const auto config = Load({.kubeconfig = "/k"});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_TRUE(config->insecureSkipTlsVerify);
  EXPECT_EQ(config->username, "admin");
  EXPECT_EQ(config->password, "1234");
}

TEST_F(LoadConfigTest, LetsOptionsReplaceWhatTheContextChooses) {
  environment_.files["/k"] = kTwoClusters;
  const auto config = Load({.kubeconfig = "/k", .cluster = "prod", .user = "developer", .namespace_ = "other"});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://prod:6443");
  EXPECT_EQ(config->token, "abc");
  EXPECT_EQ(config->namespace_, "other");
}

TEST_F(LoadConfigTest, NeedsNoContextWhenTheClusterIsChosen) {
  environment_.files["/k"] = "clusters: [{name: c, cluster: {server: 'https://c'}}]";
  const auto config = Load({.kubeconfig = "/k", .cluster = "c"});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://c");
}

TEST_F(LoadConfigTest, MergesFilesTheFirstEntryWins) {
  environment_.variables["KUBECONFIG"] = "/a::/missing:/b:/a";
  environment_.files["/a"] = "clusters: [{name: c, cluster: {server: 'https://first'}}]\n";
  environment_.files["/b"] =
      "current-context: x\n"
      "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
      "clusters: [{name: c, cluster: {server: 'https://second', tls-server-name: ignored}}]\n"
      "users: [{name: u, user: {token: abc}}]\n";
  environment_.files["/home/user/.kube/config"] = kTwoClusters;
  const auto config = Load();
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://first");
  EXPECT_EQ(config->tlsServerName, "");
  EXPECT_EQ(config->token, "abc");
  EXPECT_EQ(environment_.reads["/a"], 1);
}

TEST_F(LoadConfigTest, TakesTheFirstCurrentContext) {
  environment_.variables["KUBECONFIG"] = "/a:/b:/c";
  environment_.files["/a"] = "current-context: ''\n";
  environment_.files["/b"] = "current-context: prod\n";
  environment_.files["/c"] = kTwoClusters;
  EXPECT_EQ(Load()->server, "https://prod:6443");
}

TEST_F(LoadConfigTest, ResolvesPathsFromTheFolderOfTheirFile) {
  environment_.variables["KUBECONFIG"] = "/etc/kube/a:/b";
  environment_.files["/etc/kube/a"] =
      "clusters: [{name: c, cluster: {server: 'https://c', certificate-authority: ../pki/ca.crt}}]\n";
  environment_.files["/b"] =
      "current-context: x\n"
      "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
      "users: [{name: u, user: {client-certificate: cert, client-key: /abs/key, tokenFile: ./token}}]\n";
  for (const char* path : {"/etc/pki/ca.crt", "/cert", "/abs/key", "/token"}) environment_.files[path] = "content";
  const auto config = Load();
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->caFile, "/etc/pki/ca.crt");
  EXPECT_EQ(config->clientCertificateFile, "/cert");
  EXPECT_EQ(config->clientKeyFile, "/abs/key");
  EXPECT_EQ(config->tokenFile, "/token");
}

TEST_F(LoadConfigTest, KeepsCredentialsOffAnUnencryptedConnection) {
  environment_.files["/k"] = R"(
current-context: x
contexts: [{name: x, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: 'http://localhost:8001'}}]
users: [{name: u, user: {token: abc, client-certificate-data: QQ==, client-key-data: QQ==, as: root}}]
)";
  const auto config = Load({.kubeconfig = "/k"});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->token, "");
  EXPECT_EQ(config->clientKeyData, "");
  EXPECT_EQ(config->impersonate.user, "root");
}

TEST_F(LoadConfigTest, UsesTheServiceAccountWhenNoFileSaysAnything) {
  const std::string folder = "/var/run/secrets/kubernetes.io/serviceaccount";
  environment_.variables["KUBERNETES_SERVICE_HOST"] = "10.96.0.1";
  environment_.variables["KUBERNETES_SERVICE_PORT"] = "443";
  environment_.files[folder + "/token"] = "abc";
  environment_.files[folder + "/ca.crt"] = "PEM";
  environment_.files["/home/user/.kube/config"] = "apiVersion: v1\nkind: Config\nclusters: []\nusers: null\n";
  auto config = Load({.namespace_ = "other"});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://10.96.0.1:443");
  EXPECT_EQ(config->namespace_, "other");

  environment_.files["/home/user/.kube/config"] = kTwoClusters;
  EXPECT_EQ(Load()->server, "https://dev:6443");
}

TEST_F(LoadConfigTest, SaysWhereItLookedForAConfiguration) {
  constexpr const char* kNoPod = ": not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set";
  EXPECT_EQ(
      Failure().Message(),
      std::string("no configuration found: $KUBECONFIG is not set, \"/home/user/.kube/config\" is missing or empty") + kNoPod);
  environment_.variables["KUBECONFIG"] = "/a:/b";
  EXPECT_EQ(Failure().Message(),
            std::string("no configuration found: $KUBECONFIG lists \"/a:/b\", which is missing or empty") + kNoPod);
  environment_.variables.clear();
  EXPECT_EQ(Failure().Message(), std::string("no configuration found: neither $KUBECONFIG nor $HOME is set") + kNoPod);
  EXPECT_EQ(Failure({.context = "dev"}).Message(),
            "there is no context, cluster or user to choose from: neither $KUBECONFIG nor $HOME is set");
}

TEST_F(LoadConfigTest, InsistsOnAFileThatWasNamed) {
  environment_.files["/home/user/.kube/config"] = kTwoClusters;
  const Error error = Failure({.kubeconfig = "/missing"});
  EXPECT_EQ(error.Code(), ErrorCode::kConfig);
  EXPECT_EQ(error.Message(), R"(cannot read "/missing": No such file or directory)");
}

TEST_F(LoadConfigTest, DoesNotSkipAFileThatMayNotBeRead) {
  environment_.variables["KUBECONFIG"] = "/a:/b";
  environment_.files["/a"] = std::nullopt;
  environment_.files["/b"] = kTwoClusters;
  EXPECT_EQ(Failure().Message(), R"(cannot read "/a": Permission denied)");
}

TEST_F(LoadConfigTest, NamesTheEntryThatIsMissing) {
  environment_.files["/k"] = kTwoClusters;
  EXPECT_EQ(Failure({.kubeconfig = "/k", .context = "none"}).Message(), R"("/k": there is no context "none")");
  EXPECT_EQ(Failure({.kubeconfig = "/k", .cluster = "none"}).Message(), R"("/k": there is no cluster "none")");
  EXPECT_EQ(Failure({.kubeconfig = "/k", .user = "none"}).Message(), R"("/k": there is no user "none")");

  environment_.files["/k"] = "current-context: x\ncontexts: [{name: x, context: {user: u}}]";
  EXPECT_EQ(Failure({.kubeconfig = "/k"}).Message(), R"("/k": context "x": cluster is missing)");
  environment_.files["/k"] = "clusters: [{name: c}]";
  EXPECT_EQ(Failure({.kubeconfig = "/k"}).Message(), "the kubeconfig has no current-context, and no context was asked for");

  environment_.variables["KUBECONFIG"] = "/k:/l";
  environment_.files["/l"] = "current-context: gone";
  EXPECT_EQ(Failure().Message(), R"("/k", "/l": there is no context "gone")");
}

TEST_F(LoadConfigTest, SaysWhatIsWrongWithACluster) {
  EXPECT_EQ(FailureOfCluster("null"), R"("/k": cluster "c": server is missing)");
  EXPECT_EQ(FailureOfCluster("[]"), R"("/k": cluster "c": it is not a mapping)");
  EXPECT_EQ(FailureOfCluster("{server: [a]}"), R"("/k": cluster "c": server is not a string)");
  EXPECT_THAT(FailureOfCluster("{server: 'c:6443'}"), HasSubstr(R"("/k": cluster "c": server: bad URL)"));
  EXPECT_THAT(FailureOfCluster("{server: 'https://'}"), HasSubstr(R"("/k": cluster "c": server: bad URL)"));
  EXPECT_EQ(FailureOfCluster("{server: 'ftp://c'}"), R"("/k": cluster "c": server: its scheme is not https or http)");
  EXPECT_EQ(FailureOfCluster("{server: 'https://root:hunter2@c'}"), R"("/k": cluster "c": server: its URL contains a user)");
  EXPECT_EQ(FailureOfCluster("{server: 'https://c', proxy-url: 'ssh://p'}"),
            R"("/k": cluster "c": proxy-url: its scheme is not http or https or socks5 or socks5h)");
  EXPECT_EQ(FailureOfCluster("{server: 'https://c', insecure-skip-tls-verify: perhaps}"),
            R"("/k": cluster "c": insecure-skip-tls-verify is neither true nor false)");
  EXPECT_EQ(FailureOfCluster("{server: 'https://c', insecure-skip-tls-verify: true, certificate-authority-data: QQ==}"),
            R"("/k": cluster "c": insecure-skip-tls-verify and a certificate authority are both given)");
  EXPECT_EQ(FailureOfCluster("{server: 'https://c', certificate-authority: ca, certificate-authority-data: QQ==}"),
            R"("/k": cluster "c": certificate-authority and certificate-authority-data are both given)");
  EXPECT_EQ(FailureOfCluster("{server: 'https://c', certificate-authority-data: 'Q'}"),
            R"("/k": cluster "c": certificate-authority-data: invalid base64: 1 bytes end inside a group of four)");
  EXPECT_EQ(FailureOfCluster("{server: 'https://c', certificate-authority: ca}"),
            R"("/k": cluster "c": cannot read "/ca": No such file or directory)");
}

TEST_F(LoadConfigTest, SaysWhatIsWrongWithAUser) {
  const struct {
    const char* user;
    const char* message;
  } kCases[] = {
      {"{token: abc, username: admin}", "a token and a username are both given"},
      {"{tokenFile: t, password: abc}", "a token and a username are both given"},
      {"{client-certificate-data: QQ==}", "a client certificate is given without its key"},
      {"{client-key-data: QQ==}", "a client key is given without its certificate"},
      {"{client-certificate: a, client-certificate-data: QQ==, client-key: b}",
       "client-certificate and client-certificate-data are both given"},
      {"{client-certificate: a, client-key: b, client-key-data: QQ==}", "client-key and client-key-data are both given"},
      {"{client-certificate: a, client-key-data: QQ==}", R"(cannot read "/a": No such file or directory)"},
      {"{client-certificate-data: QQ==, client-key: b}", R"(cannot read "/b": No such file or directory)"},
      {"{client-key-data: '?', client-certificate: a}", "client-key-data: invalid base64 at byte 0"},
      {"{tokenFile: t}", R"(cannot read "/t": No such file or directory)"},
      {"{as-groups: [a]}", "as-uid, as-groups or as-user-extra is given without as"},
      {"{as: a, as-groups: b}", "as-groups is not a list"},
      {"{as: a, as-groups: [[b]]}", "as-groups is not a list of strings"},
      {"{as: a, as-user-extra: {b: c}}", "as-user-extra: b is not a list"},
      {"{token: {}}", "token is not a string"},
  };
  for (const auto& [user, message] : kCases) {
    const Error error = FailureOfUser(user);
    EXPECT_EQ(error.Code(), ErrorCode::kConfig) << user;
    EXPECT_EQ(error.Message(), std::string(R"("/k": user "u": )") + message) << user;
  }
}

constexpr const char* kPlugin = R"(
current-context: x
contexts: [{name: x, context: {cluster: c, user: u}}]
clusters:
- name: c
  cluster:
    server: https://c
    extensions:
    - {name: other, extension: {a: b}}
    - {name: client.authentication.k8s.io/exec, extension: {audience: "06f6ce97", port: 1}}
users:
- name: u
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: bin/login
      args: [get-token, --cluster, dev]
      env:
      - {name: PROFILE, value: dev}
      installHint: install it
      provideClusterInfo: true
      interactiveMode: Never
)";

TEST_F(LoadConfigTest, ReadsAPlugin) {
  environment_.files["/etc/kube/k"] = kPlugin;
  const auto config = Load({.kubeconfig = "/etc/kube/k"});
  ASSERT_TRUE(config) << config.error().ToString();
  ASSERT_TRUE(config->exec);
  const ExecConfig& exec = *config->exec;
  EXPECT_EQ(exec.apiVersion, "client.authentication.k8s.io/v1");
  EXPECT_EQ(exec.command, "/etc/kube/bin/login");
  EXPECT_THAT(exec.args, ElementsAre("get-token", "--cluster", "dev"));
  EXPECT_THAT(exec.env, ElementsAre(std::pair<std::string, std::string>("PROFILE", "dev")));
  EXPECT_EQ(exec.installHint, "install it");
  EXPECT_TRUE(exec.provideClusterInfo);
  EXPECT_EQ(exec.interactiveMode, ExecConfig::InteractiveMode::kNever);
  EXPECT_EQ(exec.clusterConfig, R"({"audience":"06f6ce97","port":1})");
}

TEST_F(LoadConfigTest, LeavesTheNameOfAPluginToThePath) {
  environment_.files["/etc/k"] = R"(
contexts: [{name: x, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: 'https://c'}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}}}]
)";
  const auto config = Load({.kubeconfig = "/etc/k", .context = "x"});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->exec->command, "aws");
  EXPECT_EQ(config->exec->interactiveMode, ExecConfig::InteractiveMode::kIfAvailable);
  EXPECT_EQ(config->exec->clusterConfig, "");
}

TEST_F(LoadConfigTest, ReadsAnOidcProvider) {
  environment_.files["/etc/k"] = R"(
current-context: x
contexts: [{name: x, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: 'https://c'}}]
users:
- name: u
  user:
    auth-provider:
      name: oidc
      config:
        idp-issuer-url: https://idp/realm
        idp-certificate-authority-data: UEVN
        client-id: kubernetes
        client-secret: secret
        id-token: old
        refresh-token: refresh
        extra-scopes: groups
)";
  const auto config = Load({.kubeconfig = "/etc/k"});
  ASSERT_TRUE(config) << config.error().ToString();
  ASSERT_TRUE(config->oidc);
  EXPECT_EQ(config->oidc->issuerUrl, "https://idp/realm");
  EXPECT_EQ(config->oidc->issuerCaData, "PEM");
  EXPECT_EQ(config->oidc->clientId, "kubernetes");
  EXPECT_EQ(config->oidc->clientSecret, "secret");
  EXPECT_EQ(config->oidc->idToken, "old");
  EXPECT_EQ(config->oidc->refreshToken, "refresh");
  EXPECT_EQ(config->oidc->kubeconfig, "/etc/k");
  EXPECT_EQ(config->oidc->user, "u");
}

TEST_F(LoadConfigTest, SaysWhatIsWrongWithAPluginOrAProvider) {
  const std::string v1 = "apiVersion: client.authentication.k8s.io/v1, ";
  const struct {
    std::string user;
    const char* message;
  } kCases[] = {
      {"{exec: {" + v1 + "interactiveMode: Never}}", "exec: command is missing"},
      {"{exec: {command: a}}", "exec: apiVersion is missing"},
      {"{exec: {" + v1 + "command: a}}", "exec: interactiveMode is none of Never, IfAvailable and Always"},
      {"{exec: {" + v1 + "command: a, interactiveMode: never}}",
       "exec: interactiveMode is none of Never, IfAvailable and Always"},
      {"{exec: {" + v1 + "command: a, interactiveMode: Never, env: [{value: b}]}}", "exec: env has an entry without a name"},
      {"{exec: {" + v1 + "command: a, interactiveMode: Never, env: {b: c}}}", "exec: env is not a list"},
      {"{exec: {" + v1 + "command: a, interactiveMode: Never, env: [b]}}", "exec: env: it is not a mapping"},
      {"{exec: {" + v1 + "command: [a], interactiveMode: Never}}", "exec: command is not a string"},
      {"{exec: {" + v1 + "command: a, interactiveMode: Never, args: b}}", "exec: args is not a list"},
      {"{exec: a}", "exec: it is not a mapping"},
      {"{exec: {" + v1 + "command: a, interactiveMode: Never}, auth-provider: {name: oidc, config: {}}}",
       "exec and auth-provider are both given"},
      {"{auth-provider: {name: oidc}}", "auth-provider: idp-issuer-url is missing"},
      {"{auth-provider: {name: oidc, config: {idp-issuer-url: 'https://i'}}}", "auth-provider: client-id is missing"},
      {"{auth-provider: {name: oidc, config: {idp-issuer-url: 'http://i', client-id: c}}}",
       "auth-provider: idp-issuer-url: its scheme is not https"},
      {"{auth-provider: {name: oidc, config: {client-secret: [a]}}}", "auth-provider: config: client-secret is not a string"},
  };
  for (const auto& [user, message] : kCases) {
    const Error error = FailureOfUser(user);
    EXPECT_EQ(error.Code(), ErrorCode::kConfig) << user;
    EXPECT_EQ(error.Message(), std::string(R"("/k": user "u": )") + message) << user;
  }
}

TEST_F(LoadConfigTest, KnowsWhatIsGone) {
  const Error provider = FailureOfUser("{auth-provider: {name: gcp, config: {cmd-path: gcloud}}}");
  EXPECT_EQ(provider.Code(), ErrorCode::kUnsupported);
  EXPECT_THAT(provider.Message(), HasSubstr(R"("/k": user "u": auth-provider "gcp" is not supported)"));
  const Error plugin = FailureOfUser("{exec: {command: a, apiVersion: client.authentication.k8s.io/v1alpha1}}");
  EXPECT_EQ(plugin.Code(), ErrorCode::kUnsupported);
}

TEST_F(LoadConfigTest, SaysThatAFileIsNoKubeconfig) {
  const struct {
    const char* text;
    const char* message;
  } kCases[] = {
      {"just text", R"("/k": it is not a mapping)"},
      {"[a]", R"("/k": it is not a mapping)"},
      {"kind: Pod", R"("/k": its kind is not Config)"},
      {"apiVersion: v2", R"("/k": its apiVersion is not v1)"},
      {"users: {}", R"("/k": users is not a list)"},
      {"users: [{user: {}}]", R"("/k": users has an entry without a name)"},
      {"users: [text]", R"("/k": users has an entry without a name)"},
      {"users: [{name: u}, {name: v}, {name: u}]", R"("/k": users has two entries named "u")"},
      {"a: [", R"("/k": line 1, column 1: end of sequence flow not found)"},
  };
  for (const auto& [text, message] : kCases) {
    environment_.files["/k"] = text;
    const Error error = Failure({.kubeconfig = "/k"});
    EXPECT_EQ(error.Code(), ErrorCode::kConfig) << text;
    EXPECT_EQ(error.Message(), message) << text;
  }
}

TEST_F(LoadConfigTest, RepeatsNoSecretInItsErrors) {
  EXPECT_THAT(FailureOfUser("{token: hunter2, password: hunter2}").ToString(), Not(HasSubstr("hunter2")));
  EXPECT_THAT(FailureOfUser("{client-key-data: hunter2}").ToString(), Not(HasSubstr("hunter2")));
  EXPECT_THAT(FailureOfCluster("{server: 'https://root:hunter2@c'}"), Not(HasSubstr("hunter2")));
  EXPECT_THAT(FailureOfCluster("{server: 'https://c', proxy-url: 'ssh://root:hunter2@p'}"), Not(HasSubstr("hunter2")));
}

class OverridesTest : public LoadConfigTest {
 protected:
  OverridesTest() { environment_.files["/k"] = kTwoClusters; }

  Config Overridden(const Config& overrides, const std::string& context) {
    const auto config = Load({.kubeconfig = "/k", .context = context, .overrides = overrides});
    EXPECT_TRUE(config) << config.error().ToString();
    return config ? *config : Config();
  }
};

TEST_F(OverridesTest, ChangeOnlyWhatIsSet) {
  Config overrides;
  overrides.proxyUrl = "http://other:1";
  const Config config = Overridden(overrides, "prod");
  EXPECT_EQ(config.proxyUrl, "http://other:1");
  EXPECT_EQ(config.server, "https://prod:6443");
  EXPECT_EQ(config.tlsServerName, "kubernetes");
  EXPECT_EQ(config.clientKeyData, "KEY");
  EXPECT_EQ(config.impersonate.user, "root");
}

TEST_F(OverridesTest, OfTheServerDropTheNameInItsCertificate) {
  Config overrides;
  overrides.server = "https://other";
  EXPECT_EQ(Overridden(overrides, "prod").tlsServerName, "");
  EXPECT_EQ(Overridden(overrides, "prod").caData, "PEM");
  overrides.tlsServerName = "name";
  EXPECT_EQ(Overridden(overrides, "prod").tlsServerName, "name");
}

TEST_F(OverridesTest, LetTrustAndMistrustReplaceEachOther) {
  Config overrides;
  overrides.insecureSkipTlsVerify = true;
  EXPECT_TRUE(Overridden(overrides, "prod").insecureSkipTlsVerify);
  EXPECT_EQ(Overridden(overrides, "prod").caData, "");
  environment_.files["/k"] =
      "contexts: [{name: x, context: {cluster: c}}]\n"
      "clusters: [{name: c, cluster: {server: 'https://c', insecure-skip-tls-verify: true}}]";
  overrides = Config();
  environment_.files["/ca"] = "PEM";
  overrides.caFile = "/ca";
  EXPECT_FALSE(Overridden(overrides, "x").insecureSkipTlsVerify);
  EXPECT_EQ(Overridden(overrides, "x").caFile, "/ca");
}

TEST_F(OverridesTest, OfTheUserReplaceAllOfItsKind) {
  environment_.files["/k"] = kPlugin;
  Config overrides;
  overrides.token = "abc";
  EXPECT_EQ(Overridden(overrides, "x").token, "abc");
  EXPECT_FALSE(Overridden(overrides, "x").exec);
  environment_.files["/k"] = kTwoClusters;
  overrides = Config();
  overrides.username = "me";
  EXPECT_EQ(Overridden(overrides, "dev").token, "");
  overrides = Config();
  environment_.files["/cert"] = "PEM";
  overrides.clientCertificateFile = "/cert";
  EXPECT_EQ(Overridden(overrides, "prod").clientCertificateFile, "/cert");
  EXPECT_EQ(Overridden(overrides, "prod").clientCertificateData, "");
  EXPECT_EQ(Overridden(overrides, "prod").clientKeyData, "KEY");
  overrides.impersonate.user = "someone";
  EXPECT_EQ(Overridden(overrides, "prod").impersonate.user, "someone");
  EXPECT_TRUE(Overridden(overrides, "prod").impersonate.groups.empty());
}

TEST_F(OverridesTest, OfTheServerNeedNoFile) {
  Config overrides;
  overrides.server = "https://other";
  overrides.token = "abc";
  const auto config = Load({.overrides = overrides});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://other");
  EXPECT_EQ(config->token, "abc");
  overrides.server = "http://other";
  EXPECT_EQ(Load({.overrides = overrides})->token, "");
}

TEST_F(OverridesTest, ChangeTheServiceAccount) {
  const std::string folder = "/var/run/secrets/kubernetes.io/serviceaccount";
  environment_.variables = {{"KUBERNETES_SERVICE_HOST", "fd00::1"}, {"KUBERNETES_SERVICE_PORT", "443"}};
  environment_.files = {{folder + "/token", "abc"}, {folder + "/ca.crt", "PEM"}};
  Config overrides;
  overrides.token = "other";
  const auto config = Load({.overrides = overrides});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://[fd00::1]:443");
  EXPECT_EQ(config->token, "other");
  EXPECT_EQ(config->tokenFile, "");
  EXPECT_EQ(config->caFile, folder + "/ca.crt");
}

TEST_F(OverridesTest, AreCheckedAsFilesAre) {
  Config overrides;
  overrides.caFile = "/missing";
  EXPECT_THAT(Failure({.kubeconfig = "/k", .overrides = overrides}).Message(), HasSubstr(R"(cannot read "/missing")"));
  overrides = Config();
  overrides.server = "other:6443";
  EXPECT_THAT(Failure({.overrides = overrides}).Message(), HasSubstr("server: bad URL"));
}

}  // namespace
}  // namespace k8s
