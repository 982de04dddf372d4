#include <algorithm>
#include <array>
#include <span>
#include <string>

#include <k8s/base/ascii.h>
#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/check_metadata.h>
#include <k8s/testkit/core/go_text.h>
#include <k8s/testkit/core/names.h>
#include <k8s/testkit/core/object_rules.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kBadName =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view kBadValue =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with "
    "an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
constexpr std::size_t kMaxName = 63;
constexpr std::size_t kMaxAnnotations = 256 << 10;

using internal::IsLetterOrDigit;

bool IsNamePart(std::string_view text) {
  return !text.empty() && IsLetterOrDigit(text.front()) && IsLetterOrDigit(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsLetterOrDigit(c) || c == '-' || c == '_' || c == '.'; });
}

/// What is wrong with a name that may have a prefix, `example.com/name`; empty if nothing is.
std::string ComplaintOfQualified(std::string_view name) {
  const std::size_t slash = name.find('/');
  const std::string_view prefix = slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
  const std::string_view part = slash == std::string_view::npos ? name : name.substr(slash + 1);
  if (slash != std::string_view::npos && prefix.empty()) return "prefix part must be non-empty";
  if (!prefix.empty()) {
    if (std::string complaint = ComplaintOfSubdomain(prefix); !complaint.empty()) return "prefix part " + complaint;
  }
  if (part.empty()) return "name part must be non-empty";
  if (part.size() > kMaxName) return "name part must be no more than 63 bytes";
  return IsNamePart(part) ? std::string() : std::string(kBadName);
}

class MetadataCheck {
 public:
  explicit MetadataCheck(const JsonValue& metadata) : metadata_(metadata) {}

  void CheckLabels() {
    ForEach("labels", [&](std::string_view name, const JsonValue& value) {
      CheckKey("metadata.labels", name, name);
      const std::string_view text = value.IsString() ? TextOf(value) : std::string_view();
      if (text.size() > kMaxName) {
        Invalid("metadata.labels", text, "must be no more than 63 bytes");
      } else if (!text.empty() && !IsNamePart(text)) {
        Invalid("metadata.labels", text, std::string(kBadValue));
      }
    });
  }

  void CheckAnnotations() {
    std::size_t size = 0;
    ForEach("annotations", [&](std::string_view name, const JsonValue& value) {
      CheckKey("metadata.annotations", name, internal::Lower(name));
      size += name.size() + (value.IsString() ? TextOf(value).size() : 0);
    });
    if (size > kMaxAnnotations) causes_.TooLong("metadata.annotations", kMaxAnnotations);
  }

  void CheckOwners() {
    const auto owners = ListAt(metadata_, "ownerReferences");
    const JsonValue* controller = nullptr;
    for (const JsonValue& owner : owners) {
      CheckOwner(owner);
      const JsonValue* isController = Find(owner, "controller");
      if (isController == nullptr || !isController->IsTrue()) continue;
      if (controller != nullptr) {
        const auto shown = [](const JsonValue& one) {
          return std::string(StringAt(one, "kind")) + "/" + std::string(StringAt(one, "name"));
        };
        causes_.Invalid("metadata.ownerReferences", WriteJson(*Find(metadata_, "ownerReferences")),
                        "Only one reference can have Controller set to true. Found \"true\" in references for " +
                            shown(*controller) + " and " + shown(owner));
      }
      controller = &owner;
    }
  }

  void CheckFinalizers() {
    const auto finalizers = ListAt(metadata_, "finalizers");
    for (std::size_t i = 0; i < finalizers.size(); ++i) {
      if (finalizers[i].IsString()) CheckFinalizer(TextOf(finalizers[i]), i);
    }
    if (HasFinalizer(metadata_, "orphan") && HasFinalizer(metadata_, "foregroundDeletion")) {
      causes_.Invalid("metadata.finalizers", WriteJson(*Find(metadata_, "finalizers")),
                      "finalizer orphan and foregroundDeletion cannot be both set");
    }
  }

  /// What is going gets no more reasons to stay.
  void CheckNoneAdded(const JsonValue& before) {
    if (Find(before, "deletionTimestamp") == nullptr) return;
    std::string added;
    for (const JsonValue& finalizer : ListAt(metadata_, "finalizers")) {
      if (!finalizer.IsString() || HasFinalizer(before, TextOf(finalizer))) continue;
      added += (added.empty() ? "" : ", ") + Quoted(TextOf(finalizer));
    }
    if (added.empty()) return;
    // The real server looks twice, and says it twice.
    for (int i = 0; i < 2; ++i) {
      causes_.Forbidden(
          "metadata.finalizers",
          "no new finalizers can be added if the object is being deleted, found new finalizers []string{" + added + "}");
    }
  }

  std::vector<Cause> Take() { return causes_.Take(); }

 private:
  template <class Visit>
  void ForEach(std::string_view name, Visit visit) {
    const JsonValue* map = Find(metadata_, name);
    if (map == nullptr || !map->IsObject()) return;
    for (const JsonMember& member : MembersOf(*map)) visit(TextOf(member.name), member.value);
  }

  void CheckKey(const std::string& field, std::string_view shown, std::string_view key) {
    if (std::string complaint = ComplaintOfQualified(key); !complaint.empty()) Invalid(field, shown, complaint);
  }

  void CheckOwner(const JsonValue& owner) {
    const std::string field = "metadata.ownerReferences";
    const std::string_view apiVersion = StringAt(owner, "apiVersion");
    if (apiVersion.empty()) Invalid(field + ".apiVersion", "", "version must not be empty");
    for (const std::string_view name : {"kind", "name", "uid"}) {
      if (StringAt(owner, name).empty()) Invalid(field + "." + std::string(name), "", "must not be empty");
    }
    if (apiVersion == "v1" && StringAt(owner, "kind") == "Event") {
      causes_.Invalid(field, WriteJson(owner), "/v1, Kind=Event is disallowed from being an owner");
    }
  }

  void CheckFinalizer(std::string_view finalizer, std::size_t index) {
    constexpr std::array<std::string_view, 3> kStandard = {"kubernetes", "orphan", "foregroundDeletion"};
    if (std::string complaint = ComplaintOfQualified(finalizer); !complaint.empty()) {
      return Invalid("metadata.finalizers", finalizer, complaint);
    }
    const bool isStandard = std::find(kStandard.begin(), kStandard.end(), finalizer) != kStandard.end();
    if (isStandard || finalizer.find('/') != std::string_view::npos) return;
    Invalid("metadata.finalizers[" + std::to_string(index) + "]", finalizer,
            "name is neither a standard finalizer name nor is it fully qualified");
  }

  void Invalid(const std::string& field, std::string_view value, const std::string& why) {
    causes_.Invalid(field, Quoted(value), why);
  }

  const JsonValue& metadata_;
  Causes causes_;
};

}  // namespace

std::vector<Cause> CheckMetadata(const JsonValue& metadata, const JsonValue* before) {
  MetadataCheck checking(metadata);
  checking.CheckLabels();
  checking.CheckAnnotations();
  checking.CheckOwners();
  checking.CheckFinalizers();
  if (before != nullptr) checking.CheckNoneAdded(*before);
  return checking.Take();
}

}  // namespace k8s::testkit::core
