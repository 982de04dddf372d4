#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <k8s/base/clock.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// What a request proves with who its user is.
struct Credentials {
  std::string authorization;  ///< The whole value of the header `Authorization`; empty: none
  std::string clientCertPem;  ///< Client certificate chain; empty: that of the Config, if it has one
  std::string clientKeyPem;   ///< Its private key, given exactly if the certificate is
};

/// Where the credentials of a client come from. They may end and be replaced while the client lives: a token in a file is read
/// again, a plugin is run again, an identity provider is asked again.
///
/// Thread safety: all members, from any thread. The destructor ends what is being fetched (its Futures fail with kCancelled),
/// and waits for that.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;

  /// The credentials that are known and still good; null if Fetch() is needed first. Never waits and never allocates: it is
  /// called for each request.
  virtual std::shared_ptr<const Credentials> Ready() = 0;

  /// Good credentials, got anew if need be. Whoever asks while they are being got waits for the same answer. What can block
  /// (a plugin, HTTP) does so on a thread of the source, which also fulfils the Future: a continuation without an executor must
  /// be short.
  ///
  /// kConfig: a file, a plugin or the identity provider gives nothing usable; the message says which, and why. An attempt that
  /// failed is repeated after a second at the earliest; until then its Error is given again. kCancelled: the source was
  /// destroyed. Others: those of the transport to the identity provider.
  virtual Future<std::shared_ptr<const Credentials>> Fetch() = 0;

  /// Tells that the server answered 401 to a request with these credentials. If they are still the current ones, Ready() gives
  /// nothing until others were fetched. Does nothing where CanRenew() is false.
  virtual void Refused(const std::shared_ptr<const Credentials>& used) = 0;

  /// Where Fetch() waits, for the error of whoever cannot wait longer: `exec plugin "aws"`. Empty: it does not.
  virtual std::string Name() const { return {}; }

  /// Whether Fetch() after Refused() could give other credentials. Never changes.
  virtual bool CanRenew() const = 0;
};

/// Makes a transport to a server that is not the cluster's.
using TransportMaker = std::function<Result<std::shared_ptr<Transport>>(const TransportOptions&)>;

/// What MakeCredentialSource() works with. The defaults are for programs, others for tests and sandboxes.
struct CredentialOptions {
  /// Where files and variables are; null: the process's. It must outlive the source.
  const Environment* environment = nullptr;
  /// Decides when a file is read again; null: the machine's steady clock.
  std::shared_ptr<Clock> clock = {};
  /// Decides whether a token or a certificate has ended; null: the machine's calendar.
  std::function<std::chrono::system_clock::time_point()> wallClock = {};
  /// Whether a plugin may use standard input to talk with the user, if it is a terminal. False for a program that reads it, or
  /// has a screen to itself.
  bool stdinIsFree = true;
  /// How long a plugin may take that cannot talk with the user; one that can has ten times as long.
  std::chrono::milliseconds pluginTimeout{60'000};
  /// Reaches the provider of a user of OpenID Connect; empty: its tokens cannot be renewed (kUnsupported).
  TransportMaker makeTransport = {};
};

/// The source of the credentials that `config` tells: a user name and a password, a token, or a file that holds one. Without
/// any of them, empty credentials: the client certificate, if there is one, is the transport's own.
///
/// A token file is read again when 50 seconds have passed, as client-go does (kubelet renews the token of a service account
/// long before the old one ends), and at once when its token was refused. A file that cannot be read, or is empty, leaves the
/// last good token, or that of the configuration, in use.
///
/// A plugin (`exec`) is run when credentials are needed that are not there, have ended, or were refused. It is not asked where
/// `config` has a token, a user name or a client certificate. Its certificate ends when it says itself, too. It inherits the
/// variables of this process, gets what it should know in KUBERNETES_EXEC_INFO. One that may ask the user shares standard input
/// and standard error with this process; what another one writes there is not shown: its last lines are in the Error if it
/// fails, without what may be a secret. After its time limit it is killed, and what it started; if this process dies, it gets
/// SIGTERM.
///
/// What a plugin gave is shared by all sources of the process that would run it in the same way (command, arguments, variables,
/// cluster, time limit), also by those that come later, as in client-go: a plugin that asks the user asks once. Not where
/// `options` have an environment or a clock of their own.
///
/// The ID token of an OpenID Connect provider (`oidc`) is good until 10 seconds before its end, or until it is refused. A new
/// one is got with the refresh token, and both are written back to the kubeconfig, so that kubectl has them too, unless that
/// cannot be written. What another program has written there meanwhile is used.
///
/// kConfig: both a token and a user name are configured, or `exec` and `oidc`; the token cannot stand in an HTTP header; `exec`
/// or `oidc` lacks something. kUnsupported: `exec` is of the version v1alpha1. Nothing is read or run yet.
Result<std::shared_ptr<CredentialSource>> MakeCredentialSource(const Config& config,
                                                               const CredentialOptions& options = CredentialOptions());

}  // namespace k8s
