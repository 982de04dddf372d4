#include <algorithm>
#include <cmath>
#include <set>

#include <k8s/codec/validation/numbers.h>
#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/custom/check_value.h>
#include <k8s/testkit/core/custom/format.h>
#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

/// More complaints than that help nobody.
constexpr std::size_t kMaxCauses = 100;
constexpr double kBeyondInt32 = 2147483648.0;
constexpr double kBeyondInt64 = 9223372036854775808.0;

std::string_view TypeOf(const JsonValue& value) {
  if (value.IsObject()) return "object";
  if (value.IsArray()) return "array";
  if (value.IsString()) return "string";
  if (value.IsBool()) return "boolean";
  if (value.IsNull()) return "null";
  return value.IsInt64() ? "integer" : "number";
}

/// Beyond 64 bits, and with a dot or an exponent, it is a double, which is taken for an integer up to 2^53.
bool IsInteger(const JsonValue& value) {
  return value.IsInt64() || (value.IsNumber() && codec::IsNearlyWhole(value.GetDouble()));
}

bool HasType(const JsonValue& value, std::string_view type) {
  if (type == "integer") return IsInteger(value);
  if (type == "number") return value.IsNumber();
  return TypeOf(value) == type;
}

/// Characters, as Go counts them: bytes that do not continue a sequence.
std::int64_t LengthOf(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

std::string TextOfNumber(double number) { return WriteJson(JsonValue(number)); }

std::string Joined(const JsonValue& choices) {
  std::string joined;
  for (const JsonValue& choice : choices.GetArray()) joined += (joined.empty() ? "" : ", ") + WriteJson(choice);
  return joined;
}

/// `value` as a validation shows it: `{"name":"a"}`.
std::string KeysOf(const Schema& schema, const JsonValue& item) {
  Json keys(rapidjson::kObjectType);
  for (const std::string& key : schema.listKeys) SetFrom(keys, key, item, keys.GetAllocator());
  return WriteJson(keys);
}

bool FitsRange(std::string_view format, const JsonValue& number) {
  if (number.IsInt64()) return format != "int32" || number.IsInt();
  const double value = number.GetDouble();
  return std::trunc(value) == value && std::abs(value) < (format == "int32" ? kBeyondInt32 : kBeyondInt64);
}

class ValueCheck {
 public:
  /// `before`: the value that was there, or null.
  void Visit(const Schema& schema, const JsonValue& value, const std::string& path, const JsonValue* before = nullptr) {
    if (before != nullptr && SameJson(value, *before)) return;
    if (causes_.Count() >= kMaxCauses || (value.IsNull() && schema.nullable)) return;
    if (!CheckType(schema, value, path)) return;
    CheckParts(schema, value, path, before);
    if (value.IsString()) CheckString(schema, value, path);
    if (value.IsNumber()) CheckNumber(schema, value, path);
    if (value.IsArray()) CheckList(schema, value, path, before);
    CheckChoices(schema, value, path);
    if (value.IsObject()) CheckMembers(schema, value, path, before);
  }

  /// The type of lists is checked when all else is.
  void VisitKeys(const Schema& schema, const JsonValue& value, const std::string& path) {
    if (value.IsArray()) VisitItemKeys(schema, value, path);
    if (!value.IsObject()) return;
    for (const JsonMember& member : MembersOf(value)) {
      const std::string_view name = TextOf(member.name);
      if (const Schema* known = schema.Member(name)) VisitKeys(*known, member.value, Below(path, name));
    }
  }

  /// An object in an object has to say what it is.
  void VisitEmbedded(const Schema& schema, const JsonValue& value, const std::string& path) {
    if (value.IsArray() && schema.items != nullptr) {
      for (rapidjson::SizeType i = 0; i < value.Size(); ++i) VisitEmbedded(*schema.items, value[i], Item(path, i));
    }
    if (!value.IsObject()) return;
    if (schema.embedded) {
      for (const std::string_view name : {"apiVersion", "kind"}) {
        if (StringAt(value, name).empty()) causes_.Required(Below(path, name));
      }
    }
    for (const JsonMember& member : MembersOf(value)) {
      const std::string_view name = TextOf(member.name);
      if (const Schema* known = schema.Member(name)) VisitEmbedded(*known, member.value, Below(path, name));
    }
  }

  bool FoundNothing() const { return causes_.Empty(); }
  std::vector<Cause> Take() { return causes_.Take(); }

 private:
  bool CheckType(const Schema& schema, const JsonValue& value, const std::string& path) {
    if (schema.intOrString) {
      if (IsInteger(value) || value.IsString()) return true;
      RefuseType(Quoted(TypeOf(value)), path, "integer,string");
      return false;
    }
    if (schema.type.empty() || HasType(value, schema.type)) return true;
    RefuseType(Quoted(TypeOf(value)), path, schema.type);
    return schema.type == "integer" && value.IsNumber();  // its bounds are told, too
  }

  void RefuseType(const std::string& given, const std::string& path, std::string_view type) {
    causes_.Add("FieldValueTypeInvalid",
                "Invalid value: " + given + ": " + path + " in body must be of type " + std::string(type) + ": " + given, path);
  }

  static bool Accepts(const Schema& schema, const JsonValue& value, const std::string& path) {
    ValueCheck checking;
    checking.Visit(schema, value, path);
    return checking.FoundNothing();
  }

  void CheckParts(const Schema& schema, const JsonValue& value, const std::string& path, const JsonValue* before) {
    const auto accepts = [&](const Schema& part) { return Accepts(part, value, path); };
    const auto refuse = [&](const std::string& why) { causes_.Invalid(path, "\"\"", "\"" + path + "\" must" + why); };
    if (!schema.anyOf.empty() && std::none_of(schema.anyOf.begin(), schema.anyOf.end(), accepts)) {
      refuse(" validate at least one schema (anyOf)");
    }
    if (!schema.oneOf.empty()) {
      const auto valid = std::count_if(schema.oneOf.begin(), schema.oneOf.end(), accepts);
      const std::string found = valid == 0 ? "none" : std::to_string(valid);
      if (valid != 1)
        refuse(" validate one and only one schema (oneOf). Found " + found + " valid" + (valid == 0 ? "" : " alternatives"));
    }
    for (const Schema& part : schema.allOf) Visit(part, value, path, before);
    if (schema.negated != nullptr && accepts(*schema.negated)) refuse(" not validate the schema (not)");
  }

  void CheckString(const Schema& schema, const JsonValue& value, const std::string& path) {
    const std::int64_t length = LengthOf(TextOf(value));
    if (schema.maxLength && length > *schema.maxLength) {
      causes_.TooLong(path, *schema.maxLength);
    }
    if (schema.minLength && length < *schema.minLength) {
      Refuse(value, path, "should be at least " + std::to_string(*schema.minLength) + " chars long");
    }
    if (schema.pattern && !schema.pattern->Matches(TextOf(value)))
      Refuse(value, path, "should match '" + schema.patternText + "'");
    if (!HasFormat(schema.format, TextOf(value))) {
      RefuseType(WriteJson(value), path, schema.format);
    }
  }

  void CheckNumber(const Schema& schema, const JsonValue& value, const std::string& path) {
    if (schema.type == "integer" && !FitsRange(schema.format, value)) {
      const std::string format = schema.format.empty() ? "(default format)" : "with format " + schema.format;
      causes_.Invalid("<nil>", "\"\"", "Checked value must be of type integer " + format + " in " + path);
    }
    if (schema.multipleOf) CheckMultiple(value, *schema.multipleOf, path);
    const double number = value.GetDouble();
    if (schema.maximum && (schema.exclusiveMaximum ? number >= *schema.maximum : number > *schema.maximum)) {
      Refuse(value, path, "should be less than " + OrEqual(schema.exclusiveMaximum) + TextOfNumber(*schema.maximum));
    }
    if (schema.minimum && (schema.exclusiveMinimum ? number <= *schema.minimum : number < *schema.minimum)) {
      Refuse(value, path, "should be greater than " + OrEqual(schema.exclusiveMinimum) + TextOfNumber(*schema.minimum));
    }
  }

  /// Of an integer the factor is cut to one.
  void CheckMultiple(const JsonValue& value, double factor, const std::string& path) {
    const double whole = std::trunc(factor);
    const double used = value.IsInt64() && std::abs(whole) < kBeyondInt64 ? whole : factor;
    if (used <= 0) {
      const std::string text = TextOfNumber(used);
      causes_.Invalid(path, text, "factor MultipleOf declared for " + path + " must be positive: " + text);
      return;
    }
    const bool fits = value.IsInt64() && used < kBeyondInt64 ? value.GetInt64() % static_cast<std::int64_t>(used) == 0
                                                             : codec::IsNearlyMultiple(value.GetDouble(), used);
    if (!fits) Refuse(value, path, "should be a multiple of " + TextOfNumber(factor));
  }

  static std::string OrEqual(bool exclusive) { return exclusive ? "" : "or equal to "; }

  /// The item that was there with the same keys; of other lists nobody can tell which became which.
  static const JsonValue* ItemBefore(const Schema& schema, const JsonValue& item, const JsonValue* before) {
    if (schema.list != Schema::List::kMap || before == nullptr || !before->IsArray()) return nullptr;
    const std::string keys = KeysOf(schema, item);
    const auto found = std::find_if(before->Begin(), before->End(),
                                    [&](const JsonValue& other) { return other.IsObject() && KeysOf(schema, other) == keys; });
    return found == before->End() ? nullptr : found;
  }

  void CheckList(const Schema& schema, const JsonValue& list, const std::string& path, const JsonValue* before) {
    for (rapidjson::SizeType i = 0; schema.items != nullptr && i < list.Size(); ++i) {
      const JsonValue* item = list[i].IsObject() ? ItemBefore(schema, list[i], before) : nullptr;
      Visit(*schema.items, list[i], Item(path, i), item);
    }
    CheckCount(list.Size(), schema.minItems, schema.maxItems, "items", path);
    if (schema.uniqueItems && HasTwins(list)) Refuse(JsonValue(rapidjson::kNullType), path, "shouldn't contain duplicates");
  }

  static bool HasTwins(const JsonValue& list) {
    std::set<std::string> seen;
    return std::any_of(list.Begin(), list.End(), [&](const JsonValue& item) { return !seen.insert(WriteJson(item)).second; });
  }

  void CheckCount(std::size_t count, std::optional<std::int64_t> least, std::optional<std::int64_t> most, const char* what,
                  const std::string& path) {
    const auto number = static_cast<std::int64_t>(count);
    if (least && number < *least) {
      Refuse(JsonValue(number), path, "should have at least " + std::to_string(*least) + " " + what);
    }
    if (most && number > *most) {
      causes_.TooMany(path, count, *most);
    }
  }

  void CheckChoices(const Schema& schema, const JsonValue& value, const std::string& path) {
    if (schema.choices == nullptr || !schema.choices->IsArray()) return;
    const JsonValue& choices = *schema.choices;
    if (std::any_of(choices.Begin(), choices.End(), [&](const JsonValue& choice) { return SameJson(choice, value); })) return;
    causes_.Add("FieldValueNotSupported", "Unsupported value: " + WriteJson(value) + ": supported values: " + Joined(choices),
                path);
  }

  void CheckMembers(const Schema& schema, const JsonValue& object, const std::string& path, const JsonValue* before) {
    CheckCount(object.MemberCount(), schema.minProperties, schema.maxProperties, "properties", path);
    for (const std::string& name : schema.required) {
      if (Find(object, name) == nullptr) causes_.Required(Below(path, name));
    }
    for (const JsonMember& member : MembersOf(object)) {
      const std::string_view name = TextOf(member.name);
      const JsonValue* value = before != nullptr && before->IsObject() ? Find(*before, name) : nullptr;
      if (const Schema* known = schema.Member(name)) Visit(*known, member.value, Below(path, name), value);
    }
  }

  void VisitItemKeys(const Schema& schema, const JsonValue& list, const std::string& path) {
    std::set<std::string> seen;
    for (rapidjson::SizeType i = 0; i < list.Size(); ++i) {
      if (schema.items != nullptr) VisitKeys(*schema.items, list[i], Item(path, i));
      if (schema.list == Schema::List::kAtomic) continue;
      const std::string key = schema.list == Schema::List::kSet ? WriteJson(list[i]) : KeysOf(schema, list[i]);
      if (!seen.insert(key).second) causes_.Duplicate(Item(path, i), key);
    }
  }

  void Refuse(const JsonValue& value, const std::string& path, const std::string& why) {
    causes_.Invalid(path, WriteJson(value), path + " in body " + why);
  }

  Causes causes_;
};

/// Whether no list of it has twins that its type forbids.
bool HasKeysOf(const Schema& schema, const JsonValue& object) {
  ValueCheck checking;
  checking.VisitKeys(schema, object, "");
  return checking.FoundNothing();
}

}  // namespace

std::vector<Cause> CheckObject(const Schema& schema, const JsonValue& object, const JsonValue* existing) {
  ValueCheck checking;
  checking.Visit(schema, object, "", existing);
  if (!checking.FoundNothing()) return checking.Take();
  checking.VisitEmbedded(schema, object, "");
  if (existing == nullptr || HasKeysOf(schema, *existing)) checking.VisitKeys(schema, object, "");
  return checking.Take();
}

std::vector<Cause> CheckDefault(const Schema& schema, const JsonValue& value) {
  ValueCheck checking;
  checking.Visit(schema, value, "");
  return checking.Take();
}

}  // namespace k8s::testkit::core
