#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <k8s/testkit/core/apply/fields.h>
#include <k8s/testkit/core/apply/managed_fields.h>
#include <k8s/testkit/core/apply/shape.h>
#include <k8s/testkit/core/kind_facts.h>
#include <k8s/testkit/core/outcome.h>

namespace k8s::testkit::core {

/// What somebody applies: an object of which the fields count that are there.
struct Configuration {
  Json object;
  bool force = false;  ///< take fields that others own
};

/// Keeps the books of who owns which field of an object, and applies what managers want of it: structured merge and diff as the
/// real server does it, over the shape of the object's kind.
class FieldManager {
 public:
  struct Options {
    Shape shape;
    Manager manager;             ///< who writes
    bool hasStatusPath = false;  ///< the status is written through a path of its own only, and so owned there only
    StatusMetadata statusMetadata = StatusMetadata::kNone;
    bool isPart = false;  ///< of another object: then books are kept even where they are empty
    std::string now;
    /// Whether the server serves the kind in a version: fields that are owned in another one are given up.
    std::function<bool(std::string_view apiVersion)> serves;
  };

  explicit FieldManager(Options options) : options_(std::move(options)) {}

  /// Notes in `next` what the manager changes by putting it in the place of `live`, an empty object where there is none yet.
  void NoteUpdate(const JsonValue& live, Json& next) const;

  /// `live` with what the configuration says, without what the manager said before and nobody says any more. A conflict, which
  /// is 409, has one cause for each manager and field.
  Outcome<Json> Apply(const JsonValue& live, const Configuration& configuration) const;

 private:
  Json WithBooks(const JsonValue& live) const;
  Outcome<Json> Merge(const JsonValue& live, const JsonValue& config, bool force, FieldSet& contested) const;
  ManagedFields ManagedBefore(const JsonValue& live, const JsonValue& next) const;
  Comparison CompareWritable(const JsonValue& before, const JsonValue& after) const;
  FieldSet Writable(FieldSet fields) const;
  Json Prune(Json merged, const ManagedFields& managed, const FieldSet& last) const;

  Options options_;
};

/// Spells the wish that nobody own anything, an empty list of `managedFields`, as one empty entry: decoding as Go does it would
/// not leave the list.
void SpellOutReset(Json& object);

/// Gives the entries of `managedFields` their times back where those are all that `next` changes of `live`.
void KeepTimesOfNothing(const JsonValue& live, Json& next);

}  // namespace k8s::testkit::core
