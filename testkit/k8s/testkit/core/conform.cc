#include <algorithm>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/duration.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/time.h>
#include <k8s/testkit/core/conform.h>

namespace k8s::testkit::core {
namespace {

using codec::Kind;
using codec::Struct;
using codec::Type;

/// More complaints than that help nobody.
constexpr std::size_t kMaxUnknown = 100;

bool IsLeafOf(Kind kind, const JsonValue& value) {
  switch (kind) {
    case Kind::kBool: return value.IsBool();
    case Kind::kInt32: return value.IsInt();
    case Kind::kInt64: return value.IsInt64();
    case Kind::kDouble: return value.IsNumber();
    case Kind::kIntOrString: return value.IsInt() || value.IsString();
    default: return value.IsString();
  }
}

bool IsText(Kind kind) { return kind == Kind::kString || kind == Kind::kBytes; }

/// Where Go's decoder stops in a text that is no base64.
std::size_t EndOfBase64(std::string_view text) {
  constexpr std::size_t kGroup = 4;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n' || c == '\r') continue;
    const bool isDigit = internal::IsLetterOrDigit(c) || c == '+' || c == '/';
    if (isDigit && padding == 0) {
      ++digits;
    } else if (c == '=' && digits % kGroup >= 2 && digits % kGroup + padding < kGroup) {
      ++padding;
    } else {
      return at;
    }
  }
  return padding > 0 ? text.size() : text.size() - digits % kGroup;
}

std::string_view NameOf(const JsonValue& value) {
  if (value.IsObject()) return "object";
  if (value.IsArray()) return "array";
  if (value.IsString()) return "string";
  return value.IsBool() ? "bool" : "number";
}

std::string_view NameOf(Kind kind) {
  switch (kind) {
    case Kind::kBool: return "bool";
    case Kind::kInt32: return "int32";
    case Kind::kInt64: return "int64";
    case Kind::kDouble: return "float64";
    case Kind::kQuantity: return "Quantity";
    case Kind::kIntOrString: return "IntOrString";
    case Kind::kStruct: return "object";
    case Kind::kList: return "array";
    case Kind::kMap: return "map";
    default: return "string";
  }
}

/// Go leaves out nulls, and empty lists and maps that are no pointers.
bool GoesUnwritten(const codec::Field* field, const JsonValue& value) {
  if (value.IsNull()) return true;
  if (field == nullptr || field->emit == codec::Emit::kAlways) return false;
  return (field->type->kind == Kind::kList && value.IsArray() && value.Empty()) ||
         (field->type->kind == Kind::kMap && value.IsObject() && value.ObjectEmpty());
}

/// One walk over a value and its type. A step returns false where the two do not fit.
class Walk {
 public:
  explicit Walk(JsonAllocator& allocator) : allocator_(allocator) {}

  bool Visit(const Type& type, JsonValue& value) {
    if (value.IsNull()) return true;
    switch (type.kind) {
      case Kind::kRawJson: return true;
      case Kind::kOptional: return Visit(*type.element, value);
      case Kind::kStruct: return VisitStruct(type, value);
      case Kind::kList: return VisitList(type, value);
      case Kind::kMap: return VisitMap(type, value);
      case Kind::kBytes: return VisitBytes(type, value);
      case Kind::kTime: return VisitText<Time>(type, value);
      case Kind::kMicroTime: return VisitText<MicroTime>(type, value);
      case Kind::kDuration: return VisitText<Duration>(type, value);
      case Kind::kQuantity: return VisitQuantity(type, value);
      default: return IsLeafOf(type.kind, value) || Refuse(type, value);
    }
  }

  std::vector<std::string> TakeUnknown() { return std::move(unknown_); }
  Failure TakeFailure() { return BadRequest(std::move(mismatch_)); }

 private:
  bool VisitStruct(const Type& type, JsonValue& value) {
    const Struct& structure = *type.structure;
    if (structure.shapeUnion) return true;
    if (!value.IsObject()) return Refuse(type, value);
    std::vector<std::string> dropped;
    for (JsonMember& member : MembersOf(value)) {
      const std::string_view name = TextOf(member.name);
      const codec::Field* field = FindField(structure, name);
      const bool isType = structure.kind != nullptr && (name == "kind" || name == "apiVersion");
      if (field == nullptr && !isType) NoteUnknown(member);
      if (field != nullptr && !Inside(MemberStep(member.name), *field->type, member.value)) return false;
      if ((field == nullptr && !isType) || GoesUnwritten(field, member.value)) dropped.emplace_back(name);
    }
    for (const std::string& name : dropped) Remove(value, name);
    return true;
  }

  bool VisitList(const Type& type, JsonValue& value) {
    if (!value.IsArray()) return Refuse(type, value);
    for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
      if (!Inside("[" + std::to_string(i) + "]", *type.element, value[i])) return false;
    }
    return true;
  }

  bool VisitMap(const Type& type, JsonValue& value) {
    if (!value.IsObject()) return Refuse(type, value);
    const auto members = MembersOf(value);
    return std::all_of(members.begin(), members.end(), [&](JsonMember& member) {
      if (member.value.IsNull() && IsText(type.element->kind)) member.value.SetString("");
      return Inside(MemberStep(member.name), *type.element, member.value);
    });
  }

  /// Bytes are stored as the one text that stands for them.
  bool VisitBytes(const Type& type, JsonValue& value) {
    if (!value.IsString()) return Refuse(type, value);
    const auto bytes = DecodeBase64(TextOf(value));
    if (!bytes) return Mismatch("illegal base64 data at input byte " + std::to_string(EndOfBase64(TextOf(value))));
    Write(EncodeBase64(*bytes), value);
    return true;
  }

  /// So are times and durations, which Go reads and writes anew.
  template <class T>
  bool VisitText(const Type& type, JsonValue& value) {
    if (!value.IsString()) return Refuse(type, value);
    const auto read = T::Parse(TextOf(value));
    if (!read) return Mismatch(read.error().Message());
    Write(read->ToString(), value);
    return true;
  }

  bool VisitQuantity(const Type& type, JsonValue& value) {
    if (!value.IsString() && !value.IsNumber()) return Refuse(type, value);
    const auto amount = Quantity::Parse(value.IsString() ? internal::Trimmed(TextOf(value)) : WriteJson(value));
    if (!amount) {
      return Mismatch("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    Write(amount->Canonical(), value);
    return true;
  }

  void Write(const std::string& text, JsonValue& value) {
    if (!value.IsString() || text != TextOf(value)) value = MakeString(text, allocator_);
  }

  bool Mismatch(std::string why) {
    mismatch_ = std::move(why);
    return false;
  }

  void NoteUnknown(const JsonMember& member) {
    if (unknown_.size() < kMaxUnknown) unknown_.push_back(path_ + MemberStep(member.name));
  }

  bool Inside(const std::string& step, const Type& type, JsonValue& value) {
    const std::size_t outside = path_.size();
    path_ += step;
    if (!Visit(type, value)) return false;
    path_.resize(outside);
    return true;
  }

  std::string MemberStep(const JsonValue& name) const {
    return (path_.empty() ? std::string() : ".") + std::string(TextOf(name));
  }

  bool Refuse(const Type& type, const JsonValue& value) {
    return Mismatch("json: cannot unmarshal " + std::string(NameOf(value)) + " into field " + path_ + " of type " +
                    std::string(NameOf(type.kind)));
  }

  JsonAllocator& allocator_;
  std::string path_;
  std::vector<std::string> unknown_;
  std::string mismatch_;
};

}  // namespace

Outcome<std::vector<std::string>> Conform(const Type& type, JsonValue& object, JsonAllocator& allocator) {
  Walk walk(allocator);
  if (!walk.Visit(type, object)) return walk.TakeFailure();
  return walk.TakeUnknown();
}

}  // namespace k8s::testkit::core
