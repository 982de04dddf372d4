#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {
namespace {

/// Builds the DOM of what the reader finds, and stops it where the nesting gets too deep or an object too large.
class BoundedBuilder {
 public:
  using Ch = char;
  using Size = rapidjson::SizeType;

  explicit BoundedBuilder(rapidjson::Document& document) : document_(document) {}
  bool StoppedIt() const { return depth_ > kMaxJsonDepth || too_large_; }

  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(std::int64_t value) { return document_.Int64(value); }
  bool Uint64(std::uint64_t value) { return document_.Uint64(value); }
  bool Double(double value) { return document_.Double(value); }
  bool RawNumber(const Ch* text, Size length, bool) { return document_.String(text, length, true); }
  bool String(const Ch* text, Size length, bool) { return document_.String(text, length, true); }
  bool Key(const Ch* text, Size length, bool) { return document_.Key(text, length, true); }
  bool StartObject() { return Enter() && document_.StartObject(); }
  bool EndObject(Size members) { return Leave(members) && document_.EndObject(members); }
  bool StartArray() { return Enter() && document_.StartArray(); }
  bool EndArray(Size elements) { return Leave(elements) && document_.EndArray(elements); }

 private:
  bool Enter() { return ++depth_ <= kMaxJsonDepth; }
  bool Leave(Size elements) {
    --depth_;
    too_large_ = elements > kMaxJsonElements;
    return !too_large_;
  }

  rapidjson::Document& document_;
  std::size_t depth_ = 0;
  bool too_large_ = false;
};

/// Writes doubles as Go does: `1`, not `1.0`.
class GoWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using Writer::Writer;

  bool Double(double value) {
    const double size = std::abs(value);
    const bool isPlain = size == 0 || (size >= 1e-6 && size < 1e21);
    char text[40];
    const char* end =
        std::to_chars(text, text + sizeof(text), value, isPlain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
    return RawValue(text, static_cast<std::size_t>(end - text), rapidjson::kNumberType);
  }
};

Failure Malformed(const std::string& what, std::size_t offset) {
  return BadRequest("couldn't get version/kind; json parse error: " + what + " at offset " + std::to_string(offset));
}

rapidjson::SizeType SizeOf(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

JsonValue Borrowed(std::string_view text) {
  return JsonValue(rapidjson::StringRef(text.empty() ? "" : text.data(), SizeOf(text)));
}

}  // namespace

Json::Json(rapidjson::Type type) : rapidjson::Document(type) {}
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

void ThrowJsonMisuse(const char* condition) { throw std::logic_error(condition); }

Outcome<Json> ParseJson(std::string_view text) {
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag;
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> input(bytes);
  rapidjson::Reader reader;
  Json document;
  rapidjson::ParseResult result;
  bool beyondLimits = false;
  const auto generate = [&](rapidjson::Document& target) {
    BoundedBuilder builder(target);
    result = reader.Parse<kFlags>(input, builder);
    beyondLimits = builder.StoppedIt();
    return !result.IsError();
  };
  document.Populate(generate);
  if (beyondLimits) return Malformed("exceeded max depth or size", result.Offset());
  if (result.IsError()) return Malformed(rapidjson::GetParseError_En(result.Code()), result.Offset());
  return document;
}

std::string WriteJson(const JsonValue& value) {
  rapidjson::StringBuffer buffer;
  GoWriter writer(buffer);
  value.Accept(writer);
  return std::string(buffer.GetString(), buffer.GetSize());
}

Json CopyJson(const JsonValue& value) {
  Json copy;
  copy.CopyFrom(value, copy.GetAllocator());
  return copy;
}

std::size_t DepthOf(const JsonValue& value) {
  std::size_t inner = 0;
  if (value.IsObject()) {
    for (const JsonMember& member : MembersOf(value)) inner = std::max(inner, DepthOf(member.value));
    return inner + 1;
  }
  if (value.IsArray()) {
    for (const JsonValue& element : value.GetArray()) inner = std::max(inner, DepthOf(element));
    return inner + 1;
  }
  return 0;
}

bool SameJson(const JsonValue& a, const JsonValue& b) { return a == b; }

const JsonValue* Find(const JsonValue& object, std::string_view name) {
  if (!object.IsObject()) return nullptr;
  const auto member = object.FindMember(Borrowed(name));
  return member == object.MemberEnd() ? nullptr : &member->value;
}

JsonValue* Find(JsonValue& object, std::string_view name) { return const_cast<JsonValue*>(Find(std::as_const(object), name)); }

std::string_view TextOf(const JsonValue& string) { return {string.GetString(), string.GetStringLength()}; }

std::span<const JsonMember> MembersOf(const JsonValue& object) {
  return {object.MemberBegin().operator->(), object.MemberCount()};
}

std::span<JsonMember> MembersOf(JsonValue& object) { return {object.MemberBegin().operator->(), object.MemberCount()}; }

std::string_view StringAt(const JsonValue& object, std::string_view name) {
  const JsonValue* value = Find(object, name);
  return value != nullptr && value->IsString() ? TextOf(*value) : std::string_view();
}

const JsonValue& ObjectAt(const JsonValue& object, std::string_view name) {
  static const JsonValue kNothing(rapidjson::kObjectType);
  const JsonValue* value = Find(object, name);
  return value != nullptr && value->IsObject() ? *value : kNothing;
}

std::span<const JsonValue> ListAt(const JsonValue& object, std::string_view name) {
  const JsonValue* list = Find(object, name);
  if (list == nullptr || !list->IsArray()) return {};
  return {list->Begin(), list->Size()};
}

bool IsTrueAt(const JsonValue& object, std::string_view name) {
  const JsonValue* value = Find(object, name);
  return value != nullptr && value->IsTrue();
}

JsonValue MakeString(std::string_view text, JsonAllocator& allocator) {
  return JsonValue(text.empty() ? "" : text.data(), SizeOf(text), allocator);
}

void Set(JsonValue& object, std::string_view name, JsonValue value, JsonAllocator& allocator) {
  if (JsonValue* present = Find(object, name)) {
    *present = std::move(value);
  } else {
    object.AddMember(MakeString(name, allocator), value, allocator);
  }
}

void Set(JsonValue& object, std::string_view name, std::string_view text, JsonAllocator& allocator) {
  Set(object, name, MakeString(text, allocator), allocator);
}

void Remove(JsonValue& object, std::string_view name) {
  const JsonValue::ConstMemberIterator member = object.FindMember(Borrowed(name));
  if (member != std::as_const(object).MemberEnd()) object.EraseMember(member);  // keeps the order of the others
}

JsonValue& EnsureObject(JsonValue& object, std::string_view name, JsonAllocator& allocator) {
  JsonValue* present = Find(object, name);
  if (present == nullptr || !present->IsObject()) {
    Set(object, name, JsonValue(rapidjson::kObjectType), allocator);
    present = Find(object, name);
  }
  return *present;
}

void SetFrom(JsonValue& object, std::string_view name, const JsonValue& source, JsonAllocator& allocator) {
  if (const JsonValue* value = Find(source, name)) {
    Set(object, name, JsonValue(*value, allocator), allocator);
  } else {
    Remove(object, name);
  }
}

}  // namespace k8s::testkit::core
