#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/testkit/core/media_type.h>

namespace k8s::testkit::core {
namespace {

/// Cuts the part before `separator` off `text`, and the separator with it.
std::string_view CutPart(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return internal::Trimmed(part);
}

/// What is no number weighs nothing.
double WeightOf(std::string_view text) {
  double weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  return error == std::errc() && end == text.data() + text.size() ? weight : 0;
}

MediaRange ParseRange(std::string_view text) {
  MediaRange range{.type = CutPart(text, ';')};
  while (!text.empty()) {
    std::string_view value = CutPart(text, ';');
    const std::string_view name = CutPart(value, '=');
    if (name == "as") range.as = value;
    if (name == "g") range.group = value;
    if (name == "v") range.version = value;
    if (name == "q") range.weight = WeightOf(value);
  }
  return range;
}

bool IsWellFormed(const MediaRange& range) {
  const std::size_t slash = range.type.find('/');
  return slash != std::string_view::npos && slash + 1 < range.type.size() &&
         range.type.find('/', slash + 1) == std::string_view::npos;
}

/// Whether the real server looks at `a` first where `b` came before it. A type is before a wildcard whatever their weights: so
/// it is no order, and only the same steps lead to the same result.
bool Overtakes(const MediaRange& a, const MediaRange& b) {
  const auto isAny = [](const MediaRange& range) { return range.type.starts_with('*'); };
  const auto isAnyOfType = [](const MediaRange& range) { return range.type.ends_with("/*"); };
  return a.weight > b.weight || (!isAny(a) && isAny(b)) || (!isAnyOfType(a) && isAnyOfType(b));
}

void Insert(std::vector<MediaRange>& ranges, const MediaRange& range) {
  ranges.push_back(range);
  for (std::size_t i = ranges.size() - 1; i > 0 && Overtakes(ranges[i], ranges[i - 1]); --i)
    std::swap(ranges[i], ranges[i - 1]);
}

}  // namespace

std::vector<MediaRange> AcceptedBy(const Headers& headers) {
  const std::string* accept = headers.Find("Accept");
  if (accept == nullptr || accept->empty()) return {{.type = "*/*"}};
  std::vector<MediaRange> ranges;
  for (std::string_view rest = *accept; !rest.empty();) {
    MediaRange range = ParseRange(CutPart(rest, ','));
    if (range.type == "*") range.type = "*/*";
    if (IsWellFormed(range)) Insert(ranges, range);
  }
  return ranges;
}

std::optional<Failure> RefuseForms(const Request& request, std::span<const std::string_view> types, bool watches) {
  const auto isTaken = [&](const MediaRange& range) {
    return range.type == "*/*" || std::find(types.begin(), types.end(), range.type) != types.end();
  };
  const auto ranges = AcceptedBy(request.headers);
  if (std::any_of(ranges.begin(), ranges.end(), isTaken)) return std::nullopt;
  Failure failure = NotAcceptable();
  failure.hasDetails = true;
  failure.message = "406: Not Acceptable\n\nAvailable representations: ";
  for (const std::string_view type : types) failure.message.append(type == types.front() ? "" : ", ").append(type);
  if (watches) failure.message += ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
  return failure;
}

std::string_view BodyType(const Headers& headers) {
  const std::string* type = headers.Find("Content-Type");
  if (type == nullptr || type->empty()) return "application/json";
  std::string_view text = *type;
  return CutPart(text, ';');
}

}  // namespace k8s::testkit::core
