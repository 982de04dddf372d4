#include "generated/random_filler.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <string>
#include <string_view>

#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/codec/equal.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::test {

using codec::Kind;

namespace {

constexpr std::array<std::int64_t, 8> kRims = {0,
                                               1,
                                               -1,
                                               127,
                                               128,
                                               std::numeric_limits<std::int32_t>::max(),
                                               std::numeric_limits<std::int64_t>::max(),
                                               std::numeric_limits<std::int64_t>::min()};
constexpr std::array<std::string_view, 5> kTexts = {"", "x", "a text that is longer than what a string keeps within itself",
                                                    "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\\\n\x01"};
constexpr std::array<std::string_view, 5> kQuantities = {"0", "500m", "1.50Gi", "-3e6", "12"};
constexpr std::array<std::string_view, 4> kRaws = {"null", "{}", R"({"f:metadata":{".":{}}})", "[1,\"a\"]"};
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;

}  // namespace

void RandomFiller::Fill(const codec::Type& type, void* value) {
  constexpr std::size_t kDeep = 12;
  const bool deep = inside_.size() > kDeep;
  switch (type.kind) {
    case Kind::kStruct: return FillStruct(*type.structure, value);
    case Kind::kOptional:
      if (!deep && Chance(75)) Fill(*type.element, type.optional->emplace(value));
      return;
    case Kind::kList:
      for (std::uint32_t i = deep ? 0 : random_() % 3; i > 0; --i) Fill(*type.element, type.list->append(value));
      return;
    case Kind::kMap:
      for (std::uint32_t i = deep ? 0 : random_() % 3; i > 0; --i) {
        Fill(*type.element, type.map->insert(value, "key" + std::to_string(random_() % 5)));
      }
      return;
    default: return FillLeaf(type.kind, value);
  }
}

void RandomFiller::FillStruct(const codec::Struct& structure, void* object) {
  if (std::ranges::count(inside_, &structure) >= 2) return;
  inside_.push_back(&structure);
  const std::size_t only = random_() % std::max<std::size_t>(structure.fields.size(), 1);
  for (const codec::Field& field : structure.fields) {
    const bool chosen = structure.shapeUnion ? &field == &structure.fields[only] : Chance(80);
    if (!chosen) continue;
    Fill(*field.type, Member(field, object));
    if (!codec::IsEmpty(*field.type, Member(field, object))) filled_.insert(&field);
  }
  inside_.pop_back();
}

std::int64_t RandomFiller::Number() {
  if (Chance(30)) return kRims[random_() % kRims.size()];
  const std::uint64_t high = random_();
  return static_cast<std::int64_t>((high << 32U | random_()) >> (random_() % 64));
}

void RandomFiller::FillLeaf(Kind kind, void* value) {
  const std::int64_t number = Number();
  const std::int64_t second = kFirstSecond + static_cast<std::int64_t>(static_cast<std::uint64_t>(number) %
                                                                       static_cast<std::uint64_t>(kLastSecond - kFirstSecond));
  const std::string_view text = kTexts[random_() % kTexts.size()];
  switch (kind) {
    case Kind::kBool: *static_cast<bool*>(value) = Chance(50); return;
    case Kind::kInt32: *static_cast<std::int32_t*>(value) = static_cast<std::int32_t>(number); return;
    case Kind::kInt64: *static_cast<std::int64_t*>(value) = number; return;
    case Kind::kDouble: *static_cast<double*>(value) = static_cast<double>(static_cast<std::int32_t>(number)) / 8; return;
    case Kind::kString: *static_cast<std::string*>(value) = text; return;
    case Kind::kBytes: *static_cast<Bytes*>(value) = Bytes(text); return;
    case Kind::kTime: *static_cast<Time*>(value) = Time::FromUnix(second).value(); return;
    case Kind::kMicroTime:
      *static_cast<MicroTime*>(value) =
          MicroTime::FromUnixMicros(second * 1'000'000 + number % 1'000'000 / 2).value_or(MicroTime());
      return;
    case Kind::kDuration: *static_cast<Duration*>(value) = std::chrono::nanoseconds(number); return;
    case Kind::kQuantity: *static_cast<Quantity*>(value) = kQuantities[random_() % kQuantities.size()]; return;
    case Kind::kIntOrString:
      *static_cast<IntOrString*>(value) = Chance(50) ? IntOrString(static_cast<std::int32_t>(number)) : IntOrString(text);
      return;
    case Kind::kRawJson: *static_cast<RawJson*>(value) = RawJson(std::string(kRaws[random_() % kRaws.size()])); return;
    default: ADD_FAILURE() << "not a leaf";
  }
}

}  // namespace k8s::test
