#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/patch/json_patch.h>
#include <k8s/codec/patch/json_pointer.h>

namespace k8s {
namespace {

// Goes through two values at once, and notes what differs.
class Differ {
 public:
  /// False where both are nested too deep.
  bool Compare(const Value& before, const Value& after, std::size_t depth) {
    if (depth > codec::JsonReader::kDepthLimit) return false;
    if (before.IsObject() && after.IsObject()) return CompareObjects(*before.AsObject(), *after.AsObject(), depth + 1);
    if (before.IsList() && after.IsList()) return CompareLists(*before.AsList(), *after.AsList(), depth + 1);
    if (!(before == after)) Note("replace", &after);
    return true;
  }

  Value TakePatch() { return std::move(patch_); }

 private:
  bool CompareObjects(const ValueObject& before, const ValueObject& after, std::size_t depth) {
    for (const auto [key, value] : before) {
      if (after.Find(key) == nullptr) At(key, [&] { return Note("remove", nullptr); });
    }
    for (const auto [key, value] : after) {
      const Value* old = before.Find(key);
      const auto compare = [&, &member = value] {
        return old == nullptr ? Note("add", &member) : Compare(*old, member, depth);
      };
      if (!At(key, compare)) return false;
    }
    return true;
  }

  bool CompareLists(const ValueList& before, const ValueList& after, std::size_t depth) {
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t first = 0;
    while (first < shorter && before[first] == after[first]) ++first;
    std::size_t last = 0;  // counted from the end
    while (last < shorter - first && before[before.size() - 1 - last] == after[after.size() - 1 - last]) ++last;
    std::size_t i = first;
    for (; i < shorter - last; ++i) {
      if (!At(std::to_string(i), [&] { return Compare(before[i], after[i], depth); })) return false;
    }
    for (std::size_t left = before.size() - last; left > i; --left) {
      At(std::to_string(left - 1), [&] { return Note("remove", nullptr); });
    }
    for (; i < after.size() - last; ++i) {
      At(std::to_string(i), [&] { return Note("add", &after[i]); });
    }
    return true;
  }

  // Does something below a member or an element.
  template <class Step>
  bool At(std::string_view token, Step step) {
    const std::size_t length = path_.size();
    codec::AppendPointerToken(token, path_);
    const bool done = step();
    path_.resize(length);
    return done;
  }

  bool Note(std::string_view name, const Value* value) {
    ValueObject operation;
    operation.Set("op", name);
    operation.Set("path", path_);
    if (value != nullptr) operation.Set("value", *value);
    patch_.Append(std::move(operation));
    return true;
  }

  std::string path_;
  ValueList patch_;
};

}  // namespace

Result<Value> CreateJsonPatch(const Value& before, const Value& after) {
  Differ differ;
  if (differ.Compare(before, after, 0)) return differ.TakePatch();
  return Error(ErrorCode::kInvalidArgument, "nested deeper than 1024");
}

}  // namespace k8s
