#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <k8s/testkit/core/filter.h>
#include <k8s/testkit/core/list_options.h>
#include <k8s/testkit/core/presentation.h>
#include <k8s/testkit/core/shared_state.h>
#include <k8s/testkit/core/stream.h>

namespace k8s::testkit::core {

/// What a watch is asked for, besides a choice of objects.
struct WatchOptions {
  std::uint64_t after = 0;     ///< tell what happened after this version
  bool initialEvents = false;  ///< tell first what is there now; then `after` does not matter
  bool endMark = false;        ///< tell when that was all
  bool bookmarks = false;
  std::chrono::nanoseconds bookmarkInterval{};
  TimePoint end;

  WatchOptions(const ListOptions& options, TimePoint now, std::chrono::nanoseconds bookmarkInterval);
};

/// The events of a watch, pulled out of the history of a resource.
class Watch final : public Stream {
 public:
  /// Under the lock of `state`.
  Watch(std::shared_ptr<SharedState> state, const ApiResource& resource, Filter filter, Presentation presentation,
        const WatchOptions& options);
  ~Watch() override;

  Step Next() override;
  void OnReady(Wake wake) override;

 private:
  /// Whether there are changes that it has not told and nobody knows any more.
  bool MissesSomething() const;
  bool HasInitialEvents() const { return next_initial_ < initial_.size() || end_mark_; }
  std::string NextInitialEvent();
  /// The next event that this watch has to tell, if there is one.
  std::optional<std::string> NextEvent();
  std::optional<std::string> Tell(const Event& event) const;
  std::optional<std::string> Bookmark();
  std::chrono::nanoseconds Patience() const;
  Step Finish(std::string lastFrame);

  std::shared_ptr<SharedState> state_;
  Collection& collection_;
  Filter filter_;
  Presentation presentation_;
  WatchOptions options_;

  std::vector<ObjectPtr> initial_;
  std::size_t next_initial_ = 0;
  bool end_mark_ = false;
  std::uint64_t told_ = 0;  ///< the version up to which everything was told
  bool too_old_ = false;    ///< it began before what is known
  bool is_ahead_ = false;   ///< it is to begin with what is not there yet
  TimePoint next_bookmark_;
  bool finished_ = false;
};

}  // namespace k8s::testkit::core
