#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/testkit/core/api_version.h>
#include <k8s/testkit/core/apply/check_configuration.h>
#include <k8s/testkit/core/apply/field_set.h>
#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {
namespace {

using Sort = Shape::Sort;

/// More complaints than that help nobody.
constexpr std::size_t kMaxComplaints = 100;

/// A value as Go prints it with `%v`.
std::string Plain(const JsonValue& value) {
  std::string text;
  if (value.IsObject()) {
    for (const JsonMember& member : MembersOf(value)) {
      text.append(text.empty() ? "" : " ").append(TextOf(member.name)).append(":").append(Plain(member.value));
    }
    return "map[" + text + "]";
  }
  if (value.IsArray()) {
    for (const JsonValue& item : value.GetArray()) text.append(text.empty() ? "" : " ").append(Plain(item));
    return "[" + text + "]";
  }
  return value.IsString() ? std::string(TextOf(value)) : WriteJson(value);
}

/// A value as Go prints it with `%#v`.
std::string Detailed(const JsonValue& value) {
  std::string text;
  if (value.IsObject()) {
    for (const JsonMember& member : MembersOf(value)) {
      text += (text.empty() ? "" : ", ") + WriteJson(member.name) + ":" + Detailed(member.value);
    }
    return "map[string]interface {}{" + text + "}";
  }
  if (value.IsArray()) {
    for (const JsonValue& item : value.GetArray()) text += (text.empty() ? "" : ", ") + Detailed(item);
    return "[]interface {}{" + text + "}";
  }
  return WriteJson(value);
}

std::string_view GoTypeOf(const JsonValue& value) {
  if (value.IsObject()) return "map[string]interface {}";
  if (value.IsArray()) return "[]interface {}";
  if (value.IsString()) return "string";
  return value.IsBool() ? "bool" : "float64";
}

/// What is wrong with a value of that sort; empty if nothing is.
std::string Mismatch(Sort sort, const JsonValue& value) {
  const bool scalar = !value.IsObject() && !value.IsArray();
  switch (sort) {
    case Sort::kAny: return {};
    case Sort::kScalar: return scalar ? std::string() : "expected any scalar, got &{" + Plain(value) + "}";
    case Sort::kString:
      return value.IsString() ? std::string() : "expected string, got &value.valueUnstructured{Value:" + Detailed(value) + "}";
    case Sort::kBool: return value.IsBool() ? std::string() : "expected boolean, got &{" + Plain(value) + "}";
    case Sort::kList: return value.IsArray() ? std::string() : "expected list, got &{" + Plain(value) + "}";
    case Sort::kObject: return value.IsObject() ? std::string() : "expected map, got &{" + Plain(value) + "}";
    case Sort::kNumber:
      return value.IsNumber() ? std::string() : "expected numeric (int or float), got " + std::string(GoTypeOf(value));
  }
  return {};
}

class ConfigurationCheck {
 public:
  void Visit(const Shape& shape, const JsonValue& value, const std::string& path) {
    if (value.IsNull() || complaints_.size() >= kMaxComplaints) return;
    if (std::string mismatch = Mismatch(shape.Takes(), value); !mismatch.empty()) return Complain(path, mismatch);
    if (value.IsObject()) VisitMembers(shape, value, path);
    if (value.IsArray()) VisitItems(shape, value, path);
  }

  const std::vector<std::string>& Complaints() const { return complaints_; }

 private:
  void VisitMembers(const Shape& shape, const JsonValue& object, const std::string& path) {
    for (const JsonMember& member : MembersOf(object)) {
      const std::string_view name = TextOf(member.name);
      const std::string below = path + "." + std::string(name);
      if (!shape.Admits(name)) {
        Complain(below, "field not declared in schema");
      } else {
        Visit(shape.Member(name), member.value, below);
      }
    }
  }

  void VisitItems(const Shape& shape, const JsonValue& list, const std::string& path) {
    const bool merged = shape.Between(&list, nullptr) == Shape::Relation::kItems;
    std::set<std::string> seen;
    for (rapidjson::SizeType i = 0; i < list.Size(); ++i) {
      if (!merged) {
        Visit(shape.Element(), list[i], path + "[" + std::to_string(i) + "]");
        continue;
      }
      const auto step = shape.StepTo(list[i]);
      if (!step) return Complain(path, "element " + std::to_string(i) + ": " + shape.WhyNoStepTo(list[i]));
      const std::string name = StepForPeople(*step);
      if (!seen.insert(*step).second) Complain(path, "duplicate entries for key " + name);
      Visit(shape.Element(), list[i], path + name);
    }
  }

  void Complain(const std::string& path, const std::string& what) { complaints_.push_back(path + ": " + what); }

  std::vector<std::string> complaints_;
};

}  // namespace

std::optional<std::string> CheckConfiguration(const Shape& shape, const JsonValue& object) {
  ConfigurationCheck checking;
  checking.Visit(shape, object, "");
  const auto& complaints = checking.Complaints();
  if (complaints.empty()) return std::nullopt;
  if (complaints.size() == 1) return complaints.front();
  std::string text = "errors:";
  for (const std::string& complaint : complaints) text += "\n  " + complaint;
  return text;
}

std::optional<Failure> CheckApplied(const Shape& shape, const JsonValue& configuration) {
  const JsonValue* metadata = Find(configuration, "metadata");
  if (metadata != nullptr && Find(*metadata, "managedFields") != nullptr) {
    return BadRequest("metadata.managedFields must be nil");
  }
  Json fields = CopyJson(configuration);
  Remove(fields, "kind");
  Remove(fields, "apiVersion");
  const auto complaints = CheckConfiguration(shape, fields);
  if (!complaints) return std::nullopt;
  const ObjectKey key = KeyOf(configuration);
  return Failure(500, "",
                 "failed to create typed patch object (" + key.namespace_ + "/" + key.name + "; " +
                     KindForPeople(configuration) + "): " + *complaints);
}

std::string KindForPeople(const JsonValue& object) {
  const auto [group, version] = SplitApiVersion(StringAt(object, "apiVersion"));
  return std::string(group).append("/").append(version).append(", Kind=").append(StringAt(object, "kind"));
}

}  // namespace k8s::testkit::core
