#pragma once

#include <span>

#include <k8s/codec/resource.h>

namespace k8s::testkit {

/// A small table of resources of every sort: cluster-scoped and namespaced, with a status and without, in two groups.
std::span<const codec::ApiResource* const> SampleResources();

}  // namespace k8s::testkit
