#include <charconv>
#include <string>

#include <k8s/testkit/core/versions.h>

namespace k8s::testkit::core {

Outcome<std::uint64_t> ParseVersion(std::string_view text) {
  if (text.empty()) return std::uint64_t{0};
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size()) {
    const std::string quoted = '"' + std::string(text) + '"';
    return Failure(500, "",
                   "resourceVersion: Invalid value: " + quoted + ": strconv.ParseUint: parsing " + quoted + ": invalid syntax");
  }
  return version;
}

}  // namespace k8s::testkit::core
