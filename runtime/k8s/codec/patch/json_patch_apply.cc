#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <k8s/codec/patch/json_patch.h>
#include <k8s/codec/patch/json_pointer.h>
#include <k8s/codec/value_memory.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

using codec::JsonPointer;

Error Missing(std::string_view what) { return Error(ErrorCode::kNotFound, fmt::format("there is no {}", what)); }
Error Invalid(std::string message) { return Error(ErrorCode::kInvalidArgument, std::move(message)); }

Value* Child(Value& parent, const std::string& token) {
  if (parent.IsObject()) return parent.Find(token);
  if (!parent.IsList()) return nullptr;
  const std::optional<std::size_t> index = codec::PointerIndex(token);
  return index && *index < parent.AsList()->size() ? &(*parent.AsList())[*index] : nullptr;
}

// One document under one patch.
class Patcher {
 public:
  Patcher(Value target, const JsonPatchOptions& options)
      : target_(std::move(target)), copied_bytes_left_(options.maxCopiedBytes) {}

  Result<void> Apply(const Value& operation) {
    const Result<std::string_view> name = TextOf(operation, "op");
    if (!name) return name.error();
    const Result<JsonPointer> path = PointerOf(operation, "path");
    if (!path) return path.error();
    if (*name == "remove") return Remove(*path);
    if (*name == "move") return Move(operation, *path);
    if (*name == "copy") return Copy(operation, *path);
    if (*name != "add" && *name != "replace" && *name != "test")
      return Invalid(fmt::format("no such operation: {}", internal::Quoted(*name)));
    const Value* value = operation.Find("value");
    if (value == nullptr) return Invalid("there is no value");
    if (*name == "add") return Add(*path, *value);
    return *name == "replace" ? Replace(*path, *value) : Test(*path, *value);
  }

  Value TakeTarget() { return std::move(target_); }

 private:
  static Result<std::string_view> TextOf(const Value& operation, std::string_view key) {
    const Value* value = operation.Find(key);
    if (value == nullptr) return Invalid(fmt::format("there is no {}", key));
    if (!value->IsString()) return Invalid(fmt::format("{} is {}, not a string", key, ToString(value->Kind())));
    return *value->AsString();
  }

  static Result<JsonPointer> PointerOf(const Value& operation, std::string_view key) {
    return TextOf(operation, key).and_then([](std::string_view text) { return JsonPointer::Parse(text); });
  }

  // What stands at the first `count` tokens of a path.
  Result<Value*> Find(const JsonPointer& path, std::size_t count) {
    Value* value = &target_;
    for (std::size_t i = 0; i < count; ++i) {
      value = Child(*value, path.Tokens()[i]);
      if (value == nullptr) return Missing(internal::Quoted(path.Tokens()[i]));
    }
    return value;
  }
  Result<Value*> Find(const JsonPointer& path) { return Find(path, path.Tokens().size()); }

  Result<void> Add(const JsonPointer& path, Value value) {
    if (path.Tokens().empty()) {
      target_ = std::move(value);
      return {};
    }
    const Result<Value*> parent = Find(path, path.Tokens().size() - 1);
    if (!parent) return parent.error();
    const std::string& token = path.Tokens().back();
    if (ValueObject* object = (*parent)->AsObject()) {
      object->Set(token, std::move(value));
      return {};
    }
    ValueList* list = (*parent)->AsList();
    if (list == nullptr) return Missing(fmt::format("{} in {}", internal::Quoted(token), ToString((*parent)->Kind())));
    const std::optional<std::size_t> index = token == "-" ? list->size() : codec::PointerIndex(token);
    if (!index) return Invalid(fmt::format("{} is no index", internal::Quoted(token)));
    if (*index > list->size()) return Missing(fmt::format("place {} in a list of {}", *index, list->size()));
    list->Insert(*index, std::move(value));
    return {};
  }

  Result<void> Replace(const JsonPointer& path, const Value& value) {
    const Result<Value*> place = Find(path);
    if (!place) return place.error();
    **place = value;
    return {};
  }

  Result<void> Test(const JsonPointer& path, const Value& value) {
    const Result<Value*> place = Find(path);
    if (!place) return Error(ErrorCode::kConflict, place.error().Message());
    if (**place == value) return {};
    return Error(ErrorCode::kConflict, "another value is there");
  }

  // Removes what is at a path.
  Result<Value> Take(const JsonPointer& path) {
    const Result<Value*> place = Find(path);
    if (!place) return place.error();
    Value taken = std::move(**place);
    if (path.Tokens().empty()) return taken;
    Value& parent = **Find(path, path.Tokens().size() - 1);
    const std::string& token = path.Tokens().back();
    if (ValueObject* object = parent.AsObject()) {
      object->Remove(token);
    } else {
      parent.AsList()->Remove(*codec::PointerIndex(token));
    }
    return taken;
  }

  Result<void> Remove(const JsonPointer& path) {
    const Result<Value> taken = Take(path);
    if (!taken) return taken.error();
    return {};
  }

  Result<void> Move(const Value& operation, const JsonPointer& path) {
    const Result<JsonPointer> from = PointerOf(operation, "from");
    if (!from) return from.error();
    const std::vector<std::string>& source = from->Tokens();
    const std::vector<std::string>& destination = path.Tokens();
    if (source.size() < destination.size() && std::equal(source.begin(), source.end(), destination.begin())) {
      return Invalid("a value cannot be moved into itself");
    }
    Result<Value> taken = Take(*from);
    if (!taken) return taken.error();
    return Add(path, *std::move(taken));
  }

  Result<void> Copy(const Value& operation, const JsonPointer& path) {
    const Result<JsonPointer> from = PointerOf(operation, "from");
    if (!from) return from.error();
    const Result<Value*> source = Find(*from);
    if (!source) return source.error();
    const std::size_t bytes = codec::MemoryOf(**source);
    if (bytes > copied_bytes_left_) return Invalid("copies more than is allowed");
    copied_bytes_left_ -= bytes;
    return Add(path, **source);
  }

  Value target_;
  std::size_t copied_bytes_left_;
};

std::string Describe(std::size_t index, const Value& operation) {
  const auto textAt = [&](std::string_view key) {
    const Value* value = operation.Find(key);
    return value == nullptr ? std::string_view() : value->AsString().value_or(std::string_view());
  };
  return fmt::format("operation {} ({} {})", index, internal::Quoted(textAt("op")), internal::Quoted(textAt("path")));
}

}  // namespace

Result<Value> ApplyJsonPatch(Value target, const Value& patch, const JsonPatchOptions& options) {
  const ValueList* operations = patch.AsList();
  if (operations == nullptr) return Invalid(fmt::format("a JSON patch is a list, not {}", ToString(patch.Kind())));
  if (operations->size() > options.maxOperations) {
    return Invalid(fmt::format("{} operations, more than the limit of {}", operations->size(), options.maxOperations));
  }
  Patcher patcher(std::move(target), options);
  for (std::size_t i = 0; i < operations->size(); ++i) {
    const Value& operation = (*operations)[i];
    if (Result<void> applied = patcher.Apply(operation); !applied) return applied.error().WithContext(Describe(i, operation));
  }
  return patcher.TakeTarget();
}

}  // namespace k8s
