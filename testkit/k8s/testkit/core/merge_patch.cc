#include <k8s/testkit/core/merge_patch.h>

namespace k8s::testkit::core {

void ApplyMergePatch(JsonValue& target, const JsonValue& patch, JsonAllocator& allocator) {
  if (!patch.IsObject()) {
    target.CopyFrom(patch, allocator);
    return;
  }
  if (!target.IsObject()) target.SetObject();
  for (const JsonMember& member : MembersOf(patch)) {
    const std::string_view name = TextOf(member.name);
    if (member.value.IsNull()) {
      Remove(target, name);
      continue;
    }
    if (Find(target, name) == nullptr) Set(target, name, JsonValue(), allocator);
    ApplyMergePatch(*Find(target, name), member.value, allocator);
  }
}

}  // namespace k8s::testkit::core
