#include <memory>
#include <vector>

#include "generated/filler.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/patch/json_patch.h>
#include <k8s/codec/patch/merge_patch.h>
#include <k8s/codec/patch/strategic_merge_patch.h>
#include <k8s/codec/value_convert.h>

namespace k8s::test {
namespace {

// An empty object of a kind, and two in which every field has a value, each another one.
std::vector<Value> Objects(const codec::Type& kind) {
  Filler filler;
  std::vector<Value> objects;
  for (const bool isFilled : {false, true, true}) {
    const auto object = kind.structure->make();
    if (isFilled) filler.Fill(kind, object.get());
    objects.push_back(codec::WriteValue(kind, object.get()).value());
  }
  return objects;
}

// Only a null in one of them, which a merge cannot set, need not be in the other: that of a required time.
bool IsSameObject(const codec::Type& kind, const Value& a, const Value& b) {
  const auto objectOfA = kind.structure->make();
  const auto objectOfB = kind.structure->make();
  return codec::ReadValue(a, kind, objectOfA.get()).has_value() && codec::ReadValue(b, kind, objectOfB.get()).has_value() &&
         codec::Equal(kind, objectOfA.get(), objectOfB.get());
}

TEST(PatchesTest, LeadFromEachObjectToEachOther) {
  for (const codec::Type* kind : Kinds()) {
    SCOPED_TRACE(kind->structure->name);
    for (const Value& before : Objects(*kind)) {
      for (const Value& after : Objects(*kind)) {
        const Result<Value> strategic = CreateTwoWayStrategicPatch(before, after, *kind);
        ASSERT_TRUE(strategic) << strategic.error().ToString();
        EXPECT_TRUE(IsSameObject(*kind, ApplyStrategicMergePatch(before, *strategic, *kind).value(), after));
        const Value threeWay = CreateThreeWayStrategicPatch(before, after, before, *kind).value();
        EXPECT_TRUE(IsSameObject(*kind, ApplyStrategicMergePatch(before, threeWay, *kind).value(), after));
        EXPECT_TRUE(IsSameObject(*kind, ApplyMergePatch(before, CreateMergePatch(before, after).value()).value(), after));
        EXPECT_TRUE(ApplyJsonPatch(before, CreateJsonPatch(before, after).value()).value() == after);
      }
    }
  }
}

}  // namespace
}  // namespace k8s::test
