#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <k8s/dynamic/field_path.h>

namespace k8s::dynamic {
namespace {

using Steps = std::vector<FieldStep>;

Error Malformed(std::string_view path, std::size_t at, std::string_view what) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("the path \"{}\": {} at byte {}", path, what, at));
}

Error Mistyped(std::string_view where, const Value& value, std::string_view expected) {
  return Error(ErrorCode::kDecode, fmt::format("{}: {}, not {}", where, ToString(value.Kind()), expected));
}

Error Missing(const FieldStep& step) { return Error(ErrorCode::kNotFound, fmt::format("{}: there is none", step.upTo)); }

// A member or an element below a value; null when there is none. `where` is the path of the value.
Result<const Value*> Below(const Value& value, const FieldStep& step, std::string_view where) {
  if (value.IsNull()) return nullptr;
  if (!step.index) {
    if (!value.IsObject()) return Mistyped(where, value, "an object");
    return value.Find(step.key);
  }
  if (!value.IsList()) return Mistyped(where, value, "a list");
  return *step.index < value.AsList()->size() ? &(*value.AsList())[*step.index] : nullptr;
}

// As far down as there is something: the value reached, and how many steps led to it.
struct Reached {
  const Value* value = nullptr;  // null: not even the first member
  std::size_t steps = 0;
};

Result<Reached> Descend(const ValueObject& object, const Steps& steps) {
  Reached reached;
  reached.value = object.Find(steps[0].key);
  if (reached.value != nullptr) reached.steps = 1;
  while (reached.steps != 0 && reached.steps < steps.size()) {
    Result<const Value*> next = Below(*reached.value, steps[reached.steps], steps[reached.steps - 1].upTo);
    if (!next) return next.error();
    if (*next == nullptr) break;
    reached.value = *next;
    ++reached.steps;
  }
  return reached;
}

// What is put where nothing was: the value, within the objects and lists that the steps to it name.
Result<Value> Wrapped(const Steps& steps, std::size_t from, Value value) {
  for (std::size_t i = steps.size(); i > from; --i) {
    const FieldStep& step = steps[i - 1];
    if (!step.index) {
      ValueObject object;
      object.Set(step.key, std::move(value));
      value = std::move(object);
      continue;
    }
    if (*step.index != 0) return Missing(step);
    ValueList list;
    list.Append(std::move(value));
    value = std::move(list);
  }
  return value;
}

}  // namespace

Result<Steps> ParseFieldPath(std::string_view path) {
  Steps steps;
  std::size_t at = 0;
  const auto add = [&](FieldStep step, std::size_t end) {
    at = end;
    step.upTo = path.substr(0, end);
    steps.push_back(step);
  };
  while (at < path.size() || steps.empty()) {
    const std::string_view rest = path.substr(at);
    if (rest.starts_with("[\"")) {
      const std::size_t close = rest.find("\"]", 2);
      if (close == rest.npos) return Malformed(path, at, "a quoted name without its end");
      add({.key = rest.substr(2, close - 2)}, at + close + 2);
    } else if (rest.starts_with('[')) {
      std::size_t index = 0;
      const auto [stopped, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), index);
      const auto length = static_cast<std::size_t>(stopped - rest.data());
      if (error != std::errc() || !rest.substr(length).starts_with(']')) return Malformed(path, at, "no index");
      if (steps.empty()) return Malformed(path, at, "an index into an object");
      add({.index = index}, at + length + 1);
    } else {
      const std::size_t begin = steps.empty() ? 0 : 1;
      if (begin == 1 && !rest.starts_with('.')) return Malformed(path, at, "no point");
      const std::size_t end = std::min(rest.find_first_of(".[", begin), rest.size());
      if (end == begin) return Malformed(path, at, "an empty name");
      add({.key = rest.substr(begin, end - begin)}, at + end);
    }
  }
  return steps;
}

Result<const Value*> FindField(const ValueObject& object, std::string_view path) {
  const Result<Steps> steps = ParseFieldPath(path);
  if (!steps) return steps.error();
  const Result<Reached> reached = Descend(object, *steps);
  if (!reached) return reached.error();
  if (reached->steps < steps->size()) return Missing((*steps)[reached->steps]);
  return reached->value;
}

Result<void> SetField(ValueObject& object, std::string_view path, Value value) {
  const Result<Steps> steps = ParseFieldPath(path);
  if (!steps) return steps.error();
  const Result<Reached> reached = Descend(object, *steps);
  if (!reached) return reached.error();
  if (reached->value == nullptr) {
    Result<Value> wrapped = Wrapped(*steps, 1, std::move(value));
    if (!wrapped) return wrapped.error();
    object.Set(steps->front().key, *std::move(wrapped));
    return {};
  }
  // It is this object's own, and this object may be changed.
  auto& target = const_cast<Value&>(*reached->value);
  if (reached->steps == steps->size()) {
    target = std::move(value);
    return {};
  }
  const FieldStep& missing = (*steps)[reached->steps];
  const bool isNull = target.IsNull();
  if (!isNull && missing.index && *missing.index > target.AsList()->size()) return Missing(missing);
  Result<Value> wrapped = Wrapped(*steps, reached->steps + (isNull ? 0 : 1), std::move(value));
  if (!wrapped) return wrapped.error();
  if (isNull) {
    target = *std::move(wrapped);
  } else if (missing.index) {
    target.AsList()->Append(*std::move(wrapped));
  } else {
    target.AsObject()->Set(missing.key, *std::move(wrapped));
  }
  return {};
}

Result<bool> RemoveField(ValueObject& object, std::string_view path) {
  const Result<Steps> steps = ParseFieldPath(path);
  if (!steps) return steps.error();
  const FieldStep& last = steps->back();
  if (steps->size() == 1) return object.Remove(last.key);
  const Result<Reached> parent = Descend(object, Steps(steps->begin(), steps->end() - 1));
  if (!parent) return parent.error();
  if (parent->steps < steps->size() - 1) return false;
  const Result<const Value*> found = Below(*parent->value, last, (*steps)[steps->size() - 2].upTo);
  if (!found) return found.error();
  if (*found == nullptr) return false;
  auto& container = const_cast<Value&>(*parent->value);
  if (last.index) {
    container.AsList()->Remove(*last.index);
  } else {
    container.AsObject()->Remove(last.key);
  }
  return true;
}

}  // namespace k8s::dynamic
