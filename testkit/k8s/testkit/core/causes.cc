#include <algorithm>
#include <iterator>
#include <utility>

#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

std::string With(std::string text, std::string_view why) { return why.empty() ? text : text.append(": ").append(why); }

}  // namespace

void Causes::Required(std::string field, std::string_view why) {
  Add("FieldValueRequired", With("Required value", why), std::move(field));
}

void Causes::Forbidden(std::string field, std::string_view why) {
  Add("FieldValueForbidden", With("Forbidden", why), std::move(field));
}

void Causes::Invalid(std::string field, std::string_view value, std::string_view why) {
  Add("FieldValueInvalid", With("Invalid value: " + std::string(value), why), std::move(field));
}

void Causes::Unsupported(std::string field, std::string_view value, std::span<const std::string_view> supported) {
  std::string list;
  for (const std::string_view one : supported) list += (list.empty() ? "" : ", ") + Quoted(one);
  Add("FieldValueNotSupported", "Unsupported value: " + std::string(value) + ": supported values: " + list, std::move(field));
}

void Causes::Duplicate(std::string field, std::string_view value) {
  Add("FieldValueDuplicate", "Duplicate value: " + std::string(value), std::move(field));
}

void Causes::TooLong(std::string field, std::int64_t most) {
  Add("FieldValueTooLong", "Too long: may not be more than " + std::to_string(most) + " bytes", std::move(field));
}

void Causes::TooMany(std::string field, std::size_t count, std::int64_t most) {
  Add("FieldValueTooMany", "Too many: " + std::to_string(count) + ": must have at most " + std::to_string(most) + " items",
      std::move(field));
}

void Causes::Add(std::string reason, std::string message, std::string field) {
  causes_.push_back({.reason = std::move(reason), .message = std::move(message), .field = std::move(field)});
}

void Causes::Append(std::vector<Cause> causes) { std::move(causes.begin(), causes.end(), std::back_inserter(causes_)); }

std::vector<Cause> Causes::TakeSorted() {
  std::sort(causes_.begin(), causes_.end(),
            [](const Cause& a, const Cause& b) { return a.field + ": " + a.message < b.field + ": " + b.message; });
  return std::move(causes_);
}

}  // namespace k8s::testkit::core
