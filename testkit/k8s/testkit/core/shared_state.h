#pragma once

#include <memory>
#include <mutex>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/clock.h>
#include <k8s/testkit/core/store.h>

namespace k8s::testkit::core {

/// What the server and the watches that it has handed out have in common.
struct SharedState {
  SharedState(std::size_t history, Clock wall, Clock watches, std::span<const codec::ApiResource* const> resources)
      : clock(std::move(wall)), watchClock(watches ? std::move(watches) : clock), catalog(resources), store(history) {}

  const Clock clock;       ///< what objects show
  const Clock watchClock;  ///< what watches end and are told by
  std::mutex mutex;        ///< guards what follows
  Catalog catalog;
  Store store;
  bool closed = false;  ///< the server is gone: watches end
};

}  // namespace k8s::testkit::core
