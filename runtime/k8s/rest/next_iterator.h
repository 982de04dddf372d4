#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include <k8s/base/result.h>

namespace k8s {

/// Walks over what `Source::Next()` gives until there is nothing more: each element is a Result, and one that is an Error is
/// the last. So no loop ends by a failure that nobody could have seen.
template <class Source>
class NextIterator {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = Result<typename decltype(std::declval<Source&>().Next())::value_type::value_type>;

  /// Waits for the first element.
  explicit NextIterator(Source& source) : source_(&source) { ++*this; }

  value_type& operator*() const { return *current_; }
  value_type* operator->() const { return &*current_; }

  /// Waits for the next element.
  NextIterator& operator++() {
    if (current_ && !*current_) {
      current_.reset();
      return *this;
    }
    auto next = source_->Next();
    if (!next) {
      current_.emplace(next.error());
    } else if (next->has_value()) {
      current_.emplace(std::move(**next));
    } else {
      current_.reset();
    }
    return *this;
  }
  void operator++(int) { ++*this; }

  friend bool operator==(const NextIterator& a, std::default_sentinel_t) { return !a.current_; }

 private:
  Source* source_;
  mutable std::optional<value_type> current_;
};

}  // namespace k8s
