#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>
#include <set>
#include <span>
#include <string>
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

// How a number lies to a bound: a whole number exactly, not as the double that is next to it.
std::partial_ordering Compare(const Value& value, double bound) {
  constexpr double kBeyond = 9223372036854775808.0;  // 2^63
  const auto whole = value.AsInt();
  if (!whole) return value.AsDouble().value_or(0) <=> bound;
  if (bound >= kBeyond) return std::partial_ordering::less;
  if (bound < -kBeyond) return std::partial_ordering::greater;
  const double down = std::floor(bound);
  const std::partial_ordering order = *whole <=> static_cast<std::int64_t>(down);
  return order == 0 && down < bound ? std::partial_ordering::less : order;
}

// What is whole but for rounding is taken for it: 0.3 is three times 0.1. The server refuses some of those, such as 0.29 of
// 0.01.
bool IsMultiple(const Value& value, double factor) {
  constexpr double kLargestWhole = 9007199254740991.0;  // 2^53 - 1
  const auto whole = value.AsInt();
  if (whole && factor <= kLargestWhole && std::trunc(factor) == factor) return *whole % static_cast<std::int64_t>(factor) == 0;
  const double number = value.AsDouble().value_or(0);
  const double times = factor < 1 ? 1 / factor * number : number / factor;
  return std::abs(times - std::round(times)) <= 1e-9 * std::abs(times);
}

// What is known of whether a value fits a schema.
enum class Fit : std::uint8_t { kNo, kUnknown, kYes };

class Checker {
 public:
  explicit Checker(Validation& findings) : findings_(findings) {}

  void Check(const Schema& schema, const Value& value) {
    if (depth_ == kMaxDepth) return Refuse("is nested too deep");
    ++depth_;
    for (const std::string_view rule : schema.notChecked) NotChecked(std::string(rule));
    if (value.IsNull()) {
      if (!schema.nullable && schema.type != SchemaType::kAny) Refuse("may not be null");
    } else if (!HasType(schema.type, value)) {
      Refuse(fmt::format("is not {}", Words(schema.type)));
    } else {
      CheckValues(schema, value);
      if (const auto text = value.AsString()) CheckText(schema, *text);
      if (value.AsDouble()) CheckNumber(schema, value);
      if (const ValueList* list = value.AsList()) CheckList(schema, *list);
      if (const ValueObject* object = value.AsObject()) CheckObject(schema, *object);
      CheckJunctors(schema, value);
    }
    --depth_;
  }

 private:
  void Refuse(std::string message) { Report(findings_.violations, path_, std::move(message)); }
  void NotChecked(std::string message) { Report(findings_.notChecked, path_, std::move(message)); }

  void CheckValues(const Schema& schema, const Value& value) {
    if (schema.values.empty()) return;
    const auto isIt = [&](std::string_view json) {
      const Result<Value> allowed = Value::FromJson(json);
      return allowed && *allowed == value;
    };
    if (std::ranges::none_of(schema.values, isIt)) Refuse(fmt::format("is none of {}", fmt::join(schema.values, ", ")));
  }

  void CheckText(const Schema& schema, std::string_view text) {
    for (const std::string_view rule : schema.notCheckedOfText) NotChecked(std::string(rule));
    CheckSize(schema.characters, CountCharacters(text), "characters");
    if (schema.pattern == nullptr) return;
    switch (Match(*schema.pattern, text)) {
      case PatternMatch::kYes: break;
      case PatternMatch::kNo: Refuse(fmt::format("does not match {}", schema.pattern->text)); break;
      case PatternMatch::kTooLong: NotChecked(fmt::format("is too long to be matched with {}", schema.pattern->text)); break;
    }
  }

  void CheckNumber(const Schema& schema, const Value& number) {
    if (schema.minimum) {
      const auto order = Compare(number, *schema.minimum);
      if (order < 0 || (schema.exclusiveMinimum && order == 0)) {
        Refuse(fmt::format("is {} {}", schema.exclusiveMinimum ? "not above" : "below", *schema.minimum));
      }
    }
    if (schema.maximum) {
      const auto order = Compare(number, *schema.maximum);
      if (order > 0 || (schema.exclusiveMaximum && order == 0)) {
        Refuse(fmt::format("is {} {}", schema.exclusiveMaximum ? "not below" : "above", *schema.maximum));
      }
    }
    if (schema.multipleOf && *schema.multipleOf > 0 && !IsMultiple(number, *schema.multipleOf)) {
      Refuse(fmt::format("is no multiple of {}", *schema.multipleOf));
    }
  }

  void CheckSize(const SchemaSize& allowed, std::size_t size, std::string_view what) {
    if (size < allowed.least) Refuse(fmt::format("has {} {}, fewer than {}", size, what, allowed.least));
    if (size > allowed.most) Refuse(fmt::format("has {} {}, more than {}", size, what, allowed.most));
  }

  void CheckList(const Schema& schema, const ValueList& list) {
    CheckSize(schema.elementCount, list.size(), "elements");
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
    CheckSize(schema.memberCount, object.size(), "members");
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
    if (!schema.anyOf.empty()) CheckAnyOf(CountFits(schema.anyOf, value));
    if (!schema.oneOf.empty()) CheckOneOf(CountFits(schema.oneOf, value));
    if (schema.notAny != nullptr) CheckNot(FitOf(*schema.notAny, value));
  }

  struct Fits {
    std::size_t certain = 0;
    std::size_t unknown = 0;
  };

  void CheckAnyOf(const Fits& fits) {
    if (fits.certain > 0) return;
    if (fits.unknown == 0) return Refuse("fits none of the schemas under anyOf");
    NotChecked("must fit one of the schemas under anyOf");
  }

  void CheckOneOf(const Fits& fits) {
    if (fits.certain > 1 || fits.certain + fits.unknown == 0) {
      return Refuse(fmt::format("fits {} of the schemas under oneOf, instead of one", fits.certain));
    }
    if (fits.unknown > 0) NotChecked("must fit exactly one of the schemas under oneOf");
  }

  void CheckNot(Fit fit) {
    if (fit == Fit::kYes) Refuse("fits the schema under not");
    if (fit == Fit::kUnknown) NotChecked("may not fit the schema under not");
  }

  Fits CountFits(std::span<const Schema* const> schemas, const Value& value) const {
    Fits fits;
    for (const Schema* schema : schemas) {
      const Fit fit = FitOf(*schema, value);
      if (fit == Fit::kYes) ++fits.certain;
      if (fit == Fit::kUnknown) ++fits.unknown;
    }
    return fits;
  }

  // What is not checked is not known to hold: under `not`, and of one of several, that is no detail.
  Fit FitOf(const Schema& schema, const Value& value) const {
    Validation findings;
    Checker checker(findings);
    checker.depth_ = depth_;
    checker.Check(schema, value);
    if (!findings.ok()) return Fit::kNo;
    return findings.notChecked.empty() ? Fit::kYes : Fit::kUnknown;
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
