#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <k8s/testkit/core/apply/field_manager.h>
#include <k8s/testkit/core/apply/go_form.h>
#include <k8s/testkit/core/apply/last_applied.h>

namespace k8s::testkit::core {
namespace {

constexpr std::array<std::string_view, 8> kUnownedMetadata = {"name", "namespace",  "creationTimestamp", "selfLink",
                                                              "uid",  "generation", "managedFields",     "resourceVersion"};

/// What nobody can own.
FieldSet UnownedFields() {
  FieldSet member;
  member.SetMember(true);
  FieldSet metadata = member;
  for (const std::string_view name : kUnownedMetadata) metadata.Put(MemberStep(name), member);
  FieldSet unowned;
  unowned.Put(MemberStep("apiVersion"), member);
  unowned.Put(MemberStep("kind"), member);
  unowned.Put(MemberStep("metadata"), std::move(metadata));
  return unowned;
}

FieldSet Owned(const FieldSet& fields) {
  static const FieldSet kUnowned = UnownedFields();
  return fields.Difference(kUnowned);
}

void DropManagedFields(Json& object) {
  if (JsonValue* metadata = Find(object, "metadata"); metadata != nullptr && metadata->IsObject()) {
    Remove(*metadata, "managedFields");
  }
}

Json WithoutManagedFields(const JsonValue& object) {
  Json copy = CopyJson(object);
  DropManagedFields(copy);
  return copy;
}

/// An object as the books compare it.
Json ForComparison(const Shape& shape, const JsonValue& object) {
  Json prepared = WithoutManagedFields(object);
  if (shape.Table() != nullptr) CompleteAsGo(*shape.Table(), prepared, prepared.GetAllocator());
  return prepared;
}

/// Somebody who puts one empty entry there wants the books burnt.
bool IsReset(const JsonValue* managed) {
  if (managed == nullptr || !managed->IsArray() || managed->Size() != 1) return false;
  return (*managed)[0].IsObject() && (*managed)[0].ObjectEmpty();
}

const JsonValue* ManagedOf(const JsonValue& object) {
  const JsonValue* metadata = Find(object, "metadata");
  return metadata == nullptr ? nullptr : Find(*metadata, "managedFields");
}

ManagedFields ReadOrNone(const JsonValue& object) {
  const JsonValue* metadata = Find(object, "metadata");
  return metadata == nullptr ? ManagedFields() : ReadManagedFields(*metadata).value_or(ManagedFields());
}

std::vector<std::string> TimesOf(const JsonValue* managed) {
  std::vector<std::string> times;
  if (managed == nullptr || !managed->IsArray()) return times;
  for (const JsonValue& entry : managed->GetArray()) times.emplace_back(StringAt(entry, "time"));
  return times;
}

void SetTimes(JsonValue& managed, const std::vector<std::string>& times, JsonAllocator& allocator) {
  for (rapidjson::SizeType i = 0; i < managed.Size(); ++i) {
    if (times[i].empty()) {
      Remove(managed[i], "time");
    } else {
      Set(managed[i], "time", times[i], allocator);
    }
  }
}

struct Contest {
  const Manager* manager;
  FieldSet fields;
};

Failure ConflictOf(const std::vector<Contest>& contests) {
  Failure failure(409, "Conflict", {});
  std::string lines;
  for (const Contest& contest : contests) {
    const std::string manager = contest.manager->ForPeople();
    lines += (lines.empty() ? "conflicts with " : "\nconflicts with ") + manager + ":";
    contest.fields.ForEachPath([&](const std::string& path) {
      failure.causes.push_back({.reason = "FieldManagerConflict", .message = "conflict with " + manager, .field = path});
      lines += "\n- " + path;
    });
  }
  if (failure.causes.size() == 1) {
    const Cause& only = failure.causes.front();
    failure.message = "Apply failed with 1 conflict: " + only.message + ": " + only.field;
  } else {
    failure.message = "Apply failed with " + std::to_string(failure.causes.size()) + " conflicts: " + lines;
  }
  return failure;
}

void DropEmpty(ManagedFields& managed) {
  std::erase_if(managed, [](const ManagedEntry& entry) { return entry.fields.Empty(); });
}

/// What others own of what changes.
std::vector<Contest> ContestsOf(const ManagedFields& managed, const Manager& mine, const FieldSet& changed) {
  std::vector<Contest> contests;
  for (const ManagedEntry& entry : managed) {
    FieldSet contested = entry.fields.Intersection(changed);
    if (!entry.manager.IsSame(mine) && !contested.Empty()) contests.push_back({&entry.manager, std::move(contested)});
  }
  std::sort(contests.begin(), contests.end(),
            [](const Contest& a, const Contest& b) { return a.manager->name < b.manager->name; });
  return contests;
}

bool IsStored(const JsonValue& object) {
  const JsonValue* metadata = Find(object, "metadata");
  return metadata != nullptr && !StringAt(*metadata, "uid").empty();
}

FieldSet MetadataWithStatus(const FieldSet& fields, StatusMetadata written) {
  FieldSet metadata;
  const FieldSet* found = fields.Find(MemberStep("metadata"));
  if (found == nullptr) return metadata;
  for (const std::string_view name : kWrittenMetadata) {
    const FieldSet* member = found->Find(MemberStep(name));
    if (member != nullptr && IsWrittenWithStatus(written, name)) metadata.Put(MemberStep(name), *member);
  }
  return metadata;
}

}  // namespace

void SpellOutReset(Json& object) {
  JsonValue* managed = const_cast<JsonValue*>(ManagedOf(object));
  if (managed == nullptr || !managed->IsArray() || !managed->Empty()) return;
  managed->PushBack(JsonValue(rapidjson::kObjectType), object.GetAllocator());
}

void KeepTimesOfNothing(const JsonValue& live, Json& next) {
  const JsonValue* before = ManagedOf(live);
  JsonValue* after = const_cast<JsonValue*>(ManagedOf(next));
  if (before == nullptr || after == nullptr || before->Size() != after->Size()) return;
  const std::vector<std::string> times = TimesOf(after);
  SetTimes(*after, TimesOf(before), next.GetAllocator());
  if (!SameJson(live, next)) SetTimes(*after, times, next.GetAllocator());
}

/// The status belongs to those who write through its path, with what they write of the metadata; all else to those who do not.
FieldSet FieldManager::Writable(FieldSet fields) const {
  const std::string status = MemberStep("status");
  if (options_.manager.subresource == "status") {
    FieldSet only;
    if (const FieldSet* found = fields.Find(status)) only.Put(status, *found);
    if (FieldSet metadata = MetadataWithStatus(fields, options_.statusMetadata); !metadata.Empty()) {
      only.Put(MemberStep("metadata"), std::move(metadata));
    }
    return only;
  }
  if (options_.hasStatusPath) fields.Erase(status);
  return fields;
}

Comparison FieldManager::CompareWritable(const JsonValue& before, const JsonValue& after) const {
  Comparison found = Compare(options_.shape, ForComparison(options_.shape, before), ForComparison(options_.shape, after));
  return {.added = Writable(std::move(found.added)),
          .modified = Writable(std::move(found.modified)),
          .removed = Writable(std::move(found.removed))};
}

ManagedFields FieldManager::ManagedBefore(const JsonValue& live, const JsonValue& next) const {
  ManagedFields managed;
  if (options_.manager.subresource.empty()) {
    if (IsReset(ManagedOf(next))) return {};
    managed = ReadOrNone(next);
  }
  if (managed.empty()) managed = ReadOrNone(live);
  std::erase_if(managed, [&](const ManagedEntry& entry) { return !options_.serves(entry.manager.apiVersion); });
  return managed;
}

void FieldManager::NoteUpdate(const JsonValue& live, Json& next) const {
  ManagedFields managed = ManagedBefore(live, next);
  DropManagedFields(next);
  if (managed.empty() && !options_.isPart && IsStored(live))
    return;  // nobody keeps books of it: they begin when somebody applies
  const Comparison found = CompareWritable(live, next);
  const FieldSet changed = found.modified.Union(found.added);
  for (ManagedEntry& entry : managed) entry.fields = entry.fields.Difference(changed).Difference(found.removed);
  if (FieldSet mine = Owned(Writable(changed)); !mine.Empty()) {
    ManagedEntry* entry = FindEntry(managed, options_.manager);
    if (entry == nullptr) entry = &managed.emplace_back(ManagedEntry{.manager = options_.manager});
    entry->fields = entry->fields.Union(mine);
    entry->time = options_.now;
  }
  DropEmpty(managed);
  CapUpdates(managed);
  WriteManagedFields(std::move(managed), next);
}

/// Where books are kept from now on, all that is there belongs to those who wrote it before.
Json FieldManager::WithBooks(const JsonValue& live) const {
  Json known = CopyJson(live);
  if (options_.isPart || !IsStored(live) || !ReadOrNone(live).empty()) return known;
  Options before = options_;
  before.manager.name = "before-first-apply";
  before.manager.applies = false;
  FieldManager(std::move(before)).NoteUpdate(Json(rapidjson::kObjectType), known);
  return known;
}

Outcome<Json> FieldManager::Apply(const JsonValue& live, const Configuration& configuration) const {
  const Json known = WithBooks(live);
  FieldSet contested;
  auto applied = Merge(known, configuration.object, configuration.force, contested);
  if (options_.manager.name != kKubectl) return applied;
  if (!applied) {
    // What kubectl owns by its annotation from the time before it applied on the server is its own.
    const FieldSet own = OwnedByLastApplied(options_.shape, known);
    if (!contested.Empty() && contested.Difference(own).Empty()) {
      applied = Merge(known, configuration.object, true, contested);
    }
  }
  if (applied) RenewLastApplied(configuration.object, *applied);
  return applied;
}

Outcome<Json> FieldManager::Merge(const JsonValue& live, const JsonValue& config, bool force, FieldSet& contested) const {
  ManagedFields managed = ManagedBefore(live, live);
  const Json before = WithoutManagedFields(live);
  FieldSet last;
  ManagedEntry* mine = FindEntry(managed, options_.manager);
  if (mine == nullptr) {
    mine = &managed.emplace_back(ManagedEntry{.manager = options_.manager});
  } else {
    last = mine->fields;
    mine->manager = options_.manager;
  }
  mine->fields = Writable(FieldsOf(options_.shape, config));

  Json after;
  static_cast<JsonValue&>(after) = Merged(options_.shape, before, config, after.GetAllocator());
  if (!last.Empty()) after = Prune(std::move(after), managed, last);

  const Comparison found = CompareWritable(before, after);
  const FieldSet changed = found.modified.Union(found.added);
  const std::vector<Contest> contests = ContestsOf(managed, options_.manager, changed);
  for (const Contest& contest : contests) contested = contested.Union(contest.fields);
  if (!force && !contests.empty()) return ConflictOf(contests);
  for (ManagedEntry& entry : managed) {
    if (&entry != mine) entry.fields = entry.fields.Difference(changed).Difference(found.removed);
  }
  mine->fields = Owned(mine->fields);
  const bool same = SameJson(ForComparison(options_.shape, before), ForComparison(options_.shape, after));
  if (!same) mine->time = options_.now;
  DropEmpty(managed);
  if (same) after = CopyJson(before);
  WriteManagedFields(std::move(managed), after);
  return after;
}

/// Takes away what the manager owned last time, and gives back what somebody owns now, and what was not the manager's but lay
/// below something of its.
Json FieldManager::Prune(Json merged, const ManagedFields& managed, const FieldSet& last) const {
  const Shape& shape = options_.shape;
  const FieldSet lastNamed = WithNamedParents(shape, last);
  FieldSet owned;
  for (const ManagedEntry& entry : managed) owned = owned.Union(entry.fields);

  const auto named = [&](const JsonValue& value) { return WithNamedParents(shape, FieldsOf(shape, value)); };
  const auto without = [&](const FieldSet& fields) {
    Json rest;
    static_cast<JsonValue&>(rest) = Without(shape, merged, fields, rest.GetAllocator());
    if (!rest.IsObject()) rest.SetObject();
    return rest;
  };
  const FieldSet all = named(merged);
  const Json withoutLast = without(lastNamed);
  const Json withOwned = without(all.Difference(named(withoutLast).Union(WithNamedParents(shape, owned))));
  return without(all.Difference(named(withOwned)).Intersection(lastNamed));
}

}  // namespace k8s::testkit::core
