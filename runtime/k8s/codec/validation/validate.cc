#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/validation/characters.h>
#include <k8s/codec/validation/schema.h>
#include <k8s/codec/validation/validate.h>

namespace k8s {
namespace codec {
namespace {

constexpr std::size_t kMostFindings = 100;
// Schemas within schemas are bounded by the generator, values by their reader; a value made by a program is bounded here.
constexpr std::size_t kMaxDepth = 256;

void Report(std::vector<Finding>& findings, const std::string& field, std::string message) {
  if (findings.size() < kMostFindings) findings.push_back({field, std::move(message)});
}

// The path of a value while it is checked: a name is put behind it, and taken away again.
class Place {
 public:
  Place(std::string& path, const std::string& part) : path_(path), length_(path.size()) { path_ += part; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { path_.resize(length_); }

  static std::string Member(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : "." + std::string(name);
  }

 private:
  std::string& path_;
  std::size_t length_;
};

std::string JsonOf(const Value& value) { return value.ToJson().value_or(std::string()); }

bool IsWhole(const Value& value) {
  if (value.AsInt()) return true;
  const auto number = value.AsDouble();
  return number && std::trunc(*number) == *number;
}

bool HasType(SchemaType type, const Value& value) {
  switch (type) {
    case SchemaType::kAny: return true;
    case SchemaType::kObject: return value.IsObject();
    case SchemaType::kList: return value.IsList();
    case SchemaType::kString: return value.IsString();
    case SchemaType::kInteger: return IsWhole(value);
    case SchemaType::kNumber: return value.AsDouble().has_value();
    case SchemaType::kBoolean: return value.AsBool().has_value();
    case SchemaType::kIntOrString: return value.IsString() || IsWhole(value);
  }
  return true;
}

std::string_view Words(SchemaType type) {
  switch (type) {
    case SchemaType::kAny: return "anything";
    case SchemaType::kObject: return "an object";
    case SchemaType::kList: return "a list";
    case SchemaType::kString: return "a string";
    case SchemaType::kInteger: return "a whole number";
    case SchemaType::kNumber: return "a number";
    case SchemaType::kBoolean: return "true or false";
    case SchemaType::kIntOrString: return "a whole number or a string";
  }
  return "anything";
}

class Checker {
 public:
  explicit Checker(Validation& findings) : findings_(findings) {}

  void Check(const Schema& schema, const Value& value) {
    if (depth_ == kMaxDepth) return Refuse("is nested too deep");
    ++depth_;
    for (const std::string_view rule : schema.notChecked) Report(findings_.notChecked, path_, std::string(rule));
    if (value.IsNull()) {
      if (!schema.nullable && schema.type != SchemaType::kAny) Refuse("may not be null");
    } else if (!HasType(schema.type, value)) {
      Refuse(fmt::format("is not {}", Words(schema.type)));
    } else {
      CheckValues(schema, value);
      if (const auto text = value.AsString()) CheckText(schema, *text);
      if (const auto number = value.AsDouble()) CheckNumber(schema, *number);
      if (const ValueList* list = value.AsList()) CheckList(schema, *list);
      if (const ValueObject* object = value.AsObject()) CheckObject(schema, *object);
      CheckJunctors(schema, value);
    }
    --depth_;
  }

 private:
  void Refuse(std::string message) { Report(findings_.violations, path_, std::move(message)); }

  void CheckValues(const Schema& schema, const Value& value) {
    if (schema.values.empty()) return;
    const auto isIt = [&](std::string_view json) {
      const Result<Value> allowed = Value::FromJson(json);
      return allowed && *allowed == value;
    };
    if (std::ranges::none_of(schema.values, isIt)) Refuse(fmt::format("is none of {}", fmt::join(schema.values, ", ")));
  }

  void CheckText(const Schema& schema, std::string_view text) {
    CheckSize(schema, CountCharacters(text), "characters");
    if (schema.pattern == nullptr) return;
    switch (Match(*schema.pattern, text)) {
      case PatternMatch::kYes: break;
      case PatternMatch::kNo: Refuse(fmt::format("does not match {}", schema.pattern->text)); break;
      case PatternMatch::kTooLong:
        Report(findings_.notChecked, path_, fmt::format("is too long to be matched with {}", schema.pattern->text));
        break;
    }
  }

  void CheckNumber(const Schema& schema, double number) {
    if (schema.minimum && (number < *schema.minimum || (schema.exclusiveMinimum && number == *schema.minimum))) {
      Refuse(fmt::format("is {} {}", schema.exclusiveMinimum ? "not above" : "below", *schema.minimum));
    }
    if (schema.maximum && (number > *schema.maximum || (schema.exclusiveMaximum && number == *schema.maximum))) {
      Refuse(fmt::format("is {} {}", schema.exclusiveMaximum ? "not below" : "above", *schema.maximum));
    }
    if (schema.multipleOf && *schema.multipleOf > 0) {
      const double times = number / *schema.multipleOf;
      if (std::trunc(times) != times) Refuse(fmt::format("is no multiple of {}", *schema.multipleOf));
    }
  }

  void CheckSize(const Schema& schema, std::size_t size, std::string_view what) {
    if (size < schema.minSize) Refuse(fmt::format("has {} {}, fewer than {}", size, what, schema.minSize));
    if (size > schema.maxSize) Refuse(fmt::format("has {} {}, more than {}", size, what, schema.maxSize));
  }

  void CheckList(const Schema& schema, const ValueList& list) {
    CheckSize(schema, list.size(), "elements");
    CheckUniqueness(schema, list);
    if (schema.elements == nullptr) return;
    for (std::size_t index = 0; index < list.size(); ++index) {
      const Place place(path_, fmt::format("[{}]", index));
      Check(*schema.elements, list[index]);
    }
  }

  void CheckUniqueness(const Schema& schema, const ValueList& list) {
    if (schema.uniqueness == SchemaUniqueness::kNone) return;
    std::set<std::string> seen;
    for (std::size_t index = 0; index < list.size(); ++index) {
      const Value& element = list[index];
      const bool byKeys = schema.uniqueness == SchemaUniqueness::kKeys;
      if (seen.insert(byKeys ? KeysOf(schema, element) : JsonOf(element)).second) continue;
      const Place place(path_, fmt::format("[{}]", index));
      Refuse(byKeys ? fmt::format("has the same {} as another element", fmt::join(schema.keys, ", "))
                    : "is the same as another element");
    }
  }

  static std::string KeysOf(const Schema& schema, const Value& element) {
    std::string keys;
    for (std::size_t index = 0; index < schema.keys.size(); ++index) {
      const Value* key = element.Find(schema.keys[index]);
      if (key != nullptr) {
        keys += JsonOf(*key);
      } else if (index < schema.keyDefaults.size()) {
        keys += schema.keyDefaults[index];
      }
      keys += '\n';  // which no JSON without white space has
    }
    return keys;
  }

  void CheckObject(const Schema& schema, const ValueObject& object) {
    CheckSize(schema, object.size(), "members");
    for (const std::string_view name : schema.required) {
      const SchemaMember* member = FindMember(schema, name);
      if (object.Find(name) != nullptr || (member != nullptr && member->hasDefault)) continue;
      const Place place(path_, Place::Member(path_, name));
      Refuse("is required");
    }
    for (const auto& [name, value] : object) {
      const SchemaMember* member = FindMember(schema, name);
      if (member != nullptr) {
        CheckMember(*member, value);
      } else if (schema.elements != nullptr) {
        const Place place(path_, fmt::format("[{}]", name));
        Check(*schema.elements, value);
      }
    }
  }

  void CheckMember(const SchemaMember& member, const Value& value) {
    // The server takes null for absence where it has something to fill in.
    if (value.IsNull() && member.hasDefault && !member.schema->nullable) return;
    const Place place(path_, Place::Member(path_, member.name));
    Check(*member.schema, value);
  }

  static const SchemaMember* FindMember(const Schema& schema, std::string_view name) {
    const auto found = std::ranges::lower_bound(schema.members, name, {}, &SchemaMember::name);
    return found != schema.members.end() && found->name == name ? &*found : nullptr;
  }

  void CheckJunctors(const Schema& schema, const Value& value) {
    for (const Schema* part : schema.allOf) Check(*part, value);
    const auto holds = [&](const Schema* part) { return Holds(*part, value); };
    if (!schema.anyOf.empty() && std::ranges::none_of(schema.anyOf, holds)) Refuse("fits none of the schemas under anyOf");
    if (!schema.oneOf.empty()) {
      const auto fitting = std::ranges::count_if(schema.oneOf, holds);
      if (fitting != 1) Refuse(fmt::format("fits {} of the schemas under oneOf, instead of one", fitting));
    }
    if (schema.notAny != nullptr && Holds(*schema.notAny, value)) Refuse("fits the schema under not");
  }

  bool Holds(const Schema& schema, const Value& value) const {
    Validation findings;
    Checker checker(findings);
    checker.depth_ = depth_;
    checker.Check(schema, value);
    return findings.ok();
  }

  Validation& findings_;
  std::string path_;
  std::size_t depth_ = 0;
};

}  // namespace

Validation Validate(const Schema& schema, const Value& value) {
  Validation findings;
  Checker(findings).Check(schema, value);
  return findings;
}

Validation ValidateObject(const Schema& schema, const Type& type, const void* object) {
  const Result<Value> value = WriteValue(type, object);
  if (value) return Validate(schema, *value);
  Validation findings;
  Report(findings.violations, {}, fmt::format("cannot be written: {}", value.error().Message()));
  return findings;
}

}  // namespace codec

std::string Finding::ToString() const { return field.empty() ? "it " + message : field + " " + message; }

Result<void> Validation::ToResult() const {
  if (ok()) return {};
  std::string message;
  for (const Finding& violation : violations) {
    if (!message.empty()) message += "; ";
    message += violation.ToString();
  }
  return Error(ErrorCode::kInvalidObject, std::move(message));
}

}  // namespace k8s
