#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/error.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// What a request tells its receiver that nobody else may read. Whoever receives it may repeat it, a proxy in the page that
/// says why it refuses above all: Blotted() takes exactly that out of what the receiver said, however it looks, for an error or
/// a log. What others may have said that is secret, Redacted() guesses (config/redacted.h).
///
/// Secrets of less than four bytes stay: without them hardly a word would be left. Of long ones the beginning goes too, for
/// texts are cut; and what Go's encoder makes of one in JSON.
class SentSecrets {
 public:
  /// Whether a header of that name carries credentials, or what stands for them.
  static bool IsSecretHeader(std::string_view name);

  void Add(std::string_view secret);
  /// Of a header `Authorization`: what stands behind its scheme, and the password that it spells.
  void AddAuthorization(std::string_view value);
  /// Of all headers that are secret.
  void AddHeaders(const Headers& headers);
  /// Of the URL of a proxy, which is shown its user and password.
  void AddProxy(const std::string& url);

  std::string Blotted(std::string text) const;
  void BlotIn(std::string& text) const;
  /// The same failure, in words without them.
  Error Blotted(const Error& error) const;

 private:
  void Keep(std::string secret);

  std::vector<std::string> secrets_;  // the longest first: one may be part of another
};

}  // namespace k8s::internal
