#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/pod_log_options.h>

namespace k8s::testkit::core {
namespace {

std::vector<std::string> NamesAt(const JsonValue& pod, std::string_view path) {
  std::vector<std::string> names;
  const JsonValue* containers = FindAt(pod, path);
  if (containers == nullptr || !containers->IsArray()) return names;
  for (const JsonValue& container : containers->GetArray()) names.emplace_back(StringAt(container, "name"));
  return names;
}

/// As Go prints a list of texts.
std::string Listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list.append(list.empty() ? "" : " ").append(name);
  return "[" + list + "]";
}

/// A pod that lists none may have any: tests do not write more than they need.
Outcome<std::string> ContainerOf(const JsonValue& pod, std::string_view wanted) {
  const std::vector<std::string> containers = NamesAt(pod, "spec.containers");
  const std::vector<std::string> before = NamesAt(pod, "spec.initContainers");
  const std::string name(StringAt(*Find(pod, "metadata"), "name"));
  if (containers.empty()) return std::string(wanted);
  if (wanted.empty() && containers.size() == 1) return containers.front();
  if (wanted.empty()) {
    const std::string others = before.empty() ? "" : " or one of the init containers: " + Listed(before);
    return BadRequest("a container name must be specified for pod " + name + ", choose one of: " + Listed(containers) + others);
  }
  for (const char* path : {"spec.containers", "spec.initContainers", "spec.ephemeralContainers"}) {
    const std::vector<std::string> names = NamesAt(pod, path);
    if (std::find(names.begin(), names.end(), wanted) != names.end()) return std::string(wanted);
  }
  return BadRequest("container " + std::string(wanted) + " is not valid for pod " + name);
}

class NumbersOf {
 public:
  NumbersOf(const JsonValue& pod, const Target& target) : pod_(pod), target_(target) {}

  /// The parameter, which is at least that; nothing if it is not given.
  std::optional<std::int64_t> AtLeast(std::int64_t least, std::string_view name) {
    const std::string_view text = target_.Parameter(name);
    if (text.empty() || failure_) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      failure_ = BadRequest("strconv.ParseInt: parsing \"" + std::string(text) + "\": invalid syntax");
      return std::nullopt;
    }
    if (number >= least) return number;
    const std::string bound = least == 0 ? "greater than or equal to 0" : "greater than 0";
    Refuse({.reason = "FieldValueInvalid",
            .message = "Invalid value: " + std::to_string(number) + ": must be " + bound,
            .field = std::string(name)});
    return std::nullopt;
  }

  void Refuse(Cause cause) {
    if (failure_) return;
    const codec::ApiKind kind{.group = {}, .version = "v1", .kind = "PodLogOptions"};
    failure_ = Invalid(kind, StringAt(*Find(pod_, "metadata"), "name"), {std::move(cause)});
  }

  const std::optional<Failure>& Why() const { return failure_; }

 private:
  const JsonValue& pod_;
  const Target& target_;
  std::optional<Failure> failure_;
};

/// Where the last `lines` lines of a text begin.
std::size_t TailOf(std::string_view text, std::size_t lines) {
  if (lines == 0) return text.size();
  std::size_t begin = text.ends_with('\n') ? text.size() - 1 : text.size();
  for (; lines > 0; --lines) {
    const std::size_t before = begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
    if (before == std::string_view::npos) return 0;
    begin = before;
  }
  return begin + 1;
}

}  // namespace

Outcome<PodLogOptions> PodLogOptions::Of(const JsonValue& pod, const Target& target) {
  NumbersOf numbers(pod, target);
  PodLogOptions options;
  options.follow = target.Flag("follow");
  options.tailLines = numbers.AtLeast(0, "tailLines");
  options.limitBytes = numbers.AtLeast(1, "limitBytes");
  const auto since = numbers.AtLeast(1, "sinceSeconds");
  if (since && target.Has("sinceTime")) {
    numbers.Refuse({.reason = "FieldValueForbidden",
                    .message = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
                    .field = "[]"});
  }
  if (numbers.Why()) return *numbers.Why();
  auto container = ContainerOf(pod, target.Parameter("container"));
  if (!container) return container.failure();
  options.container = std::move(*container);
  return options;
}

std::size_t PodLogOptions::Begin(std::string_view text) const { return tailLines ? TailOf(text, *tailLines) : 0; }

std::string_view PodLogOptions::Cut(std::string_view text) const {
  return text.substr(Begin(text), limitBytes.value_or(std::string_view::npos));
}

}  // namespace k8s::testkit::core
