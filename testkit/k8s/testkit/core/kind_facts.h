#pragma once

#include <array>
#include <string_view>

#include <k8s/testkit/core/catalog.h>

namespace k8s::testkit::core {

/// How the changes of what is wanted of an object are counted.
enum class Generation {
  kNone,
  kFixed,            ///< it is 1
  kFromZero,         ///< counted, but the first one is not
  kCounted,          ///< 1, and one more with each change outside `metadata` and `status`
  kWithLabels,       ///< counted, and so are changes of the labels
  kWithAnnotations,  ///< counted, and so are changes of the annotations
};

/// The members of the metadata that belong to clients.
inline constexpr std::array<std::string_view, 4> kWrittenMetadata = {"annotations", "finalizers", "labels", "ownerReferences"};

/// What an update of the status changes of the metadata, besides the status.
enum class StatusMetadata {
  kAll,            ///< kWrittenMetadata
  kWithoutLabels,  ///< all but the labels
  kWithoutOwners,  ///< all but the owners
  kNone,
};

/// Whether an update of the status changes that member of kWrittenMetadata.
bool IsWrittenWithStatus(StatusMetadata written, std::string_view member);

/// What the real server does with the objects of one resource and not with those of another, and the specification does not
/// say. Here is what most of them have.
struct KindFacts {
  std::string_view group;
  std::string_view plural;
  Generation generation = Generation::kNone;
  /// An update has to name the version that it replaces.
  bool needsVersion = false;
  /// An update of what is not there creates it.
  bool createdByUpdate = false;
  /// Who deletes one is shown what it was; otherwise, that it worked.
  bool shownWhenDeleted = false;
  StatusMetadata statusMetadata = StatusMetadata::kAll;
  /// What every answer warns of; empty: nothing.
  std::string_view deprecation = {};
};

KindFacts KindFactsOf(const ApiResource& resource);

/// Of a resource by its name, whichever version that is of.
bool IsCreatedByUpdate(std::string_view group, std::string_view plural);

}  // namespace k8s::testkit::core
