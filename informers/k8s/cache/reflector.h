#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/api/meta/v1/list_meta.h>
#include <k8s/base/clock.h>
#include <k8s/base/future.h>
#include <k8s/cache/object_decoder.h>
#include <k8s/cache/reflector_machine.h>
#include <k8s/cache/store_core.h>
#include <k8s/rest/resource_core.h>
#include <k8s/rest/watch.h>

namespace k8s::internal {

/// Where a reflector puts what it learns. It is called by one thread at a time.
class ReflectorSink {
 public:
  virtual ~ReflectorSink() = default;

  /// The whole present state. Those of `unread`, in order and none of them in `objects`, are there, but in a state that cannot
  /// be taken.
  virtual void Replace(std::vector<Stored> objects, const std::vector<ObjectKey>& unread,
                       const std::string& resourceVersion) = 0;
  virtual void Put(Stored stored, const std::string& resourceVersion) = 0;
  virtual void Remove(Stored last, const std::string& resourceVersion) = 0;
  /// It was deleted in a state that cannot be taken.
  virtual void Forget(const ObjectKey& key, const std::string& resourceVersion) = 0;
  /// A burst of changes is over: what comes next must be waited for.
  virtual void Rest() = 0;
  virtual void Bookmark(const std::string& resourceVersion) = 0;
  virtual void Report(const Error& error) = 0;
};

/// What one reflector follows, and how.
struct ReflectorParts {
  ResourceCore resource;
  ObjectKind kind;
  std::shared_ptr<ReflectorSink> sink;
  std::shared_ptr<Clock> clock;
  std::string labelSelector = {};
  std::string fieldSelector = {};
  ReflectorRules rules = {};
  ObjectTreatment treatment = {};
};

/// How far a reflector is.
struct ReflectorFacts {
  std::string resourceVersion = {};
  std::uint64_t restarts = 0;
  std::optional<Error> lastRestart = {};
  bool parked = false;
  std::optional<Clock::TimePoint> lastEvent = {};
  std::optional<Error> lastError = {};
};

/// Follows a resource of a server, for ever: does what ReflectorMachine says, on the executor of the client.
class Reflector : public std::enable_shared_from_this<Reflector> {
 public:
  explicit Reflector(ReflectorParts parts);

  /// Ready when it has stopped, which it does as soon as it is asked to. Called once; begins on the executor.
  Future<void> Run(std::stop_token stop);

  /// From any thread.
  ReflectorFacts Facts() const;

 private:
  using Step = ReflectorMachine::Step;
  using Seen = Result<std::optional<WatchCore::RawEvent>>;

  static Future<void> Loop(std::shared_ptr<Reflector> self, std::stop_token stop);
  const std::shared_ptr<Executor>& GetExecutor() const { return parts_.resource.Client().GetExecutor(); }

  void Obey(const Step& step);
  Future<std::unique_ptr<ByteStream>> OpenList(ListOptions options, const std::stop_token& stop);
  static Future<metav1::ListMeta> List(std::shared_ptr<Reflector> self, ListOptions options, std::chrono::milliseconds silence,
                                       std::stop_token stop);
  Future<std::unique_ptr<ByteStream>> Open(ListOptions options, const std::stop_token& stop);
  Future<std::optional<WatchCore::RawEvent>> Read(std::chrono::milliseconds atMost);
  template <class T>
  Future<T> Within(std::chrono::milliseconds atMost, Future<T> future) const;

  Step Listed(const Result<metav1::ListMeta>& list);
  void TookItem(std::string_view text, const ItemKind& itemKind);
  Step Opened(Result<std::unique_ptr<ByteStream>> stream);
  Step Took(const Seen& seen);
  Step TookBookmark(std::string_view text);
  Step TookObject(const WatchCore::RawEvent& event);
  Step TookUnread(WatchEventType type, const DecodedObject& object);
  bool IsWhole(const ObjectKey& key) const;

  void Collect(WatchEventType type, Stored stored);
  void CollectUnread(WatchEventType type, const ObjectKey& key);
  void Commit();
  void Discard();
  void Apply(WatchEventType type, Stored stored, const std::string& resourceVersion);
  void Report(const Error& error);
  void Heard(Clock::TimePoint now);
  void Publish();

  const ReflectorParts parts_;
  std::mt19937_64 random_;
  ReflectorMachine machine_;
  std::set<Stored, ByKey> collected_;
  std::set<ObjectKey> unread_;  // those that are there, too, but cannot be taken; none of them is collected
  std::shared_ptr<WatchCore> watch_;
  std::string watching_;  // in words

  mutable std::mutex mutex_;
  ReflectorFacts facts_;
};

}  // namespace k8s::internal
