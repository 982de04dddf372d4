#include <cerrno>
#include <string>

#include <fmt/format.h>
#include <sys/utsname.h>

#include <k8s/base/ascii.h>
#include <k8s/rest/user_agent.h>
#include <k8s/version.h>

namespace k8s {

std::string UserAgent(const std::string& given) {
  if (!given.empty()) return given;
  utsname system{};
  const bool known = uname(&system) == 0;
  return fmt::format("{}/client-cpp-{} ({}/{})", program_invocation_short_name, kVersion,
                     known ? internal::Lower(system.sysname) : "unknown", known ? system.machine : "unknown");
}

}  // namespace k8s
