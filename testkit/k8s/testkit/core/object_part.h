#pragma once

#include <string_view>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {

/// Whether a subresource is a part of its object, which is read and written as a whole through that path, but of which only
/// the part changes: `status`, `approval`, `finalize`, `ephemeralcontainers`, `resize`.
bool IsObjectPart(std::string_view subresource);

/// The existing object with that part of `next`, what of its metadata is written through that path, and who owns it.
Json WithPartOf(const ApiResource& resource, std::string_view subresource, const Object& existing, const JsonValue& next);

}  // namespace k8s::testkit::core
