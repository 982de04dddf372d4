#pragma once

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Fills in what the real server fills in on creation and clients rely on.
void ApplyDefaults(const ApiResource& resource, Json& object);
/// The part of it that is filled in again whenever an object is written.
void CompleteContent(const ApiResource& resource, Json& object);

}  // namespace k8s::testkit::core
