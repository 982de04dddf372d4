#include <iterator>
#include <utility>

#include <k8s/testkit/core/continue_token.h>
#include <k8s/testkit/core/page.h>

namespace k8s::testkit::core {
namespace {

/// What part of which version is wanted.
struct Wanted {
  std::optional<std::uint64_t> version = {};  ///< none: the latest
  ObjectKey start = {};
  std::size_t limit = 0;  ///< 0: all
};

Outcome<Wanted> FirstPage(const Filter& filter, const ListOptions& options) {
  Wanted wanted{.start = {filter.Namespace(), ""}};
  if (options.WantsExactly()) wanted.version = options.version;
  return wanted;
}

Outcome<Wanted> NextPage(const Route& route, const Filter& filter, const ListOptions& options, const Collection& collection) {
  if (options.version != 0) return BadRequest("specifying resource version is not allowed when using continue");
  auto token = ContinueToken::Read(options.continueWith, filter.Namespace(), route.SpansNamespaces());
  if (!token) return token.failure();
  if (token->version && *token->version < collection.Past().Floor()) {
    token->version.reset();
    return PageExpired(token->Write(route.SpansNamespaces()));
  }
  return Wanted{.version = token->version, .start = std::move(token->start)};
}

Outcome<Wanted> ReadWanted(const Route& route, const Filter& filter, const ListOptions& options, const Collection& collection) {
  auto wanted = options.continueWith.empty() ? FirstPage(filter, options) : NextPage(route, filter, options, collection);
  // Any version is answered out of the cache, which does not cut.
  if (wanted && options.resourceVersion != "0") wanted->limit = static_cast<std::size_t>(options.limit);
  return wanted;
}

/// Takes objects from `start` on, until there are enough.
Page Cut(const ObjectMap& objects, const Filter& filter, const Wanted& wanted, std::uint64_t version, bool withNamespace) {
  Page page{.metadata = {.version = version}, .objects = {}};
  const std::string& ns = filter.Namespace();
  const auto inNamespace = [&](const ObjectMap::value_type& entry) { return ns.empty() || entry.first.namespace_ == ns; };
  for (auto entry = objects.lower_bound(wanted.start); entry != objects.end() && inNamespace(*entry); ++entry) {
    if (!filter.Matches(*entry->second)) continue;
    page.objects.push_back(entry->second);
    if (page.objects.size() != wanted.limit) continue;
    const ObjectKey behind = Behind(entry->first);
    const auto end = ns.empty() ? objects.end() : objects.lower_bound({ns + '\0', ""});
    if (++entry == end) break;
    page.metadata.continueWith = ContinueToken{version, behind}.Write(withNamespace);
    if (!filter.Narrows()) page.metadata.remaining = static_cast<std::size_t>(std::distance(entry, end));
    break;
  }
  return page;
}

}  // namespace

Outcome<Page> SelectPage(Store& store, const Route& route, const Filter& filter, const ListOptions& options) {
  const Collection& collection = store.Of(*route.resource);
  const auto wanted = ReadWanted(route, filter, options, collection);
  if (!wanted) return wanted.failure();
  const std::uint64_t latest = store.Version();
  if (options.version > latest) return TooLargeVersion(options.version, latest);
  const std::uint64_t version = wanted->version.value_or(latest);
  if (version > latest) return TooLargeVersion(version, latest);
  if (version < collection.Past().Floor()) return ListExpired();
  const bool isLatest = collection.Past().After(version) == nullptr;
  if (isLatest) return Cut(collection.Objects(), filter, *wanted, version, route.SpansNamespaces());
  return Cut(collection.ObjectsAt(version), filter, *wanted, version, route.SpansNamespaces());
}

}  // namespace k8s::testkit::core
