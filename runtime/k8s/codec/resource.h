#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <k8s/codec/type.h>

/// How kinds are served. The generated registry (`k8s/api/registry.h`) is a table of these.
namespace k8s::codec {

/// What can be done with a resource.
enum class Verb : std::uint16_t {
  kGet = 1 << 0,
  kList = 1 << 1,
  kWatch = 1 << 2,
  kCreate = 1 << 3,
  kUpdate = 1 << 4,
  kPatch = 1 << 5,
  kDelete = 1 << 6,
  kDeleteCollection = 1 << 7,
};

/// A set of verbs: `Verb::kGet | Verb::kList`.
class Verbs {
 public:
  constexpr Verbs() = default;
  constexpr Verbs(Verb verb) : bits_(static_cast<std::uint16_t>(verb)) {}  // NOLINT(google-explicit-constructor)
  constexpr bool Has(Verb verb) const { return (bits_ & static_cast<std::uint16_t>(verb)) != 0; }
  friend constexpr Verbs operator|(Verbs a, Verbs b) {
    Verbs both;
    both.bits_ = a.bits_ | b.bits_;
    return both;
  }
  friend constexpr bool operator==(Verbs, Verbs) = default;

 private:
  std::uint16_t bits_ = 0;
};

constexpr Verbs operator|(Verb a, Verb b) { return Verbs(a) | Verbs(b); }

/// A path below an object: `status`, `scale`, `eviction`.
struct ApiSubresource {
  std::string_view name;
  const Type* type =
      nullptr;  ///< of its body, which need not be that of the parent (Scale, Eviction); null: not an object (log)
  Verbs verbs;
};

/// A resource: one kind under its plural name.
struct ApiResource {
  const Type* type = nullptr;  ///< the object; Struct::kind tells group, version and kind
  const Type* list = nullptr;  ///< its list; null when it cannot be listed
  std::string_view plural;     ///< "pods"
  bool namespaced = false;
  Verbs verbs;
  std::span<const ApiSubresource> subresources = {};

  const ApiKind& Kind() const { return *type->structure->kind; }
};

}  // namespace k8s::codec
