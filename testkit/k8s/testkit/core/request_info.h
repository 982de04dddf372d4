#pragma once

#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// What a request is about, as the real server tells from its method, its path and a selector of one name; without looking
/// whether there is such a thing. Of a path that is about no resource, only the verb, which is the method.
RequestInfo InfoOf(const Request& request);

}  // namespace k8s::testkit::core
