#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <k8s/testkit/core/handler.h>
#include <k8s/testkit/intercept/effect.h>
#include <k8s/testkit/intercept/fault_plans.h>
#include <k8s/testkit/intercept/request_log.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit {

/// Stands before the server: it notes the requests, and does to them and to their answers what a test wants.
///
/// Thread safety: all members, from any thread. What a test has given is called on the thread that carries the request, and not
/// under a lock.
class Interceptor final : public core::Handler {
 public:
  using Reaction = std::function<std::optional<Response>(const Request&)>;
  using BeforeHook = std::function<void(const Request&)>;
  using AfterHook = std::function<void(const Request&, const Response&)>;

  /// Tells by the headers of a request who sends it.
  using Identify = std::function<std::string(const Headers&)>;

  Interceptor(std::shared_ptr<core::Handler> server, Identify identify, std::shared_ptr<Clock> clock, std::uint64_t seed);
  ~Interceptor() override;

  void Handle(const Request& request, Respond respond) override;

  void React(RequestMatcher matcher, Reaction reaction) { reactions_.Add(std::move(matcher), std::move(reaction)); }
  void Before(RequestMatcher matcher, BeforeHook hook) { before_.Add(std::move(matcher), std::move(hook)); }
  void After(RequestMatcher matcher, AfterHook hook) { after_.Add(std::move(matcher), std::move(hook)); }
  FaultPlans& Faults() { return faults_; }
  RequestLog& Log() { return log_; }

  /// Nothing that waits goes on.
  void Close() { ends_.request_stop(); }

 private:
  /// What a test wants to be called for some requests.
  template <class Callee>
  class Rules {
   public:
    void Add(RequestMatcher matcher, Callee callee) {
      auto rule = std::make_shared<const Rule>(Rule{std::move(matcher), std::move(callee)});
      std::lock_guard lock(mutex_);
      rules_.push_back(std::move(rule));
    }
    std::vector<Callee> For(const Request& request) const {
      std::unique_lock lock(mutex_);
      const auto rules = rules_;
      lock.unlock();
      std::vector<Callee> matching;
      for (const auto& rule : rules) {
        if (rule->matcher.Matches(request)) matching.push_back(rule->callee);
      }
      return matching;
    }

   private:
    struct Rule {
      RequestMatcher matcher;
      Callee callee;
    };
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<const Rule>> rules_;
  };

  /// What a test wants to happen to a request.
  struct Intervention {
    std::vector<AfterHook> after = {};
    std::optional<Fault> fault = {};
    std::optional<Response> reaction = {};  ///< if there is no fault
  };

  /// Throws what the test's functions throw.
  Intervention InterveneIn(const Request& request);
  /// As `respond`, but the hooks see the answer first.
  static Respond Observed(std::vector<AfterHook> hooks, const Request& request, Respond respond);
  std::optional<Response> ReactionTo(const Request& request) const;

  std::stop_source ends_;
  const Surroundings around_;
  const Identify identify_;
  RequestLog log_;
  FaultPlans faults_;
  Rules<Reaction> reactions_;
  Rules<BeforeHook> before_;
  Rules<AfterHook> after_;
};

/// The last before the shells: does to answers what a fault does to their bytes.
///
/// Thread safety: all members, from any thread.
class Wire final : public core::Handler {
 public:
  explicit Wire(std::shared_ptr<core::Handler> server) : server_(std::move(server)) {}

  void Handle(const Request& request, Respond respond) override;

 private:
  const std::shared_ptr<core::Handler> server_;
};

}  // namespace k8s::testkit
