#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/result.h>
#include <k8s/codec/resource.h>
#include <k8s/testkit/access/user.h>
#include <k8s/testkit/intercept/fault.h>
#include <k8s/testkit/intercept/request_matcher.h>
#include <k8s/transport/transport.h>

namespace k8s {
struct Config;
}  // namespace k8s

namespace k8s::testkit {

struct ApiServerOptions {
  /// What is served; it must outlive the server. Empty: every resource that this build of the library knows.
  std::span<const codec::ApiResource* const> resources = {};
  /// The port on the loopback; 0: one that is free.
  std::uint16_t port = 0;
  /// Over HTTPS, with a certificate that is made when the port is opened; ClientConfig() and Kubeconfig() know whom to trust.
  /// Users may then prove themselves by a certificate, which ClientConfig(user) has besides the token.
  bool tls = false;
  /// How long the server does nothing before it shakes hands, by `timer`: what a slow or overloaded one looks like.
  std::chrono::nanoseconds tlsDelay{};
  /// So many changes of each resource are remembered. A watch that starts before them, or falls behind them, gets a 410.
  std::size_t watchHistory = 4096;
  /// How often a watch that allows bookmarks gets one.
  std::chrono::milliseconds bookmarkInterval = std::chrono::minutes(1);
  /// Of all that is drawn: uids, generated names, which requests a fault hits. Zero: another one each time.
  std::uint64_t seed = 0;
  /// What creationTimestamp and all other times in objects go by; it may stand still. Null: the system's clock, turned along
  /// with `timer` if that is given.
  std::function<std::chrono::system_clock::time_point()> clock = {};
  /// Whether what a deleted object owns is deleted too, or released, as the deletion says. Without, its finalizers
  /// `foregroundDeletion` and `orphan` are the test's to take away.
  bool collectGarbage = true;
  /// Whether deleted pods that are bound to a node stay for their grace period, until somebody deletes them with one of 0 as a
  /// kubelet does. Without, no pod gets a grace period.
  bool gracefulDeletion = false;
  /// What the ends of watches, bookmarks, streams and faults wait by, so that a test can turn their time by hand; it must
  /// outlive the transports that it is given to. Null: the machine's clock.
  std::shared_ptr<Clock> timer = {};
};

/// A Kubernetes API server inside the process, for tests that need no cluster. It stores objects of all kinds, with
/// resourceVersions, conflicts, selectors, finalizers and watches, and answers in the words of the real one. Nothing but the
/// API is there, and who establishes CustomResourceDefinitions, empties namespaces and collects garbage: no other controller,
/// no scheduler; everybody may do everything until AddUser(). The log of a pod is what AppendLogs() says, or the text of its
/// annotation `testkit/log`.
///
/// ```
/// k8s::testkit::ApiServer server;
/// auto clients = k8s::Clientset::Create(server.ClientConfig());      // real HTTP on the loopback
/// auto local = k8s::Clientset::Create(server.InMemoryTransport());   // the same server, no socket
/// ```
///
/// Sockets are opened by the first member that needs them. The destructor ends all watches, closes all connections and joins
/// its thread.
///
/// Thread safety: all members, from any thread.
class ApiServer {
 public:
  explicit ApiServer(ApiServerOptions options = {});
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  /// Opens the port, unless it is open. Url(), ClientConfig() and Kubeconfig() do so by themselves; this one tells whether it
  /// worked. kUnavailable: the port is taken, or there is no loopback.
  Result<void> Listen() const;

  /// "http://127.0.0.1:40123"; empty if Listen() fails.
  std::string Url() const;

  /// For clients in C++. Without a server, so that no client can be made of it, if Listen() fails.
  Config ClientConfig() const;
  /// For one of the users; without a server if nobody has that name.
  Config ClientConfig(std::string_view user) const;

  /// The text of a kubeconfig file, for kubectl. With a context for each user by their name; the current one is that of the
  /// user who was added first.
  std::string Kubeconfig() const;

  /// From now on everybody has to prove who they are, and may do what they are allowed to: 401 and 403 as the real server says
  /// them, `system:anonymous` being whoever proves nothing. Replaces the user of that name. Returns their token.
  ///
  /// ```
  /// server.AddUser({.name = "reader", .may = {{.verbs = {"get", "list", "watch"}, .namespaces = {"shop"}}}});
  /// auto clients = k8s::Clientset::Create(server.ClientConfig("reader"));
  /// ```
  ///
  /// Permissions are the server's own: objects of rbac.authorization.k8s.io are stored, and mean nothing.
  std::string AddUser(User user);

  /// Puts the objects of manifests there (documents of YAML, or JSON), as they are: with their status, and with uid,
  /// resourceVersion, creationTimestamp and generation if they have them. What is missing they are given; the namespace is
  /// `default` if they name none, and must be there or come along. One that is there already is replaced. Nobody's watch is
  /// told: those of the kinds concerned get a 410, as after a restart, and list anew.
  ///
  /// Namespaces and CustomResourceDefinitions are loaded first, the others in their order; then garbage is collected.
  ///
  /// Errors: kDecode, kInvalidArgument, with the document, its line, the object and the field, as in `document 2 (line 9): v1
  /// Pod "web": ...`; unknown fields are one. What came before that document is there then.
  Result<void> LoadManifests(std::string_view manifests);
  /// All objects, as documents that LoadManifests() takes: those of another server, say, which then continues where this one
  /// is.
  Result<std::string> SaveManifests() const;

  /// Forgets what happened up to now, as the real server does after five minutes: who lists a page, or watches, from an
  /// earlier version gets a 410. Watches that were told everything go on.
  void Compact();

  /// Lets the containers of a pod print something, or one of them that then has a log of its own. Those who follow the log get
  /// it at once.
  void AppendLogs(std::string_view ns, std::string_view pod, const std::string& text, std::string_view container = {});
  /// There will be no more: those who follow the log come to its end.
  void EndLogs(std::string_view ns, std::string_view pod, std::string_view container = {});

  /// Lets requests that match go wrong, over HTTP and in memory alike; they are counted from now on. Of several faults whose
  /// turn it is, the one that was injected first happens.
  ///
  /// ```
  /// server.Inject(OnWatch("pods"), CutAfterEvents(3));
  /// server.Inject(OnUpdate().From("my-controller"), TooManyRequests(std::chrono::seconds(2)), First(3));
  /// server.Inject(OnAny(), ResetConnection(), Sometimes(0.1));
  /// ```
  void Inject(RequestMatcher matcher, Fault fault, Turns turns = Once());
  /// Takes all faults back; what has gone wrong already stays so.
  void Heal();

  /// Lets `reaction` answer the requests that match, instead of the server; if it gives nothing, the next one is asked, in the
  /// order in which they were added, and at last the server.
  ///
  /// It runs, as the hooks below do, on the thread that carries the request: it must not wait for a call over the transport
  /// that brought it. A client over another InMemoryTransport() it may use, to change objects just before they are written,
  /// say; those calls pass the reactions and hooks too.
  void React(RequestMatcher matcher, std::function<std::optional<Response>(const Request&)> reaction);
  /// Shows the requests that match to `hook`, before anything is done about them.
  void Before(RequestMatcher matcher, std::function<void(const Request&)> hook);
  /// Shows the requests that match and the heads of their answers to `hook`, whoever gave them, before they are sent.
  void After(RequestMatcher matcher, std::function<void(const Request&, const Response&)> hook);

  /// The requests that came and match, in their order; with Request::info, with a body in JSON, and without what proves who
  /// sent them. Of the last 100,000, or fewer if their bodies are larger than 64 MiB together.
  std::vector<Request> Requests(const RequestMatcher& matcher = RequestMatcher()) const;
  /// The same, once there are `count` of them. kCancelled, kDeadlineExceeded: the context has ended before.
  Result<std::vector<Request>> AwaitRequests(const RequestMatcher& matcher, std::size_t count,
                                             const CallContext& context) const;
  void ForgetRequests();

  /// A transport to this server that needs no socket. It may outlive the server; then its calls are answered by 503.
  std::shared_ptr<Transport> InMemoryTransport() const;
  /// The same, as that user: what they send needs no token. If nobody has that name when a call is made, they may do nothing.
  std::shared_ptr<Transport> InMemoryTransport(std::string user) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace k8s::testkit
