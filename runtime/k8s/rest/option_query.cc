#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include <k8s/codec/utf8.h>
#include <k8s/meta/field_selector.h>
#include <k8s/meta/label_selector.h>
#include <k8s/meta/quoted.h>
#include <k8s/rest/option_query.h>
#include <k8s/rest/patch.h>

namespace k8s::internal {
namespace {

constexpr std::size_t kMaxFieldManager = 128;

constexpr std::string_view kNotOlderThan = "NotOlderThan";
constexpr std::string_view kExact = "Exact";

Error Refused(std::string_view option, std::string_view why) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("{}: {}", option, why));
}

void AddIf(Query& query, std::string_view name, const std::string& value) {
  if (!value.empty()) query.emplace_back(name, value);
}

Result<void> CheckSelectors(const ListOptions& options) {
  if (Result<labels::Selector> parsed = labels::Selector::Parse(options.labelSelector); !parsed) {
    return parsed.error().WithContext("ListOptions::labelSelector");
  }
  if (Result<fields::Selector> parsed = fields::Selector::Parse(options.fieldSelector); !parsed) {
    return parsed.error().WithContext("ListOptions::fieldSelector");
  }
  if (options.limit < 0) return Refused("ListOptions::limit", "it is negative");
  if (options.timeoutSeconds && *options.timeoutSeconds < 0) return Refused("ListOptions::timeoutSeconds", "it is negative");
  return {};
}

// What the server's validation of list options says of resourceVersion, resourceVersionMatch and continue.
Result<void> CheckList(const ListOptions& options) {
  if (options.sendInitialEvents) return Refused("ListOptions::sendInitialEvents", "it is of a watch only");
  if (!options.continue_.empty() && !options.resourceVersion.empty() && options.resourceVersion != "0") {
    return Refused("ListOptions::resourceVersion", "a continue token has a version of its own");
  }
  const std::string& match = options.resourceVersionMatch;
  if (match.empty()) return {};
  constexpr const char* kOption = "ListOptions::resourceVersionMatch";
  if (match != kNotOlderThan && match != kExact) return Refused(kOption, "it is neither NotOlderThan nor Exact");
  if (!options.continue_.empty()) return Refused(kOption, "a continue token has a version of its own");
  if (options.resourceVersion.empty()) return Refused(kOption, "there is no resourceVersion to match");
  if (match == kExact && options.resourceVersion == "0") return Refused(kOption, "no state is exactly version 0");
  return {};
}

Result<void> CheckWatch(const ListOptions& options) {
  constexpr const char* kOption = "ListOptions::resourceVersionMatch";
  const std::string& match = options.resourceVersionMatch;
  if (options.sendInitialEvents && match != kNotOlderThan) return Refused(kOption, "sendInitialEvents needs NotOlderThan");
  if (!options.sendInitialEvents && !match.empty()) return Refused(kOption, "a watch takes it with sendInitialEvents only");
  if (!options.continue_.empty()) return Refused("ListOptions::continue_", "it is of a list only");
  return {};
}

Query SelectionOf(const ListOptions& options) {
  Query query;
  AddIf(query, "labelSelector", options.labelSelector);
  AddIf(query, "fieldSelector", options.fieldSelector);
  AddIf(query, "resourceVersion", options.resourceVersion);
  AddIf(query, "resourceVersionMatch", options.resourceVersionMatch);
  AddIf(query, "shardSelector", options.shardSelector);
  AddIf(query, "continue", options.continue_);
  if (options.limit > 0) query.emplace_back("limit", std::to_string(options.limit));
  if (options.timeoutSeconds) query.emplace_back("timeoutSeconds", std::to_string(*options.timeoutSeconds));
  return query;
}

// C0, DEL and C1, which UTF-8 begins with C2.
bool HasControls(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool isC1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (byte < ' ' || byte == 0x7F || isC1) return true;
  }
  return false;
}

Result<void> CheckFieldManager(std::string_view options, const std::string& manager) {
  const std::string option = fmt::format("{}::fieldManager", options);
  if (manager.size() > kMaxFieldManager) {
    return Refused(option, fmt::format("{} bytes, more than {}", manager.size(), kMaxFieldManager));
  }
  if (!codec::IsUtf8(manager) || HasControls(manager)) return Refused(option, "it has characters that cannot be printed");
  return {};
}

Result<void> CheckFieldValidation(std::string_view options, const std::string& validation) {
  const bool known = validation.empty() || validation == "Strict" || validation == "Warn" || validation == "Ignore";
  if (known) return {};
  return Refused(fmt::format("{}::fieldValidation", options),
                 fmt::format("{} is none of Strict, Warn and Ignore", Quoted(validation)));
}

template <class Options>
Result<Query> WriteQueryOf(std::string_view name, const Options& options) {
  if (Result<void> checked = CheckFieldManager(name, options.fieldManager); !checked) return checked.error();
  if (Result<void> checked = CheckFieldValidation(name, options.fieldValidation); !checked) return checked.error();
  Query query;
  if (options.dryRun) query.emplace_back("dryRun", "All");
  AddIf(query, "fieldManager", options.fieldManager);
  AddIf(query, "fieldValidation", options.fieldValidation);
  return query;
}

std::string_view NameOf(DeletionPropagation propagation) {
  switch (propagation) {
    case DeletionPropagation::kOrphan: return "Orphan";
    case DeletionPropagation::kBackground: return "Background";
    case DeletionPropagation::kForeground: return "Foreground";
  }
  return "";
}

}  // namespace

Result<Query> QueryOf(const GetOptions& options) {
  Query query;
  AddIf(query, "resourceVersion", options.resourceVersion);
  return query;
}

Result<Query> ListQueryOf(const ListOptions& options) {
  if (Result<void> checked = CheckSelectors(options); !checked) return checked.error();
  if (Result<void> checked = CheckList(options); !checked) return checked.error();
  return SelectionOf(options);
}

Result<Query> WatchQueryOf(const ListOptions& options) {
  if (Result<void> checked = CheckSelectors(options); !checked) return checked.error();
  if (Result<void> checked = CheckWatch(options); !checked) return checked.error();
  Query query = SelectionOf(options);
  query.emplace_back("watch", "true");
  if (options.allowWatchBookmarks) query.emplace_back("allowWatchBookmarks", "true");
  if (options.sendInitialEvents) query.emplace_back("sendInitialEvents", *options.sendInitialEvents ? "true" : "false");
  return query;
}

Result<Query> QueryOf(const CreateOptions& options) { return WriteQueryOf("CreateOptions", options); }

Result<Query> QueryOf(const UpdateOptions& options) { return WriteQueryOf("UpdateOptions", options); }

Result<Query> QueryOf(const PatchOptions& options, std::string_view contentType) {
  const bool isApply = contentType == ApplyPatch("").contentType;
  if (options.force && !isApply) return Refused("PatchOptions::force", "it is of an apply patch only");
  if (isApply && options.fieldManager.empty()) return Refused("PatchOptions::fieldManager", "an apply patch needs one");
  Result<Query> query = WriteQueryOf("PatchOptions", options);
  if (query && options.force) query->emplace_back("force", "true");
  return query;
}

Result<Query> QueryOf(const ApplyOptions& options) {
  if (options.fieldManager.empty()) return Refused("ApplyOptions::fieldManager", "it is empty");
  Result<Query> query = WriteQueryOf("ApplyOptions", options);
  if (query) query->emplace_back("force", options.force ? "true" : "false");
  return query;
}

metav1::DeleteOptions BodyOf(const DeleteOptions& options) {
  metav1::DeleteOptions body;
  body.gracePeriodSeconds = options.gracePeriodSeconds;
  if (!options.uid.empty()) body.preconditions.Ensure().uid = options.uid;
  if (!options.resourceVersion.empty()) body.preconditions.Ensure().resourceVersion = options.resourceVersion;
  if (options.propagationPolicy) body.propagationPolicy = NameOf(*options.propagationPolicy);
  if (options.dryRun) body.dryRun = {"All"};
  if (options.ignoreStoreReadErrorWithClusterBreakingPotential) body.ignoreStoreReadErrorWithClusterBreakingPotential = true;
  return body;
}

}  // namespace k8s::internal
