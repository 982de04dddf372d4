#include <algorithm>
#include <cctype>
#include <cerrno>
#include <string>

#include <fmt/format.h>
#include <sys/utsname.h>

#include <k8s/rest/user_agent.h>
#include <k8s/version.h>

namespace k8s {
namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::string UserAgent(const std::string& given) {
  if (!given.empty()) return given;
  utsname system{};
  const bool known = uname(&system) == 0;
  return fmt::format("{}/client-cpp-{} ({}/{})", program_invocation_short_name, kVersion,
                     known ? Lower(system.sysname) : "unknown", known ? system.machine : "unknown");
}

}  // namespace k8s
