#include "generated/structs.h"

#include <set>

#include <k8s/api/registry.h>

namespace k8s::test {
namespace {

const codec::Struct* Innermost(const codec::Type& type) {
  return type.element == nullptr ? type.structure : Innermost(*type.element);
}

void* EnterValue(const codec::Type& type, void* value) {
  switch (type.kind) {
    case codec::Kind::kOptional: return EnterValue(*type.element, type.optional->emplace(value));
    case codec::Kind::kList: return EnterValue(*type.element, type.list->append(value));
    case codec::Kind::kMap: return EnterValue(*type.element, type.map->insert(value, "key"));
    default: return value;
  }
}

void Collect(const Place& place, std::set<const codec::Struct*>& known, std::vector<Place>& places) {
  if (place.structure == nullptr || !known.insert(place.structure).second) return;
  places.push_back(place);
  for (const codec::Field& field : place.structure->fields) {
    Place below = place;
    below.path.push_back(&field);
    below.structure = Innermost(*field.type);
    Collect(below, known, places);
  }
}

}  // namespace

void* Place::Enter(void* object) const {
  for (const codec::Field* field : path) object = EnterValue(*field->type, Member(*field, object));
  return object;
}

std::vector<Place> AllPlaces() {
  std::set<const codec::Struct*> known;
  std::vector<Place> places;
  for (const codec::Type* kind : Kinds()) Collect({.kind = kind, .structure = kind->structure}, known, places);
  return places;
}

std::vector<const codec::Struct*> AllStructs() {
  std::vector<const codec::Struct*> structs;
  for (const Place& place : AllPlaces()) structs.push_back(place.structure);
  return structs;
}

std::string NameOf(const codec::ApiKind& kind) { return kind.ApiVersion() + " " + std::string(kind.kind); }

}  // namespace k8s::test
