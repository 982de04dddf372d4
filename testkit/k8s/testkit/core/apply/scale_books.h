#pragma once

#include <string>
#include <string_view>

#include <k8s/testkit/core/apply/managed_fields.h>

namespace k8s::testkit::core {

/// Who owns how many replicas an object wants: the books of the object as its Scale has them, and the way back.
class ScaleBooks {
 public:
  /// `path` leads to the replicas in the object, which is of `apiVersion`: "spec.replicas".
  ScaleBooks(ManagedFields parent, std::string_view path, std::string apiVersion);

  ManagedFields OfScale() const;
  /// Of the object, when those of its Scale have become `scale`. Who came by it owns the replicas through the Scale.
  ManagedFields OfParent(const ManagedFields& scale) const;

 private:
  bool OwnsReplicas(const ManagedEntry& entry) const;

  ManagedFields parent_;
  FieldSet replicas_;  ///< in the object
  std::string api_version_;
};

}  // namespace k8s::testkit::core
