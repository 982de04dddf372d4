#include <utility>

#include <k8s/codec/patch/strategic_differ.h>
#include <k8s/codec/patch/strategic_merge_patch.h>
#include <k8s/codec/patch/strategic_merger.h>

namespace k8s {

using codec::StrategicDiffer;
using codec::StrategicDifferences;
using codec::StrategicMergeMode;
using codec::StrategicMerger;

Result<Value> ApplyStrategicMergePatch(Value target, const Value& patch, const codec::Type& type) {
  return StrategicMerger(StrategicMergeMode::kApply).Run(std::move(target), patch, {.type = &type});
}

Result<Value> CreateTwoWayStrategicPatch(const Value& before, const Value& after, const codec::Type& type) {
  return StrategicDiffer(StrategicDifferences::kAll).Run(before, after, {.type = &type});
}

Result<Value> CreateThreeWayStrategicPatch(const Value& original, const Value& modified, const Value& current,
                                           const codec::Type& type) {
  Result<Value> changes = StrategicDiffer(StrategicDifferences::kNoDeletions).Run(current, modified, {.type = &type});
  if (!changes) return changes;
  Result<Value> deletions = StrategicDiffer(StrategicDifferences::kOnlyDeletions).Run(original, modified, {.type = &type});
  if (!deletions) return deletions;
  return StrategicMerger(StrategicMergeMode::kCombine).Run(*std::move(deletions), *std::move(changes), {.type = &type});
}

}  // namespace k8s
