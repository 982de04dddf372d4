#include "generated/filler.h"

#include <algorithm>
#include <string>

#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::test {

using codec::Kind;

void Filler::Fill(const codec::Type& type, void* value) {
  if (Exhausted(type)) return;
  switch (type.kind) {
    case Kind::kStruct: return FillStruct(*type.structure, value);
    case Kind::kOptional: return Fill(*type.element, type.optional->emplace(value));
    case Kind::kList:
      for (int i = 0; i < 2; ++i) Fill(*type.element, type.list->append(value));
      return;
    case Kind::kMap:
      for (const char* key : {"first", "second"}) Fill(*type.element, type.map->insert(value, key));
      return;
    default: return FillLeaf(type.kind, value);
  }
}

void Filler::FillStruct(const codec::Struct& structure, void* object) {
  inside_.push_back(&structure);
  for (const codec::Field& field : structure.fields) {
    if (structure.shapeUnion && &field != MemberToFill(structure)) continue;
    Fill(*field.type, Member(field, object));
  }
  inside_.pop_back();
}

const codec::Field* Filler::MemberToFill(const codec::Struct& structure) const {
  const auto field = std::ranges::find_if(structure.fields, [this](const auto& member) { return !Exhausted(*member.type); });
  return field == structure.fields.end() ? nullptr : &*field;
}

void Filler::FillLeaf(Kind kind, void* value) {
  const std::int32_t number = ++count_;
  const std::string text = "value " + std::to_string(number);
  switch (kind) {
    case Kind::kBool: *static_cast<bool*>(value) = true; return;
    case Kind::kInt32: *static_cast<std::int32_t*>(value) = number; return;
    case Kind::kInt64: *static_cast<std::int64_t*>(value) = (std::int64_t{1} << 40) + number; return;
    case Kind::kDouble: *static_cast<double*>(value) = number + 0.25; return;
    case Kind::kString: *static_cast<std::string*>(value) = text; return;
    case Kind::kBytes: *static_cast<Bytes*>(value) = Bytes(text); return;
    case Kind::kTime: *static_cast<Time*>(value) = Time::FromUnix(number).value(); return;
    case Kind::kMicroTime: *static_cast<MicroTime*>(value) = MicroTime::FromUnixMicros(number).value(); return;
    case Kind::kDuration: *static_cast<Duration*>(value) = Duration(std::chrono::milliseconds(number)); return;
    case Kind::kQuantity: *static_cast<Quantity*>(value) = std::to_string(number) + "m"; return;
    case Kind::kIntOrString:
      *static_cast<IntOrString*>(value) = number % 2 == 0 ? IntOrString(number) : IntOrString(text);
      return;
    case Kind::kRawJson: *static_cast<RawJson*>(value) = RawJson("[{\"number\":" + std::to_string(number) + "}]"); return;
    default: ADD_FAILURE() << "not a leaf";
  }
}

bool Filler::Exhausted(const codec::Type& type) const {
  if (type.element != nullptr) return Exhausted(*type.element);
  if (type.structure == nullptr) return false;
  if (type.structure->shapeUnion && MemberToFill(*type.structure) == nullptr) return true;
  return std::ranges::count(inside_, type.structure) >= 2;
}

}  // namespace k8s::test
