#pragma once

#include <optional>
#include <string>
#include <vector>

#include <k8s/testkit/core/apply/field_set.h>

namespace k8s::testkit::core {

/// Who owns fields, and in which way: two writes with the same are one entry of `managedFields`.
struct Manager {
  std::string name;
  bool applies = false;    ///< operation Apply, else Update
  std::string apiVersion;  ///< of the latest write; it tells managers apart only where they update
  std::string subresource;

  bool IsSame(const Manager& other) const;
  /// As conflicts name it: `"kubectl" with subresource "status" using apps/v1`.
  std::string ForPeople() const;
};

/// One entry of `managedFields`.
struct ManagedEntry {
  Manager manager;
  std::string time = {};  ///< as the object has it; may be empty
  FieldSet fields = {};
};

using ManagedFields = std::vector<ManagedEntry>;

/// Those of an object; nothing if some entry is malformed.
std::optional<ManagedFields> ReadManagedFields(const JsonValue& metadata);
/// Puts them into an object, in the order of the real server: appliers, then the others, each by time.
void WriteManagedFields(ManagedFields managed, Json& object);

/// The entry of that manager, or null.
ManagedEntry* FindEntry(ManagedFields& managed, const Manager& manager);

/// Joins the oldest entries of updates where there are more than ten.
void CapUpdates(ManagedFields& managed);

}  // namespace k8s::testkit::core
