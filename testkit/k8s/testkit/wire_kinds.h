#pragma once

#include <span>

#include <k8s/codec/type.h>

namespace k8s::testkit {

/// The kinds that come and go as protobuf: those of the API, and what objects of any of them are shown as.
std::span<const codec::Type* const> WireKinds();

}  // namespace k8s::testkit
