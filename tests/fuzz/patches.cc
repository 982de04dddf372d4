#include <cstdint>
#include <string_view>

#include "codec/sample.h"
#include "fuzz/check.h"

#include <k8s/codec/patch/json_patch.h>
#include <k8s/codec/patch/merge_patch.h>
#include <k8s/codec/patch/strategic_merge_patch.h>
#include <k8s/codec/value.h>

namespace k8s {
namespace {

// A patch that was made leads from one value to the other; what a merge cannot set, a null, aside.
void Made(const Value& before, const Value& after) {
  const Result<Value> jsonPatch = CreateJsonPatch(before, after);
  if (jsonPatch && jsonPatch->AsList()->size() <= JsonPatchOptions().maxOperations) {
    const Result<Value> applied = ApplyJsonPatch(before, *jsonPatch);
    K8S_FUZZ_CHECK(applied.has_value() && *applied == after);
  }
  if (const Result<Value> mergePatch = CreateMergePatch(before, after)) {
    const Result<Value> applied = ApplyMergePatch(before, *mergePatch);
    K8S_FUZZ_CHECK(applied.has_value());
    const Result<Value> more = CreateMergePatch(*applied, after);
    K8S_FUZZ_CHECK(more.has_value() && ApplyMergePatch(*applied, *more).value() == *applied);
  }
}

// A patch that somebody wrote may be refused, but has an end.
void Written(const Value& target, const Value& patch, const Value& current) {
  const codec::Type& type = sample::Widget::kType;
  (void)ApplyJsonPatch(target, patch).has_value();
  (void)ApplyMergePatch(target, patch).has_value();
  (void)ApplyStrategicMergePatch(target, patch, type).has_value();
  if (const Result<Value> made = CreateTwoWayStrategicPatch(target, patch, type)) {
    (void)ApplyStrategicMergePatch(target, *made, type).has_value();
  }
  if (const Result<Value> made = CreateThreeWayStrategicPatch(target, patch, current, type)) {
    (void)ApplyStrategicMergePatch(current, *made, type).has_value();
  }
  (void)CreateThreeWayMergePatch(target, patch, current).has_value();
}

}  // namespace
}  // namespace k8s

// Three values in a list: an object, what becomes of it or a patch of it, and what others have made of it meanwhile.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto values = k8s::Value::FromJson({reinterpret_cast<const char*>(data), size});
  if (!values || !values->IsList() || values->AsList()->size() != 3) return 0;
  const k8s::ValueList& list = *values->AsList();
  k8s::Made(list[0], list[1]);
  k8s::Written(list[0], list[1], list[2]);
  return 0;
}
