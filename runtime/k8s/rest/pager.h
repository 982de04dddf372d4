#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/rest/next_iterator.h>
#include <k8s/rest/options.h>
#include <k8s/rest/resource_client.h>

namespace k8s {

namespace internal {

/// Which page to ask for next, decided without asking for it.
class PageTurner {
 public:
  /// Of no limit it makes pages of 500, as client-go does.
  explicit PageTurner(ListOptions options);

  const ListOptions& Options() const { return options_; }
  bool IsAtEnd() const { return at_end_; }
  bool IsConsistent() const { return consistent_; }

  /// A page has come. `continueToken`: that of its metadata. kDecode if the server has given the same before: there would be no
  /// end.
  Result<void> Turned(const std::string& continueToken);

  /// A page has not come. Whether another may be asked for all the same.
  bool MayGoOnAfter(const Error& error);

 private:
  ListOptions options_;
  bool at_end_ = false;
  bool consistent_ = true;
  bool goes_on_ = false;  // after a page that did not come
  std::unordered_set<std::string> tokens_;
};

/// The request for everything at once that takes the place of pages that have expired; nothing if the error says nothing of
/// that kind. `first`: the options of the first page, `failed`: those of the page that did not come.
std::optional<ListOptions> FullListInstead(const ListOptions& first, const ListOptions& failed, const Error& error);

/// Puts the items of a page behind those of the pages before. The metadata is that of the first page.
template <class List>
void AppendPage(std::optional<List>& all, List page) {
  if (!all) {
    all = std::move(page);
    all->metadata.continue_.clear();
    all->metadata.remainingItemCount.reset();
    return;
  }
  all->items.insert(all->items.end(), std::make_move_iterator(page.items.begin()), std::make_move_iterator(page.items.end()));
}

}  // namespace internal

/// All objects that a list selects, read a page at a time: no more than one page is in memory.
///
/// ```
/// for (k8s::Result<corev1::Pod>& pod : k8s::Pager(pods, {.labelSelector = "app=web"})) {
///   if (!pod) return pod.error();
///   Handle(*pod);
/// }
/// ```
///
/// The pages are those of one moment, that of the first, as long as the server keeps it: some five minutes. After that it
/// offers to go on from the same place in its present state (410 with a token), and the Pager does: IsConsistent() is false
/// from then on. No object is given twice, and none is left out that was there all the time; one that was created or deleted
/// meanwhile may or may not be given. ListAll() begins anew instead.
///
/// Errors: those of List(); kDecode if the server goes round in circles; an Error is the last that the Pager gives.
///
/// Thread safety: for one thread at a time.
template <class T>
class Pager {
 public:
  /// `options`: as of List(); `limit` is the size of a page, 500 if it is 0. `context` bounds all pages together.
  explicit Pager(ResourceClient<T> client, const ListOptions& options = ListOptions(),
                 const CallContext& context = CallContext())
      : state_(std::make_shared<State>(std::move(client), options, context)) {}

  /// The next object; nothing after the last.
  Result<std::optional<T>> Next() {
    while (state_->NeedsPage()) {
      if (Result<void> taken = state_->Take(state_->client.List(state_->turner.Options(), state_->context)); !taken) {
        return taken.error();
      }
    }
    return state_->Pop();
  }
  /// The same as a Future, one at a time.
  Future<std::optional<T>> NextAsync() { return NextOf(state_); }

  NextIterator<Pager> begin() { return NextIterator<Pager>(*this); }
  static std::default_sentinel_t end() { return {}; }

  /// Whether all that was given is of one moment.
  bool IsConsistent() const { return state_->turner.IsConsistent(); }

 private:
  using List = typename T::ListType;

  struct State {
    State(ResourceClient<T> of, const ListOptions& options, CallContext bounds)
        : client(std::move(of)), turner(options), context(std::move(bounds)) {}

    bool NeedsPage() const { return given == page.items.size() && !turner.IsAtEnd(); }

    Result<void> Take(Result<List> answer) {
      if (!answer) {
        if (turner.MayGoOnAfter(answer.error())) return {};
        return answer.error();
      }
      page = *std::move(answer);
      given = 0;
      return turner.Turned(page.metadata.continue_);
    }

    std::optional<T> Pop() {
      if (given == page.items.size()) return std::nullopt;
      return std::move(page.items[given++]);
    }

    ResourceClient<T> client;
    internal::PageTurner turner;
    CallContext context;
    List page;
    std::size_t given = 0;
  };

  static Future<std::optional<T>> NextOf(std::shared_ptr<State> state) {
    while (state->NeedsPage()) {
      Future<List> listing = state->client.ListAsync(state->turner.Options(), state->context);
      Result<List> answer = co_await listing;
      if (Result<void> taken = state->Take(std::move(answer)); !taken) co_return taken.error();
    }
    co_return state->Pop();
  }

  std::shared_ptr<State> state_;
};

/// All objects that a list selects, as one list of one moment, read a page at a time. If the pages expire before they are read,
/// everything is asked for at once, as client-go's pager does; what had been read is dropped.
///
/// Errors: those of ResourceClient::List(); kDecode if the server goes round in circles.
template <class T>
Result<typename T::ListType> ListAll(const ResourceClient<T>& client, const ListOptions& options = ListOptions(),
                                     const CallContext& context = CallContext()) {
  internal::PageTurner turner(options);
  std::optional<typename T::ListType> all;
  while (!turner.IsAtEnd()) {
    auto page = client.List(turner.Options(), context);
    if (!page) {
      const auto full = internal::FullListInstead(options, turner.Options(), page.error());
      if (!full) return page.error();
      return client.List(*full, context);
    }
    if (Result<void> turned = turner.Turned(page->metadata.continue_); !turned) return turned.error();
    internal::AppendPage(all, *std::move(page));
  }
  return *std::move(all);
}
template <class T>
Future<typename T::ListType> ListAllAsync(ResourceClient<T> client, ListOptions options = ListOptions(),
                                          CallContext context = CallContext()) {
  using List = typename T::ListType;
  internal::PageTurner turner(options);
  std::optional<List> all;
  while (!turner.IsAtEnd()) {
    Future<List> listing = client.ListAsync(turner.Options(), context);
    Result<List> page = co_await listing;
    if (!page) {
      const auto full = internal::FullListInstead(options, turner.Options(), page.error());
      if (!full) co_return page.error();
      Future<List> listingAll = client.ListAsync(*full, context);
      Result<List> whole = co_await listingAll;
      co_return whole;
    }
    if (Result<void> turned = turner.Turned(page->metadata.continue_); !turned) co_return turned.error();
    internal::AppendPage(all, *std::move(page));
  }
  co_return *std::move(all);
}

}  // namespace k8s
