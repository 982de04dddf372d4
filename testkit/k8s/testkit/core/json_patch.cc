#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <k8s/testkit/core/json_patch.h>

namespace k8s::testkit::core {
namespace {

constexpr std::size_t kMaxOperations = 10'000;
/// `copy` can double a document with every operation.
constexpr std::size_t kMaxCopiedBytes = 3 << 20;

using Pointer = std::vector<std::string>;

std::optional<std::string> UnescapeToken(std::string_view escaped) {
  std::string token;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '~') {
      token += escaped[i];
    } else if (++i < escaped.size() && (escaped[i] == '0' || escaped[i] == '1')) {
      token += escaped[i] == '0' ? '~' : '/';
    } else {
      return std::nullopt;
    }
  }
  return token;
}

std::optional<Pointer> ParsePointer(std::string_view text) {
  Pointer pointer;
  while (!text.empty()) {
    if (text.front() != '/') return std::nullopt;
    text.remove_prefix(1);
    const std::string_view escaped = text.substr(0, text.find('/'));
    auto token = UnescapeToken(escaped);
    if (!token) return std::nullopt;
    pointer.push_back(std::move(*token));
    text.remove_prefix(escaped.size());
  }
  return pointer;
}

/// The index that a token means in an array of that size. "-" is the one behind the last.
std::optional<rapidjson::SizeType> ParseIndex(const std::string& token, rapidjson::SizeType size) {
  if (token == "-") return size;
  const bool leadingZero = token.size() > 1 && token.front() == '0';
  rapidjson::SizeType index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size() || leadingZero || index > size) return std::nullopt;
  return index;
}

JsonValue* Child(JsonValue& parent, const std::string& token) {
  if (parent.IsObject()) return Find(parent, token);
  if (!parent.IsArray()) return nullptr;
  const auto index = ParseIndex(token, parent.Size());
  return index && *index < parent.Size() ? &parent[*index] : nullptr;
}

JsonValue* Resolve(JsonValue& root, const Pointer& pointer, std::size_t depth) {
  JsonValue* value = &root;
  for (std::size_t i = 0; i < depth && value != nullptr; ++i) value = Child(*value, pointer[i]);
  return value;
}

bool IsPrefix(const Pointer& prefix, const Pointer& pointer) {
  return prefix.size() < pointer.size() && std::equal(prefix.begin(), prefix.end(), pointer.begin());
}

/// One patch at work. A step returns false when it cannot be done.
class Patcher {
 public:
  explicit Patcher(Json& target) : root_(target), allocator_(target.GetAllocator()) {}

  bool Apply(const JsonValue& operation) {
    const std::string_view op = StringAt(operation, "op");
    const auto path = PointerAt(operation, "path");
    if (!path) return false;
    if (op == "remove") return TakeOut(*path).has_value();
    if (op == "move" || op == "copy") return Transfer(op == "move", operation, *path);
    const JsonValue* value = Find(operation, "value");
    if (value == nullptr) return false;
    if (op == "test") return Test(*path, *value);
    if (op == "add") return !path->empty() && Insert(*path, JsonValue(*value, allocator_));
    if (op == "replace") return Replace(*path, *value);
    return false;
  }

 private:
  static std::optional<Pointer> PointerAt(const JsonValue& operation, std::string_view name) {
    const JsonValue* text = Find(operation, name);
    if (text == nullptr || !text->IsString()) return std::nullopt;
    return ParsePointer(TextOf(*text));
  }

  JsonValue* At(const Pointer& path) { return Resolve(root_, path, path.size()); }

  bool Test(const Pointer& path, const JsonValue& expected) {
    const JsonValue* value = At(path);
    if (value != nullptr) return SameJson(*value, expected);
    // What a place that is there lacks is as good as null.
    return expected.IsNull() && !path.empty() && Resolve(root_, path, path.size() - 1) != nullptr;
  }

  /// Where the real server replaces what is not there.
  bool IsMemberOfObject(const Pointer& path) {
    if (path.empty()) return false;
    const JsonValue* parent = Resolve(root_, path, path.size() - 1);
    return parent != nullptr && parent->IsObject();
  }

  bool Replace(const Pointer& path, const JsonValue& value) {
    JsonValue* place = At(path);
    if (place == nullptr) return IsMemberOfObject(path) && Insert(path, JsonValue(value, allocator_));
    if (!Fits(path, value)) return false;
    place->CopyFrom(value, allocator_);
    return true;
  }

  bool Transfer(bool move, const JsonValue& operation, const Pointer& path) {
    const auto from = PointerAt(operation, "from");
    if (!from || (move && IsPrefix(*from, path))) return false;
    auto value = move ? TakeOut(*from) : CopyOf(*from);
    return value && Insert(path, std::move(*value));
  }

  std::optional<JsonValue> CopyOf(const Pointer& path) {
    const JsonValue* value = At(path);
    if (value == nullptr) return std::nullopt;
    copied_bytes_ += WriteJson(*value).size();
    if (copied_bytes_ > kMaxCopiedBytes) return std::nullopt;
    return JsonValue(*value, allocator_);
  }

  std::optional<JsonValue> TakeOut(const Pointer& path) {
    if (path.empty()) return std::nullopt;
    JsonValue* parent = Resolve(root_, path, path.size() - 1);
    JsonValue* child = parent == nullptr ? nullptr : Child(*parent, path.back());
    if (child == nullptr) return std::nullopt;
    JsonValue taken = std::move(*child);
    if (parent->IsObject()) {
      Remove(*parent, path.back());
    } else {
      parent->Erase(parent->Begin() + *ParseIndex(path.back(), parent->Size()));
    }
    return taken;
  }

  bool Insert(const Pointer& path, JsonValue value) {
    if (!Fits(path, value)) return false;
    if (path.empty()) {
      static_cast<JsonValue&>(root_) = std::move(value);
      return true;
    }
    JsonValue* parent = Resolve(root_, path, path.size() - 1);
    if (parent == nullptr) return false;
    if (parent->IsObject()) {
      Set(*parent, path.back(), std::move(value), allocator_);
      return true;
    }
    return parent->IsArray() && InsertAt(*parent, path.back(), std::move(value));
  }

  bool InsertAt(JsonValue& array, const std::string& token, JsonValue value) {
    const auto index = ParseIndex(token, array.Size());
    if (!index) return false;
    array.PushBack(value, allocator_);
    std::rotate(array.Begin() + *index, array.End() - 1, array.End());
    return true;
  }

  static bool Fits(const Pointer& path, const JsonValue& value) { return path.size() + DepthOf(value) <= kMaxJsonDepth; }

  Json& root_;
  JsonAllocator& allocator_;
  std::size_t copied_bytes_ = 0;
};

}  // namespace

std::optional<Failure> ApplyJsonPatch(Json& target, const JsonValue& patch) {
  if (!patch.IsArray()) return BadRequest("error decoding patch: a JSON patch is a list of operations");
  if (patch.Size() > kMaxOperations) {
    return TooLarge("The allowed maximum operations in a JSON patch is " + std::to_string(kMaxOperations) + ", got " +
                    std::to_string(patch.Size()));
  }
  Patcher patcher(target);
  for (const JsonValue& operation : patch.GetArray()) {
    if (!patcher.Apply(operation)) {
      Failure failure = Unprocessable("the server rejected our request due to an error in our request");
      failure.hasDetails = true;
      return failure;
    }
  }
  return std::nullopt;
}

}  // namespace k8s::testkit::core
