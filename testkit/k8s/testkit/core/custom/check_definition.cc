#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/custom/check_schema.h>
#include <k8s/testkit/core/custom/definition.h>
#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/go_text.h>
#include <k8s/testkit/core/names.h>

namespace k8s::testkit::core {
namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxWarning = 256;
constexpr std::size_t kMaxSelectable = 8;
constexpr std::string_view kApproval = "api-approved.kubernetes.io";

const JsonValue* DeclaredSchema(const JsonValue& version) {
  const JsonValue* schema = Find(ObjectAt(version, "schema"), "openAPIV3Schema");
  return schema != nullptr && schema->IsObject() ? schema : nullptr;
}

bool HasStatus(const JsonValue& version) { return Find(ObjectAt(version, "subresources"), "status") != nullptr; }

/// What is wrong with a label of RFC 1035; empty if nothing is.
std::string ComplaintOfLabel(std::string_view text) {
  const bool isLabel = !text.empty() && text.front() >= 'a' && text.front() <= 'z' && text.back() != '-' &&
                       std::all_of(text.begin(), text.end(), [](char c) { return internal::IsLowerOrDigit(c) || c == '-'; });
  std::string complaint;
  if (text.size() > kMaxLabel) complaint = "must be no more than " + std::to_string(kMaxLabel) + " characters";
  if (isLabel) return complaint;
  return complaint + (complaint.empty() ? "" : ",") +
         "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
         "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
         "'[a-z]([-a-z0-9]*[a-z0-9])?')";
}

/// Versions as Go writes the structs that the real server has of them.
std::string Shown(std::span<const JsonValue> versions) {
  std::string shown;
  for (const JsonValue& version : versions) {
    shown += (shown.empty() ? "" : ",") + std::string(R"({"Name":)") + Quoted(StringAt(version, "name")) + R"(,"Served":)" +
             (IsTrueAt(version, "served") ? "true" : "false") + R"(,"Storage":)" +
             (IsTrueAt(version, "storage") ? "true" : "false") +
             R"(,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,)"
             R"("AdditionalPrinterColumns":null,"SelectableFields":null})";
  }
  return "[" + shown + "]";
}

/// What a protected group says of who allowed it.
enum class Approval { kMissing, kInvalid, kGiven };

Approval ApprovalOf(const JsonValue& definition) {
  const std::string_view text = StringAt(ObjectAt(ObjectAt(definition, "metadata"), "annotations"), kApproval);
  if (text.empty()) return Approval::kMissing;
  if (text.starts_with("unapproved")) return Approval::kGiven;
  const std::size_t scheme = text.find("://");
  const bool isUrl = scheme != std::string_view::npos && scheme > 0 && text.size() > scheme + 3 && text[scheme + 3] != '/';
  return isUrl ? Approval::kGiven : Approval::kInvalid;
}

class DefinitionCheck {
 public:
  DefinitionCheck(const JsonValue& definition, const JsonValue* existing)
      : definition_(definition),
        spec_(ObjectAt(definition, "spec")),
        versions_(ListAt(spec_, "versions")),
        existing_(existing) {}

  std::vector<Cause> Check() {
    if (existing_ == nullptr) CheckName();
    CheckGroupAndScope();
    for (std::size_t i = 0; i < versions_.size(); ++i) {
      if (DeclaredSchema(versions_[i]) == nullptr) causes_.Required(VersionAt(i) + ".schema.openAPIV3Schema");
    }
    for (std::size_t i = 0; i < versions_.size(); ++i) CheckVersion(i);
    CheckVersionsTogether();
    CheckNames();
    CheckParts(nullptr);
    CheckConversion();
    if (existing_ != nullptr) CheckUnchanged();
    CheckStoredVersions();
    CheckApproval();
    if (IsTrueAt(spec_, "preserveUnknownFields")) {
      causes_.Invalid(
          "spec.preserveUnknownFields", "true",
          "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
    }
    return causes_.Take();
  }

 private:
  static std::string VersionAt(std::size_t index) { return "spec.versions[" + std::to_string(index) + "]"; }

  /// Whether all versions say the same of something. Then it is said to be of the spec, where it stood before each had its own.
  bool IsShared(std::string_view member) const {
    return std::all_of(versions_.begin(), versions_.end(), [&](const JsonValue& version) {
      const JsonValue* first = Find(versions_.front(), member);
      const JsonValue* own = Find(version, member);
      return first == nullptr || own == nullptr ? first == own : SameJson(*own, *first);
    });
  }

  void CheckName() {
    const std::string_view name = StringAt(ObjectAt(definition_, "metadata"), "name");
    const std::string wanted =
        std::string(StringAt(ObjectAt(spec_, "names"), "plural")) + "." + std::string(StringAt(spec_, "group"));
    if (const std::string complaint = ComplaintOfSubdomain(name); !complaint.empty()) {
      causes_.Invalid("metadata.name", Quoted(name), complaint);
    }
    if (name != wanted) causes_.Invalid("metadata.name", Quoted(name), "must be spec.names.plural+\".\"+spec.group");
  }

  void CheckGroupAndScope() {
    constexpr std::array<std::string_view, 2> kScopes = {"Cluster", "Namespaced"};
    const std::string_view group = StringAt(spec_, "group");
    const std::string complaint = ComplaintOfSubdomain(group);
    if (group.empty()) {
      causes_.Required("spec.group");
    } else if (!complaint.empty()) {
      causes_.Invalid("spec.group", Quoted(group), complaint);
    } else if (group.find('.') == std::string_view::npos) {
      causes_.Invalid("spec.group", Quoted(group), "should be a domain with at least one dot");
    }
    const std::string_view scope = StringAt(spec_, "scope");
    if (scope.empty()) {
      causes_.Required("spec.scope");
    } else if (std::find(kScopes.begin(), kScopes.end(), scope) == kScopes.end()) {
      causes_.Unsupported("spec.scope", Quoted(scope), kScopes);
    }
  }

  void CheckVersion(std::size_t index) {
    const JsonValue& version = versions_[index];
    CheckLabel(VersionAt(index) + ".name", StringAt(version, "name"));
    CheckDeprecation(version, VersionAt(index) + ".deprecationWarning");
    CheckParts(&index);
  }

  void CheckDeprecation(const JsonValue& version, const std::string& field) {
    const JsonValue* warning = Find(version, "deprecationWarning");
    if (warning == nullptr || !warning->IsString()) return;
    const std::string_view text = TextOf(*warning);
    if (!IsTrueAt(version, "deprecated")) {
      return causes_.Invalid(field, Quoted(text), "can only be set for deprecated versions");
    }
    if (text.size() > kMaxWarning) causes_.Invalid(field, Quoted(text), "must be <= 256 characters long");
    if (text.empty()) causes_.Invalid(field, Quoted(text), "must not be an empty string");
    const auto bad = std::find_if(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
    if (bad == text.end()) return;
    causes_.Invalid(field, Quoted(text),
                    "must only contain printable UTF-8 characters; non-printable character found at index " +
                        std::to_string(bad - text.begin()));
  }

  /// Schema, subresources, columns and fields: of one version, what it has of its own; of none, what all of them share.
  void CheckParts(const std::size_t* index) {
    if (versions_.empty()) return;
    const JsonValue& version = index == nullptr ? versions_.front() : versions_[*index];
    const std::string place = index == nullptr ? "spec" : VersionAt(*index);
    const auto isMine = [&](std::string_view member) { return IsShared(member) == (index == nullptr); };
    if (const JsonValue* schema = DeclaredSchema(version); schema != nullptr && isMine("schema")) {
      const bool hasStatus =
          index == nullptr ? std::any_of(versions_.begin(), versions_.end(), &HasStatus) : HasStatus(version);
      causes_.Append(
          CheckSchema(*schema, place + (index == nullptr ? ".validation" : ".schema") + ".openAPIV3Schema", hasStatus));
    }
    if (isMine("subresources")) CheckScale(ObjectAt(version, "subresources"), place + ".subresources.scale");
    if (isMine("additionalPrinterColumns")) CheckColumns(version, place + ".additionalPrinterColumns");
    if (isMine("selectableFields")) CheckSelectable(version, place + ".selectableFields");
  }

  void CheckScale(const JsonValue& subresources, const std::string& place) {
    const JsonValue* scale = Find(subresources, "scale");
    if (scale == nullptr) return;
    for (const auto& [name, root] : {std::pair("specReplicasPath", ".spec"), std::pair("statusReplicasPath", ".status")}) {
      const std::string_view path = StringAt(*scale, name);
      if (path.empty()) {
        causes_.Required(place + "." + name);
      } else if (IsSimplePath(place + "." + name, path) && !path.starts_with(std::string(root) + ".")) {
        causes_.Invalid(place + "." + name, Quoted(path), std::string("should be a json path under ") + root);
      }
    }
    const std::string_view selector = StringAt(*scale, "labelSelectorPath");
    const std::string field = place + ".labelSelectorPath";
    if (selector.empty() || !IsSimplePath(field, selector)) return;
    if (selector.starts_with(".spec.") || selector.starts_with(".status.")) return;
    causes_.Invalid(field, Quoted(selector), "should be a json path under either .spec or .status");
  }

  bool IsSimplePath(const std::string& field, std::string_view path) {
    if (path.starts_with('.')) return true;
    causes_.Invalid(field, Quoted(path), "must be a simple json path starting with .");
    return false;
  }

  void CheckColumns(const JsonValue& version, const std::string& place) {
    constexpr std::array<std::string_view, 5> kTypes = {"boolean", "date", "integer", "number", "string"};
    constexpr std::array<std::string_view, 8> kFormats = {"byte",  "date",  "date-time", "double",
                                                          "float", "int32", "int64",     "password"};
    const auto columns = ListAt(version, "additionalPrinterColumns");
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string field = place + "[" + std::to_string(i) + "]";
      if (StringAt(columns[i], "name").empty()) causes_.Required(field + ".name");
      const std::string_view type = StringAt(columns[i], "type");
      if (type.empty()) causes_.Required(field + ".type", "must be one of boolean,date,integer,number,string");
      if (!type.empty()) CheckAmong(field + ".type", type, kTypes);
      if (const std::string_view format = StringAt(columns[i], "format"); !format.empty()) {
        CheckAmong(field + ".format", format, kFormats);
      }
      const std::string_view path = StringAt(columns[i], "jsonPath");
      if (path.empty()) {
        causes_.Required(field + ".JSONPath");
      } else {
        IsSimplePath(field + ".JSONPath", path);
      }
    }
  }

  void CheckAmong(const std::string& field, std::string_view value, std::span<const std::string_view> known) {
    if (std::find(known.begin(), known.end(), value) != known.end()) return;
    std::string list;
    for (const std::string_view one : known) list.append(list.empty() ? "" : ",").append(one);
    causes_.Invalid(field, Quoted(value), "must be one of " + list);
  }

  void CheckSelectable(const JsonValue& version, const std::string& place) {
    std::set<std::string_view> seen;
    const auto fields = ListAt(version, "selectableFields");
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string field = place + "[" + std::to_string(i) + "].jsonPath";
      const std::string_view path = StringAt(fields[i], "jsonPath");
      if (path.empty()) {
        causes_.Required(field);
        continue;
      }
      const auto found = FieldOf(version, path);
      if (!found.complaint.empty()) {
        causes_.Invalid(field, Quoted(path), "is an invalid path: " + found.complaint);
        continue;
      }
      if (path == ".metadata" || path.starts_with(".metadata.")) {
        causes_.Invalid(field, Quoted(path), "must not point to fields in metadata");
      }
      if (found.type != "string" && found.type != "boolean" && found.type != "integer") {
        causes_.Invalid(field, Quoted(path),
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats "
                        "are allowed.");
      }
      if (!seen.insert(path).second) causes_.Duplicate(field, Quoted(path));
    }
    if (seen.size() <= kMaxSelectable) return;
    causes_.TooMany(place, seen.size(), kMaxSelectable);
  }

  struct SchemaField {
    std::string_view type = {};
    std::string complaint = {};
  };

  /// The field of a schema that a path names, `.spec.color`.
  static SchemaField FieldOf(const JsonValue& version, std::string_view path) {
    if (path.find('[') != std::string_view::npos) return {.complaint = "array notation is not allowed"};
    if (!path.starts_with('.')) {
      return {.complaint = "expected [ or . but got: " + std::string(path.substr(0, path.find('.')))};
    }
    const JsonValue* schema = DeclaredSchema(version);
    while (schema != nullptr && !path.empty()) {
      path.remove_prefix(1);
      if (path.empty()) return {.complaint = "unexpected end of JSON path"};
      const std::string_view name = path.substr(0, path.find('.'));
      path.remove_prefix(name.size());
      schema = Find(ObjectAt(*schema, "properties"), name);
    }
    if (schema == nullptr) return {.complaint = "does not refer to a valid field"};
    return {.type = StringAt(*schema, "type")};
  }

  void CheckVersionsTogether() {
    std::set<std::string_view> names;
    for (const JsonValue& version : versions_) names.insert(StringAt(version, "name"));
    if (names.size() != versions_.size()) {
      causes_.Invalid("spec.versions", Shown(versions_), "must contain unique version names");
    }
    const auto stored = std::count_if(versions_.begin(), versions_.end(),
                                      [](const JsonValue& version) { return IsTrueAt(version, "storage"); });
    if (stored != 1) {
      causes_.Invalid("spec.versions", Shown(versions_), "must have exactly one version marked as storage version");
    }
    // It stood there before there were several.
    const std::string_view first = versions_.empty() ? std::string_view() : StringAt(versions_.front(), "name");
    if (!first.empty()) CheckLabel("spec.version", first);
  }

  void CheckNames() {
    const JsonValue& names = ObjectAt(spec_, "names");
    const std::string place = "spec.names.";
    for (const std::string_view name : {"plural", "singular", "kind", "listKind"}) {
      if (StringAt(names, name).empty()) causes_.Required(place + std::string(name));
    }
    for (const std::string_view name : {"plural", "singular"}) {
      if (!StringAt(names, name).empty()) CheckLabel(place + std::string(name), StringAt(names, name));
    }
    for (const std::string_view name : {"kind", "listKind"}) {
      const std::string_view kind = StringAt(names, name);
      const std::string complaint = kind.empty() ? std::string() : ComplaintOfLabel(internal::Lower(kind));
      if (complaint.empty()) continue;
      causes_.Invalid(place + std::string(name), Quoted(kind), "may have mixed case, but should otherwise match: " + complaint);
    }
    CheckLabels(place + "shortNames", ListAt(names, "shortNames"));
    const std::string_view kind = StringAt(names, "kind");
    if (!kind.empty() && kind == StringAt(names, "listKind")) {
      causes_.Invalid(place + "listKind", Quoted(kind), "kind and listKind may not be the same");
    }
    CheckLabels(place + "categories", ListAt(names, "categories"));
  }

  void CheckLabels(const std::string& field, std::span<const JsonValue> labels) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i].IsString()) CheckLabel(field + "[" + std::to_string(i) + "]", TextOf(labels[i]));
    }
  }

  void CheckLabel(const std::string& field, std::string_view text) {
    if (const std::string complaint = ComplaintOfLabel(text); !complaint.empty()) {
      causes_.Invalid(field, Quoted(text), complaint);
    }
  }

  void CheckConversion() {
    constexpr std::array<std::string_view, 2> kStrategies = {"None", "Webhook"};
    const JsonValue& conversion = ObjectAt(spec_, "conversion");
    const std::string_view strategy = StringAt(conversion, "strategy");
    const bool converts = !strategy.empty() && strategy != "None";
    if (converts && IsTrueAt(spec_, "preserveUnknownFields")) {
      causes_.Invalid("spec.conversion.strategy", Quoted(strategy), "must be None if spec.preserveUnknownFields is true");
    }
    if (std::find(kStrategies.begin(), kStrategies.end(), strategy) == kStrategies.end()) {
      causes_.Unsupported("spec.conversion.strategy", Quoted(strategy), kStrategies);
    }
    const JsonValue& webhook = ObjectAt(conversion, "webhook");
    const JsonValue* client = Find(webhook, "clientConfig");
    const auto reviews = ListAt(webhook, "conversionReviewVersions");
    if (strategy == "Webhook") return CheckWebhook(client, reviews);
    constexpr std::string_view kWhy = "should not be set when strategy is not set to Webhook";
    if (client != nullptr) causes_.Forbidden("spec.conversion.webhookClientConfig", kWhy);
    if (!reviews.empty()) causes_.Forbidden("spec.conversion.conversionReviewVersions", kWhy);
  }

  void CheckWebhook(const JsonValue* client, std::span<const JsonValue> reviews) {
    const std::string place = "spec.conversion.webhookClientConfig";
    if (client == nullptr) {
      causes_.Required(place, "required when strategy is set to Webhook");
    } else if ((Find(*client, "url") == nullptr) == (Find(*client, "service") == nullptr)) {
      causes_.Required(place, "exactly one of url or service is required");
    }
    const std::string versions = "spec.conversion.conversionReviewVersions";
    if (reviews.empty()) return causes_.Required(versions);
    bool isKnown = false;
    std::set<std::string_view> seen;
    JsonAllocator allocator;
    JsonValue list(rapidjson::kArrayType);
    for (std::size_t i = 0; i < reviews.size(); ++i) {
      const std::string_view version = reviews[i].IsString() ? TextOf(reviews[i]) : std::string_view();
      const std::string field = versions + "[" + std::to_string(i) + "]";
      list.PushBack(MakeString(version, allocator), allocator);
      if (!seen.insert(version).second) {
        causes_.Invalid(field, Quoted(version), "duplicate version");
        continue;
      }
      CheckLabel(field, version);
      isKnown = isKnown || version == "v1" || version == "v1beta1";
    }
    if (!isKnown) causes_.Invalid(versions, WriteJson(list), "must include at least one of v1, v1beta1");
  }

  void CheckUnchanged() {
    const JsonValue& before = ObjectAt(*existing_, "spec");
    const JsonValue& names = ObjectAt(spec_, "names");
    const JsonValue& namesBefore = ObjectAt(before, "names");
    if (IsTrue(*existing_, "Established")) {
      CheckUnchanged("spec.scope", StringAt(spec_, "scope"), StringAt(before, "scope"));
      CheckUnchanged("spec.names.kind", StringAt(names, "kind"), StringAt(namesBefore, "kind"));
    }
    CheckUnchanged("spec.group", StringAt(spec_, "group"), StringAt(before, "group"));
    CheckUnchanged("spec.names.plural", StringAt(names, "plural"), StringAt(namesBefore, "plural"));
  }

  void CheckUnchanged(const std::string& field, std::string_view now, std::string_view before) {
    if (now != before) causes_.Invalid(field, Quoted(now), "field is immutable");
  }

  void CheckStoredVersions() {
    const std::string field = "status.storedVersions";
    const auto stored = ListAt(ObjectAt(definition_, "status"), "storedVersions");
    if (stored.empty()) return causes_.Invalid(field, "null", "must have at least one stored version");
    const auto isStored = [&](std::string_view name) {
      return std::any_of(stored.begin(), stored.end(),
                         [&](const JsonValue& one) { return one.IsString() && TextOf(one) == name; });
    };
    for (const JsonValue& version : versions_) {
      const std::string_view name = StringAt(version, "name");
      if (!IsTrueAt(version, "storage") || isStored(name)) continue;
      causes_.Invalid(field, WriteJson(*Find(ObjectAt(definition_, "status"), "storedVersions")),
                      "must have the storage version " + std::string(name));
    }
    for (std::size_t i = 0; i < stored.size(); ++i) {
      const std::string name(stored[i].IsString() ? TextOf(stored[i]) : std::string_view());
      const bool isThere = std::any_of(versions_.begin(), versions_.end(),
                                       [&](const JsonValue& version) { return StringAt(version, "name") == name; });
      if (isThere) continue;
      causes_.Invalid(field + "[" + std::to_string(i) + "]", Quoted(name),
                      "missing from spec.versions; " + name + " was previously a storage version, and must remain in " +
                          "spec.versions until a storage migration ensures no data remains persisted in " + name +
                          " and removes " + name + " from status.storedVersions");
    }
  }

  /// The groups of Kubernetes itself are not for everybody.
  void CheckApproval() {
    const std::string dotted = "." + std::string(StringAt(spec_, "group"));
    if (!dotted.ends_with(".k8s.io") && !dotted.ends_with(".kubernetes.io")) return;
    const Approval approval = ApprovalOf(definition_);
    if (approval == Approval::kGiven || (existing_ != nullptr && ApprovalOf(*existing_) == approval)) return;
    const std::string field = "metadata.annotations[" + std::string(kApproval) + "]";
    const std::string wanted = "protected groups must have approval annotation \"" + std::string(kApproval) + '"';
    const std::string link = ", see https://github.com/kubernetes/enhancements/pull/1111";
    if (approval == Approval::kMissing) return causes_.Required(field, wanted + link);
    causes_.Invalid(field, Quoted(StringAt(ObjectAt(ObjectAt(definition_, "metadata"), "annotations"), kApproval)),
                    wanted + " with either a URL or a reason starting with \"unapproved\"" + link);
  }

  const JsonValue& definition_;
  const JsonValue& spec_;
  std::span<const JsonValue> versions_;
  const JsonValue* existing_;
  Causes causes_;
};

}  // namespace

std::vector<Cause> CheckDefinition(const JsonValue& definition, const JsonValue* existing) {
  return DefinitionCheck(definition, existing).Check();
}

}  // namespace k8s::testkit::core
