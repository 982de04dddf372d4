#include <charconv>

#include <k8s/testkit/core/version_priority.h>

namespace k8s::testkit::core {

std::tuple<int, int, int> PriorityOf(std::string_view version) {
  const auto number = [](std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  const int major = version.empty() ? 0 : number(version.substr(1));
  if (const auto beta = version.find("beta"); beta != std::string_view::npos)
    return {1, major, number(version.substr(beta + 4))};
  if (const auto alpha = version.find("alpha"); alpha != std::string_view::npos) {
    return {0, major, number(version.substr(alpha + 5))};
  }
  return {2, major, 0};
}

}  // namespace k8s::testkit::core
