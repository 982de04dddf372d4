#include <k8s/meta/base64.h>
#include <k8s/testkit/kubeconfig.h>

namespace k8s::testkit {
namespace {

/// A scalar of YAML, whatever is in it.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::string UserEntry(const User& user) {
  std::string entry = "- name: " + Quoted(user.name) + "\n";
  if (!user.token.empty()) entry += "  user:\n    token: " + Quoted(user.token) + "\n";
  return entry;
}

std::string ContextEntry(const User& user) {
  const std::string name = Quoted(user.name);
  return "- name: " + name + "\n  context:\n    cluster: testkit\n    user: " + name + "\n";
}

}  // namespace

std::string KubeconfigText(const Cluster& cluster, const std::vector<User>& users) {
  // Over TLS kubectl asks its user for a name where it finds no credentials; any will do as long as there are no users.
  const User anybody{.name = "testkit", .token = cluster.ca.empty() ? "" : "anybody"};
  const std::vector<User> known = users.empty() ? std::vector<User>{anybody} : users;
  std::string text =
      "apiVersion: v1\n"
      "kind: Config\n"
      "clusters:\n"
      "- name: testkit\n"
      "  cluster:\n"
      "    server: " +
      cluster.server + "\n";
  if (!cluster.ca.empty()) text += "    certificate-authority-data: " + EncodeBase64(cluster.ca) + "\n";
  text += "users:\n";
  for (const User& user : known) text += UserEntry(user);
  text += "contexts:\n";
  for (const User& user : known) text += ContextEntry(user);
  return text + "current-context: " + Quoted(known.front().name) + "\n";
}

}  // namespace k8s::testkit
