#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/validation/characters.h>
#include <k8s/codec/validation/identity.h>
#include <k8s/codec/validation/normalize.h>
#include <k8s/codec/validation/numbers.h>
#include <k8s/codec/validation/schema.h>
#include <k8s/codec/validation/validate.h>

namespace k8s {
namespace codec {
namespace {

constexpr std::size_t kMostFindings = 100;

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

bool IsWhole(const Value& value) {
  if (value.AsInt()) return true;
  const auto number = value.AsDouble();
  return number && IsNearlyWhole(*number);
}

bool HasType(SchemaType type, const Value& value) {
  switch (type) {
    case SchemaType::kAny: return true;
    case SchemaType::kObject: return value.IsObject();
    case SchemaType::kList: return value.IsList();
    case SchemaType::kString: return value.IsString();
    case SchemaType::kFormatted: return value.IsString() || value.IsList();
    case SchemaType::kInteger:
    case SchemaType::kInt32: return IsWhole(value);
    case SchemaType::kNumber:
    case SchemaType::kFloat: return value.AsDouble().has_value();
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
    case SchemaType::kString:
    case SchemaType::kFormatted: return "a string";
    case SchemaType::kInteger:
    case SchemaType::kInt32: return "a whole number";
    case SchemaType::kNumber:
    case SchemaType::kFloat: return "a number";
    case SchemaType::kBoolean: return "true or false";
    case SchemaType::kIntOrString: return "a whole number or a string";
  }
  return "anything";
}

// What is known of whether a value fits a schema.
enum class Fit : std::uint8_t { kNo, kUnknown, kYes };

class Checker {
 public:
  explicit Checker(Validation& findings) : findings_(findings) {}

  void Check(const Schema& schema, const Value& value) {
    if (depth_ == kMaxValidatedDepth) return Refuse("is nested too deep");
    ++depth_;
    for (const std::string_view rule : schema.notChecked) NotChecked(std::string(rule));
    if (value.IsNull()) {
      CheckNull(schema);
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

  void CheckNull(const Schema& schema) {
    if (schema.type != SchemaType::kAny && !schema.nullable) return Refuse("may not be null");
    // Not even where null is among them.
    if (!schema.values.empty()) RefuseValue(schema);
  }

  void CheckValues(const Schema& schema, const Value& value) {
    if (schema.values.empty()) return;
    const auto isIt = [&](std::string_view json) {
      const Result<Value> allowed = Value::FromJson(json);
      return allowed && IsEnumerated(value, *allowed);
    };
    if (std::ranges::none_of(schema.values, isIt)) RefuseValue(schema);
  }

  void RefuseValue(const Schema& schema) { Refuse(fmt::format("is none of {}", fmt::join(schema.values, ", "))); }

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
    CheckRange(schema.type, number);
    if (schema.minimum) {
      const auto order = CompareWithBound(number, *schema.minimum);
      if (order < 0 || (schema.exclusiveMinimum && order == 0)) {
        Refuse(fmt::format("is {} {}", schema.exclusiveMinimum ? "not above" : "below", *schema.minimum));
      }
    }
    if (schema.maximum) {
      const auto order = CompareWithBound(number, *schema.maximum);
      if (order > 0 || (schema.exclusiveMaximum && order == 0)) {
        Refuse(fmt::format("is {} {}", schema.exclusiveMaximum ? "not below" : "above", *schema.maximum));
      }
    }
    if (schema.multipleOf && *schema.multipleOf > 0) CheckMultiple(number, *schema.multipleOf);
  }

  // Servers differ: those before 1.36 let pass what has the type, whatever its format.
  void CheckRange(SchemaType type, const Value& number) {
    const double value = number.AsDouble().value_or(0);
    const bool isWhole = type == SchemaType::kInteger || type == SchemaType::kInt32;
    if (isWhole && std::trunc(value) != value) NotChecked("must be a whole number, which it is but for rounding");
    if (type == SchemaType::kInt32 && !std::in_range<std::int32_t>(number.AsInt().value_or(0))) {
      NotChecked("must have the format int32");
    }
    if (type == SchemaType::kFloat && std::abs(value) > std::numeric_limits<float>::max()) {
      NotChecked("must have the format float");
    }
  }

  void CheckMultiple(const Value& number, double factor) {
    switch (IsMultiple(number, factor)) {
      case Multiple::kYes: break;
      case Multiple::kNo: Refuse(fmt::format("is no multiple of {}", factor)); break;
      case Multiple::kUnknown: NotChecked(fmt::format("must be a multiple of {}", factor)); break;
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
      if (seen.insert(byKeys ? KeysOf(schema.keys, element) : IdentityOf(element)).second) continue;
      const Place place(path_, fmt::format("[{}]", index));
      Refuse(byKeys ? fmt::format("has the same {} as another element", fmt::join(schema.keys, ", "))
                    : "is the same as another element");
    }
  }

  void CheckObject(const Schema& schema, const ValueObject& object) {
    CheckSize(schema.memberCount, object.size(), "members");
    for (const std::string_view name : schema.required) {
      if (object.Find(name) != nullptr) continue;
      const Place place(path_, Place::Member(path_, name));
      Refuse("is required");
    }
    for (const auto& [name, value] : object) {
      const SchemaMember* member = FindMember(schema, name);
      if (member != nullptr) {
        const Place place(path_, Place::Member(path_, name));
        Check(*member->schema, value);
      } else if (schema.elements != nullptr) {
        const Place place(path_, fmt::format("[{}]", name));
        Check(*schema.elements, value);
      }
    }
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

Validation Validate(const Schema& schema, Value value) {
  Validation findings;
  if (!Normalize(schema, value)) {
    findings.notChecked.push_back({.field = "", .message = "has more defaults than are filled in"});
    return findings;
  }
  Checker(findings).Check(schema, value);
  return findings;
}

Validation ValidateObject(const Schema& schema, const Type& type, const void* object) {
  // By way of the text: a whole number is an integer for the server, whatever has it here.
  std::string json;
  const Result<void> written = WriteJson(type, object, json);
  Result<Value> value = written ? Value::FromJson(json) : written.error();
  if (value) return Validate(schema, *std::move(value));
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
