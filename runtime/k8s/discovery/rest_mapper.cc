#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <k8s/base/rate_limiter.h>
#include <k8s/discovery/resource_index.h>
#include <k8s/discovery/rest_mapper.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

using internal::ResourceIndex;
using Served = std::shared_ptr<const ServedResources>;

// What was learned at once, in both forms.
struct Snapshot {
  explicit Snapshot(Served of) : served(std::move(of)), index(*served) {}

  Served served;
  ResourceIndex index;
};
using Shown = std::shared_ptr<const Snapshot>;

// Nothing that is read of an index: one that is empty.
bool IsMissing(const std::vector<RestMapping>& found) { return found.empty(); }
bool IsMissing(const std::optional<GroupVersionKind>& found) { return !found; }

Error NothingOf(const std::string& what, const ServedResources& served) {
  std::string message = fmt::format("the server serves no {}", what);
  if (!served.failed.empty()) message += fmt::format("; it could not tell of {}", DescribeFailures(served));
  return Error(ErrorCode::kNotFound, std::move(message));
}

Error Ambiguous(const std::vector<RestMapping>& found) {
  std::string names;
  for (const RestMapping& mapping : found) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", internal::Quoted(mapping.resource.ToString()));
  }
  return Error(ErrorCode::kInvalidArgument, fmt::format("the kind {} is served as several resources: {}",
                                                        internal::Quoted(found[0].kind.ToString()), names));
}

std::string InWords(std::string_view what, const std::string& name) {
  return fmt::format("{} {}", what, internal::Quoted(name));
}

std::string NameOf(const GroupVersionResource& resource) {
  return resource.version.empty() ? resource.GroupResource().ToString() : resource.ToString();
}

}  // namespace

struct RestMapper::State {
  State(CachedDiscovery of, const RestMapperOptions& options)
      : discovery(std::move(of)),
        clock(options.clock ? options.clock : std::make_shared<SystemClock>()),
        refreshes(1000.0 / static_cast<double>(std::max<std::int64_t>(1, options.refreshEvery.count())), options.refreshBurst) {
  }

  // What the discovery knows now.
  Result<Shown> Current(const CallContext& context) {
    return discovery.Served(context).transform([this](const Served& served) { return Show(served); });
  }

  // What is newer than `stale`; itself if it is too early to ask again.
  Result<Shown> NewerThan(const Shown& stale, const CallContext& context) {
    {
      std::lock_guard lock(mutex);
      const bool isAsked = shown != stale || asked_beyond == stale;  // by somebody else
      if (!isAsked && !MayAsk()) return stale;
      asked_beyond = stale;
    }
    const Result<Served> newer = discovery.NewerThan(stale->served, context);
    if (newer) return Show(*newer);
    std::lock_guard lock(mutex);
    if (asked_beyond == stale) asked_beyond.reset();
    return newer.error();
  }

  Shown Show(const Served& served) {
    std::lock_guard lock(mutex);
    if (!shown || shown->served != served) shown = std::make_shared<const Snapshot>(served);
    return shown;
  }

  bool MayAsk() {
    const Clock::TimePoint now = clock->Now();
    return refreshes.Take(now, now).has_value();
  }

  // What `find(index)` finds, if not in what is known, then in what is newer.
  template <class Find>
  auto Look(const std::string& what, const CallContext& context, Find&& find)
      -> Result<std::invoke_result_t<Find, const ResourceIndex&>> {
    Result<Shown> known = Current(context);
    if (!known) return known.error().WithContext("looking for " + what);
    auto found = find((*known)->index);
    if (!IsMissing(found)) return found;
    known = NewerThan(*known, context);
    if (!known) return known.error().WithContext("looking for " + what);
    found = find((*known)->index);
    if (IsMissing(found)) return NothingOf(what, *(*known)->served);
    return found;
  }

  const CachedDiscovery discovery;
  const std::shared_ptr<Clock> clock;
  RateLimiter refreshes;
  std::mutex mutex;
  Shown shown;
  Shown asked_beyond;  // somebody asks, or has asked, for what is newer than this
};

RestMapper::RestMapper(CachedDiscovery discovery, RestMapperOptions options)
    : state_(std::make_shared<State>(std::move(discovery), options)) {}

Result<RestMapping> RestMapper::MappingOf(const GroupKind& kind, std::string_view version, const CallContext& context) const {
  const std::string name =
      version.empty() ? kind.ToString() : GroupVersionKind{kind.group, std::string(version), kind.kind}.ToString();
  return state_->Look(InWords("kind", name), context, [&](const ResourceIndex& index) { return index.OfKind(kind, version); })
      .and_then([](std::vector<RestMapping>&& found) -> Result<RestMapping> {
        std::erase_if(found, [best = found[0].kind](const RestMapping& mapping) { return mapping.kind != best; });
        if (found.size() > 1) return Ambiguous(found);
        return found[0];
      });
}

Result<std::vector<RestMapping>> RestMapper::MappingsOf(const GroupKind& kind, const CallContext& context) const {
  return state_->Look(InWords("kind", kind.ToString()), context,
                      [&](const ResourceIndex& index) { return index.OfKind(kind, {}); });
}

Result<RestMapping> RestMapper::Find(const GroupVersionResource& resource, const CallContext& context) const {
  return FindAll(resource, context).transform([](std::vector<RestMapping>&& found) { return std::move(found[0]); });
}

Result<std::vector<RestMapping>> RestMapper::FindAll(const GroupVersionResource& resource, const CallContext& context) const {
  return state_->Look(InWords("resource", NameOf(resource)), context,
                      [&](const ResourceIndex& index) { return index.Named(resource); });
}

Result<RestMapping> RestMapper::Named(std::string_view argument, const CallContext& context) const {
  const std::size_t first = argument.find('.');
  const std::string name(argument.substr(0, first));
  const std::string_view rest = first == std::string_view::npos ? std::string_view() : argument.substr(first + 1);
  const std::size_t second = rest.find('.');
  const GroupVersionResource inGroup{std::string(rest), {}, name};
  return state_
      ->Look(InWords("resource", std::string(argument)), context,
             [&](const ResourceIndex& index) {
               if (second == std::string_view::npos) return index.Named(inGroup);
               const GroupVersionResource complete{std::string(rest.substr(second + 1)), std::string(rest.substr(0, second)),
                                                   name};
               std::vector<RestMapping> found = index.Named(complete);
               return found.empty() ? index.Named(inGroup) : found;
             })
      .transform([](std::vector<RestMapping>&& found) { return std::move(found[0]); });
}

Result<std::vector<RestMapping>> RestMapper::InCategory(std::string_view category, const CallContext& context) const {
  return state_->Current(context).transform([&](const Shown& shown) { return shown->index.InCategory(category); });
}

Result<GroupVersionKind> RestMapper::KindBelow(const GroupVersionResource& resource, std::string_view subresource,
                                               const CallContext& context) const {
  const std::string what =
      fmt::format("{} below resource {}", internal::Quoted(subresource), internal::Quoted(resource.ToString()));
  return state_
      ->Look(what, context,
             [&](const ResourceIndex& index) {
               const GroupVersionKind* kind = index.Below(resource, subresource);
               return kind == nullptr ? std::nullopt : std::optional(*kind);
             })
      .transform([](std::optional<GroupVersionKind>&& kind) { return *std::move(kind); });
}

void RestMapper::Reset() const { state_->discovery.Invalidate(); }

const CachedDiscovery& RestMapper::Discovery() const { return state_->discovery; }

}  // namespace k8s
