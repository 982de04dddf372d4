#include <k8s/base/result.h>

namespace k8s::internal {

void ThrowBadResultAccess(const Error& error) { throw BadAccess("value of a failed Result: " + error.ToString()); }

}  // namespace k8s::internal
