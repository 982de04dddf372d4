#pragma once

#include <string>
#include <string_view>

namespace k8s::testkit::core {

/// Why Go does not compile a regular expression, in its words; empty if it does. Names of Unicode classes are not looked up. It
/// takes time linear in the pattern, whatever that is.
std::string ComplaintOfPattern(std::string_view pattern);

}  // namespace k8s::testkit::core
