#include <algorithm>
#include <cstddef>

#include <k8s/base/ascii.h>
#include <k8s/testkit/core/names.h>

namespace k8s::testkit::core {
namespace {

using internal::IsLowerOrDigit;

bool IsLabel(std::string_view text) {
  const auto allowed = [](char c) { return IsLowerOrDigit(c) || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed) && IsLowerOrDigit(text.front()) &&
         IsLowerOrDigit(text.back());
}

bool IsSubdomain(std::string_view text) {
  while (true) {
    const std::size_t dot = text.find('.');
    if (!IsLabel(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

struct NameRule {
  bool (*holds)(std::string_view name);
  std::size_t maxLength;
  std::string_view explanation;
};

constexpr NameRule kLabelRule = {
    &IsLabel, 63,
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
    "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"};

constexpr NameRule kSubdomainRule = {&IsSubdomain, 253,
                                     "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' "
                                     "or '.', and must start and end with "
                                     "an alphanumeric character (e.g. 'example.com', regex used for validation is "
                                     "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"};

constexpr NameRule kPathSegmentRule = {
    [](std::string_view name) { return name.find('/') == std::string_view::npos && name.find('%') == std::string_view::npos; },
    253, "may not contain '/' or '%'"};

const NameRule& RuleOf(const ApiResource& resource) {
  const std::string_view group = resource.Kind().group;
  if (group == "rbac.authorization.k8s.io" || resource.plural == "ipaddresses") return kPathSegmentRule;
  if (group.empty() && (resource.plural == "namespaces" || resource.plural == "services")) return kLabelRule;
  return kSubdomainRule;
}

Cause InvalidName(std::string_view name, const std::string& why) {
  return {.reason = "FieldValueInvalid",
          .message = "Invalid value: \"" + std::string(name) + "\": " + why,
          .field = "metadata.name"};
}

}  // namespace

char NameSource::OneOf(std::string_view alphabet) {
  return alphabet[std::uniform_int_distribution<std::size_t>(0, alphabet.size() - 1)(random_)];
}

std::string NameSource::Uid() {
  std::string uid = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";  // version 4, variant 1
  for (char& digit : uid) {
    if (digit == 'x') digit = OneOf("0123456789abcdef");
    if (digit == 'y') digit = OneOf("89ab");
  }
  return uid;
}

std::string NameSource::Generate(std::string_view prefix) {
  constexpr std::size_t kMaxPrefix = 58;
  std::string name(prefix.substr(0, kMaxPrefix));
  for (int i = 0; i < 5; ++i) name += OneOf("bcdfghjklmnpqrstvwxz2456789");
  return name;
}

std::string ComplaintOfSubdomain(std::string_view text) {
  if (text.size() > kSubdomainRule.maxLength) return "must be no more than 253 bytes";
  return IsSubdomain(text) ? std::string() : std::string(kSubdomainRule.explanation);
}

std::optional<Cause> CheckName(const ApiResource& resource, std::string_view name) {
  if (name.empty()) {
    return Cause{.reason = "FieldValueRequired",
                 .message = "Required value: name or generateName is required",
                 .field = "metadata.name"};
  }
  const NameRule& rule = RuleOf(resource);
  if (name.size() > rule.maxLength) {
    return InvalidName(name, "must be no more than " + std::to_string(rule.maxLength) + " characters");
  }
  if (&rule == &kPathSegmentRule && !rule.holds(name)) {
    return InvalidName(name, name.find('/') == std::string_view::npos ? "may not contain '%'" : "may not contain '/'");
  }
  if (&rule == &kLabelRule && name.find('.') != std::string_view::npos) return InvalidName(name, "must not contain dots");
  if (!rule.holds(name)) return InvalidName(name, std::string(rule.explanation));
  return std::nullopt;
}

}  // namespace k8s::testkit::core
