#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/rapidjson.h>

/// JSON as the server keeps it: a DOM, and the few ways in which it is read and changed.
namespace k8s::testkit::core {

using JsonValue = rapidjson::Value;
using JsonAllocator = rapidjson::Document::AllocatorType;

/// A value that owns its memory.
class Json : public rapidjson::Document {
 public:
  // Not in the header, as all of the core contains them.
  explicit Json(rapidjson::Type type = rapidjson::kNullType);
  Json(Json&& other) noexcept;
  Json& operator=(Json&& other) noexcept;
  ~Json();
};

/// No value of the server nests deeper. It bounds every recursion over a value.
inline constexpr std::size_t kMaxJsonDepth = 256;
/// No object or list that comes in has more. It bounds what grows with the square: members are looked up one by one.
inline constexpr std::size_t kMaxJsonElements = 20'000;

using JsonMember = JsonValue::Member;

/// The value of `text`, or a 400 that says what is wrong with it and where.
Outcome<Json> ParseJson(std::string_view text);
std::string WriteJson(const JsonValue& value);
Json CopyJson(const JsonValue& value);

/// The depth of the nesting: 0 of a scalar.
std::size_t DepthOf(const JsonValue& value);
bool SameJson(const JsonValue& a, const JsonValue& b);

// Readers that take any value: what is absent or of another type is null or empty, never an error.
const JsonValue* Find(const JsonValue& object, std::string_view name);
JsonValue* Find(JsonValue& object, std::string_view name);
std::string_view StringAt(const JsonValue& object, std::string_view name);
const JsonValue& ObjectAt(const JsonValue& object, std::string_view name);
bool IsTrueAt(const JsonValue& object, std::string_view name);
std::span<const JsonValue> ListAt(const JsonValue& object, std::string_view name);
std::string_view TextOf(const JsonValue& string);
/// The members of an object, in their order.
std::span<const JsonMember> MembersOf(const JsonValue& object);
std::span<JsonMember> MembersOf(JsonValue& object);

// Writers; `object` must be an object.
JsonValue MakeString(std::string_view text, JsonAllocator& allocator);
void Set(JsonValue& object, std::string_view name, JsonValue value, JsonAllocator& allocator);
void Set(JsonValue& object, std::string_view name, std::string_view text, JsonAllocator& allocator);
void Remove(JsonValue& object, std::string_view name);
/// The object under that name; one is put there if there is none.
JsonValue& EnsureObject(JsonValue& object, std::string_view name, JsonAllocator& allocator);
/// Makes the member of `object` what it is in `source`: a copy, or absent.
void SetFrom(JsonValue& object, std::string_view name, const JsonValue& source, JsonAllocator& allocator);

}  // namespace k8s::testkit::core
