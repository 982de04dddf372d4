#include <string>

#include <k8s/testkit/core/media_type.h>

namespace k8s::testkit::core {
namespace {

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Cuts the part before `separator` off `text`, and the separator with it.
std::string_view CutPart(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return Trimmed(part);
}

MediaRange ParseRange(std::string_view text) {
  MediaRange range{.type = CutPart(text, ';')};
  while (!text.empty()) {
    std::string_view value = CutPart(text, ';');
    const std::string_view name = CutPart(value, '=');
    if (name == "as") range.as = value;
    if (name == "g") range.group = value;
    if (name == "v") range.version = value;
  }
  return range;
}

}  // namespace

std::vector<MediaRange> AcceptedBy(const Headers& headers) {
  const std::string* accept = headers.Find("Accept");
  if (accept == nullptr || accept->empty()) return {{.type = "*/*"}};
  std::vector<MediaRange> ranges;
  for (std::string_view rest = *accept; !rest.empty();) ranges.push_back(ParseRange(CutPart(rest, ',')));
  return ranges;
}

std::string_view BodyType(const Headers& headers) {
  const std::string* type = headers.Find("Content-Type");
  if (type == nullptr || type->empty()) return "application/json";
  std::string_view text = *type;
  return CutPart(text, ';');
}

}  // namespace k8s::testkit::core
