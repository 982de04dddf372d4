#include <charconv>
#include <utility>
#include <vector>

#include <k8s/testkit/core/list_options.h>
#include <k8s/testkit/core/versions.h>

namespace k8s::testkit::core {
namespace {

using codec::ApiKind;

constexpr ApiKind kListOptions = {"meta.k8s.io", "v1", "ListOptions"};

/// 0 where it is not given.
Outcome<std::int64_t> ReadNumber(const Target& target, std::string_view name) {
  std::int64_t number = 0;
  if (!target.Has(name)) return number;
  const std::string_view text = target.Parameter(name);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool isNumber = end == text.data() + text.size();
  if (isNumber && error == std::errc()) return number;
  const bool isTooLarge = isNumber && error == std::errc::result_out_of_range;
  return BadRequest("strconv.ParseInt: parsing \"" + std::string(text) +
                    (isTooLarge ? "\": value out of range" : "\": invalid syntax"));
}

/// Collects what is wrong with the options.
class Findings {
 public:
  void Forbid(std::string_view field, std::string_view why) {
    Add("FieldValueForbidden", field, "Forbidden: " + std::string(why));
  }
  void RefuseMatch(std::string_view match, std::string_view supported) {
    Add("FieldValueNotSupported", "resourceVersionMatch",
        "Unsupported value: \"" + std::string(match) + "\": supported values: " + std::string(supported));
  }

  std::optional<Failure> Take() {
    if (causes_.empty()) return std::nullopt;
    return Invalid(kListOptions, "", std::move(causes_));
  }

 private:
  void Add(std::string reason, std::string_view field, std::string message) {
    causes_.push_back({.reason = std::move(reason), .message = std::move(message), .field = std::string(field)});
  }

  std::vector<Cause> causes_;
};

std::optional<Failure> CheckWatch(const ListOptions& options, std::string_view match) {
  Findings findings;
  const auto forbid = [&](std::string_view why) { findings.Forbid("resourceVersionMatch", why); };
  if (options.sendInitialEvents && match != "NotOlderThan") {
    forbid("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }
  if (!match.empty() && !options.sendInitialEvents) {
    forbid("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  }
  if (!match.empty() && match != "NotOlderThan") findings.RefuseMatch(match, "\"NotOlderThan\"");
  if (!options.continueWith.empty()) forbid("resourceVersionMatch is forbidden when continue is provided");
  return findings.Take();
}

std::optional<Failure> CheckList(const ListOptions& options, std::string_view match) {
  Findings findings;
  const auto forbid = [&](std::string_view why) { findings.Forbid("resourceVersionMatch", why); };
  if (!match.empty() && options.resourceVersion.empty()) {
    forbid("resourceVersionMatch is forbidden unless resourceVersion is provided");
  }
  if (!match.empty() && !options.continueWith.empty()) forbid("resourceVersionMatch is forbidden when continue is provided");
  if (!match.empty() && match != "Exact" && match != "NotOlderThan") {
    findings.RefuseMatch(match, R"("Exact", "NotOlderThan", "")");
  }
  if (match == "Exact" && options.resourceVersion == "0") {
    forbid("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
  }
  if (options.sendInitialEvents) findings.Forbid("sendInitialEvents", "sendInitialEvents is forbidden for list");
  return findings.Take();
}

std::optional<Failure> ReadNumbers(const Target& target, ListOptions& options) {
  const auto limit = ReadNumber(target, "limit");
  if (!limit) return limit.failure();
  const auto timeout = ReadNumber(target, "timeoutSeconds");
  if (!timeout) return timeout.failure();
  options.limit = *limit > 0 ? *limit : 0;
  options.timeoutSeconds = *timeout > 0 ? *timeout : 0;
  return std::nullopt;
}

std::optional<Failure> ReadVersion(ListOptions& options) {
  const auto version = ParseVersion(options.resourceVersion);
  if (version) {
    options.version = *version;
    return std::nullopt;
  }
  if (options.watch) return version.failure();
  return BadRequest("invalid resource version: " + version.failure().message);
}

}  // namespace

Outcome<ListOptions> ListOptions::Of(const Target& target) {
  ListOptions options{.watch = target.Flag("watch"),
                      .resourceVersion = std::string(target.Parameter("resourceVersion")),
                      .continueWith = std::string(target.Parameter("continue")),
                      .bookmarks = target.Flag("allowWatchBookmarks")};
  if (auto failure = ReadNumbers(target, options)) return *failure;
  if (target.Has("sendInitialEvents")) options.sendInitialEvents = target.Flag("sendInitialEvents");
  const std::string_view match = target.Parameter("resourceVersionMatch");
  if (auto failure = options.watch ? CheckWatch(options, match) : CheckList(options, match)) return *failure;
  if (match == "Exact") options.match = Match::kExact;
  if (match == "NotOlderThan") options.match = Match::kNotOlderThan;
  if (auto failure = ReadVersion(options)) return *failure;
  return options;
}

/// A limit without a match meant exactly that version before there was a match, and still does.
bool ListOptions::WantsExactly() const {
  return match == Match::kExact || (match == Match::kUnset && limit > 0 && version != 0);
}

}  // namespace k8s::testkit::core
