#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include <k8s/testkit/core/catalog.h>

namespace k8s::testkit::core {

/// What the server makes up: uids, and the end of generated names.
class NameSource {
 public:
  explicit NameSource(std::uint64_t seed) : random_(seed) {}

  /// A random UUID.
  std::string Uid();
  /// `prefix` and five random characters that spell no word; the prefix is cut where it would be too long.
  std::string Generate(std::string_view prefix);

 private:
  char OneOf(std::string_view alphabet);

  std::mt19937_64 random_;
};

/// What is wrong with the name of an object of that resource.
std::optional<Cause> CheckName(const ApiResource& resource, std::string_view name);

/// What is wrong with a DNS subdomain; empty if nothing is.
std::string ComplaintOfSubdomain(std::string_view text);

}  // namespace k8s::testkit::core
