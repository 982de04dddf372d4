#pragma once

#include <string>
#include <utility>

namespace k8s {

/// A change of an object, in one of the forms a server takes.
struct Patch {
  std::string contentType;
  std::string body;  ///< JSON
};

/// RFC 7386: `{"spec":{"replicas":3}}`. `null` removes a member; a list is replaced.
inline Patch MergePatch(std::string body) { return {"application/merge-patch+json", std::move(body)}; }

/// RFC 6902: `[{"op":"replace","path":"/spec/replicas","value":3}]`.
inline Patch JsonPatch(std::string body) { return {"application/json-patch+json", std::move(body)}; }

/// A merge patch that merges lists by their keys, as `kubectl patch` does. Built-in kinds only: custom resources answer 415.
inline Patch StrategicMergePatch(std::string body) { return {"application/strategic-merge-patch+json", std::move(body)}; }

/// Server-side apply of a text. Typed objects are applied by ResourceClient::Apply().
inline Patch ApplyPatch(std::string body) { return {"application/apply-patch+yaml", std::move(body)}; }

}  // namespace k8s
