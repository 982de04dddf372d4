#include <algorithm>
#include <array>
#include <optional>

#include <k8s/testkit/core/dry_run.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/write_options.h>

namespace k8s::testkit::core {
namespace {

constexpr std::size_t kMaxManager = 128;

bool IsPrintable(char c) { return c >= ' ' && c != 0x7f; }

std::string_view OptionsKindOf(const Request& request) {
  if (request.method == "PATCH") return "PatchOptions";
  return request.method == "PUT" ? "UpdateOptions" : "CreateOptions";
}

codec::ApiKind OptionsOf(const Request& request) {
  return {.group = "meta.k8s.io", .version = "v1", .kind = OptionsKindOf(request)};
}

Failure InvalidOption(const Request& request, Cause cause) { return Invalid(OptionsOf(request), "", {std::move(cause)}); }

/// Who does not name a manager is known by the first word of its user agent.
std::string ManagerOfAgent(const Headers& headers) {
  const std::string* agent = headers.Find("User-Agent");
  std::string manager = agent == nullptr ? std::string() : agent->substr(0, std::min(agent->find('/'), kMaxManager));
  std::erase_if(manager, [](char c) { return !IsPrintable(c); });
  return manager.empty() ? "unknown" : manager;
}

/// A byte that is not printable as Go writes it in a string.
std::string Escaped(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

/// `U+0001`
std::string CodeOf(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'U', '+', '0', '0', kDigits[byte >> 4], kDigits[byte & 15]};
}

std::optional<Failure> CheckManager(const Request& request, std::string_view manager) {
  if (manager.size() > kMaxManager) {
    return InvalidOption(request, {.reason = "FieldValueTooLong",
                                   .message = "Too long: may not be more than " + std::to_string(kMaxManager) + " bytes",
                                   .field = "fieldManager"});
  }
  const auto bad = std::find_if_not(manager.begin(), manager.end(), &IsPrintable);
  if (bad == manager.end()) return std::nullopt;
  std::string shown;
  for (const char c : manager) shown += IsPrintable(c) ? std::string(1, c) : Escaped(c);
  return InvalidOption(request, {.reason = "FieldValueInvalid",
                                 .message = "Invalid value: \"" + shown + "\": invalid character " + CodeOf(*bad) +
                                            " (at position " + std::to_string(bad - manager.begin()) + ")",
                                 .field = "fieldManager"});
}

std::optional<Failure> CheckApply(const Target& target, const Request& request) {
  const bool applies = request.method == "PATCH" && BodyType(request.headers) == kApplyPatch;
  if (applies && target.Parameter("fieldManager").empty()) {
    return InvalidOption(
        request,
        {.reason = "FieldValueRequired", .message = "Required value: is required for apply patch", .field = "fieldManager"});
  }
  if (!applies && request.method == "PATCH" && !target.Parameter("force").empty()) {
    return InvalidOption(
        request,
        {.reason = "FieldValueForbidden", .message = "Forbidden: may not be specified for non-apply patch", .field = "force"});
  }
  return std::nullopt;
}

}  // namespace

Outcome<WriteOptions> WriteOptions::Of(const Target& target, const Request& request) {
  const auto dryRun = DryRunOf(target, OptionsOf(request));
  if (!dryRun) return dryRun.failure();
  WriteOptions options{.dryRun = *dryRun, .force = target.Flag("force")};
  if (auto failure = CheckApply(target, request)) return *failure;
  const std::string_view manager = target.Parameter("fieldManager");
  if (auto failure = CheckManager(request, manager)) return *failure;
  options.manager = manager.empty() ? ManagerOfAgent(request.headers) : std::string(manager);
  const std::string_view validation = target.Parameter("fieldValidation");
  if (validation == "Strict") {
    options.validation = FieldValidation::kStrict;
  } else if (validation == "Ignore") {
    options.validation = FieldValidation::kIgnore;
  } else if (!validation.empty() && validation != "Warn") {
    return InvalidOption(request, {.reason = "FieldValueNotSupported",
                                   .message = "Unsupported value: \"" + std::string(validation) +
                                              R"(": supported values: "", "Ignore", "Strict", "Warn")",
                                   .field = "fieldValidation"});
  }
  return options;
}

}  // namespace k8s::testkit::core
