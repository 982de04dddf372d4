#include <algorithm>
#include <cstddef>

#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {
namespace {

std::optional<int> HexDigit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return std::nullopt;
}

std::optional<char> DecodeEscape(std::string_view escape) {
  if (escape.size() < 3) return std::nullopt;
  const auto high = HexDigit(escape[1]);
  const auto low = HexDigit(escape[2]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high * 16 + *low);
}

std::optional<std::string> PercentDecode(std::string_view text, bool plusIsSpace) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const auto byte = DecodeEscape(text.substr(i));
      if (!byte) return std::nullopt;
      decoded += *byte;
      i += 2;
    } else {
      decoded += plusIsSpace && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

/// Calls `take` with each part between separators, until it returns false; tells whether it never did.
template <class Take>
bool ForEachPart(std::string_view text, char separator, Take take) {
  while (true) {
    const std::size_t end = text.find(separator);
    if (!take(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

/// A segment that would mean another path once somebody joins or cleans it never gets further than this.
bool IsSafeSegment(std::string_view segment) {
  return !segment.empty() && segment != "." && segment != ".." && segment.find('/') == std::string_view::npos &&
         segment.find('\0') == std::string_view::npos;
}

bool ParsePath(std::string_view path, std::vector<std::string>& segments) {
  if (path.empty() || path.front() != '/') return false;
  path.remove_prefix(1);
  if (!path.empty() && path.back() == '/') path.remove_suffix(1);
  if (path.empty()) return true;
  return ForEachPart(path, '/', [&](std::string_view part) {
    auto segment = PercentDecode(part, false);
    if (!segment || !IsSafeSegment(*segment)) return false;
    segments.push_back(std::move(*segment));
    return true;
  });
}

bool ParseQuery(std::string_view query, std::vector<std::pair<std::string, std::string>>& parameters) {
  return ForEachPart(query, '&', [&](std::string_view part) {
    if (part.empty()) return true;
    const std::size_t equals = part.find('=');
    auto name = PercentDecode(part.substr(0, equals), true);
    auto value = PercentDecode(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1), true);
    if (!name || !value) return false;
    parameters.emplace_back(std::move(*name), std::move(*value));
    return true;
  });
}

/// `/api/v1/watch/namespaces/a/pods/web`, as watches were asked for once, in the words of today.
void Modernize(Target& target) {
  auto& path = target.segments;
  if (path.empty() || (path[0] != "api" && path[0] != "apis")) return;
  const std::size_t prefix = path[0] == "api" ? 2 : 3;
  if (path.size() < prefix + 2 || path[prefix] != "watch") return;
  path.erase(path.begin() + static_cast<std::ptrdiff_t>(prefix));
  const bool isInNamespace = path[prefix] == "namespaces" && path.size() > prefix + 2;
  if (path.size() == prefix + (isInNamespace ? 4 : 2)) {
    const std::string others = std::string(target.Parameter("fieldSelector"));
    std::erase_if(target.parameters, [](const auto& parameter) { return parameter.first == "fieldSelector"; });
    target.parameters.emplace_back("fieldSelector", "metadata.name=" + path.back() + (others.empty() ? "" : "," + others));
    path.pop_back();
  }
  std::erase_if(target.parameters, [](const auto& parameter) { return parameter.first == "watch"; });
  target.parameters.emplace_back("watch", "true");
  target.onlyWatches = true;
}

}  // namespace

std::string_view Target::Parameter(std::string_view name) const {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.first == name; });
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

std::vector<std::string> Target::All(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [parameter, value] : parameters) {
    if (parameter == name) values.push_back(value);
  }
  return values;
}

bool Target::Has(std::string_view name) const {
  return std::any_of(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.first == name; });
}

bool Target::Flag(std::string_view name) const {
  std::string value(Parameter(name));
  std::transform(value.begin(), value.end(), value.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return Has(name) && value != "false" && value != "0";
}

Outcome<Target> ParseTarget(std::string_view target) {
  const std::size_t question = target.find('?');
  Target parsed;
  if (!ParsePath(target.substr(0, question), parsed.segments)) return BadRequest("invalid path in the request");
  if (question != std::string_view::npos && !ParseQuery(target.substr(question + 1), parsed.parameters)) {
    return BadRequest("invalid query in the request");
  }
  Modernize(parsed);
  return parsed;
}

}  // namespace k8s::testkit::core
