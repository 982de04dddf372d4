#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include <k8s/config/json_text.h>

namespace k8s::internal {
namespace {

// Takes digits from the front of `text`; whether there were any.
bool TakeDigits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(count);
  return count > 0;
}

bool Take(std::string_view& text, std::string_view anyOf) {
  if (text.empty() || anyOf.find(text.front()) == anyOf.npos) return false;
  text.remove_prefix(1);
  return true;
}

bool IsNumber(std::string_view text) {
  Take(text, "-");
  const bool hasNeedlessZero = text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
  if (hasNeedlessZero || !TakeDigits(text)) return false;
  if (Take(text, ".") && !TakeDigits(text)) return false;
  if (Take(text, "eE")) {
    Take(text, "+-");
    if (!TakeDigits(text)) return false;
  }
  return text.empty();
}

void AppendScalar(const YamlNode& node, std::string& out) {
  const std::string& text = node.scalar;
  const bool isBare = !node.isString && (text == "true" || text == "false" || IsNumber(text));
  if (isBare) {
    out += text;
  } else {
    AppendJsonString(text, out);
  }
}

void Append(const YamlNode& node, std::string& out) {
  switch (node.kind) {
    case YamlNode::Kind::kNull: out += "null"; return;
    case YamlNode::Kind::kScalar: return AppendScalar(node, out);
    case YamlNode::Kind::kSequence:
    case YamlNode::Kind::kMapping: break;
  }
  const bool isMapping = node.kind == YamlNode::Kind::kMapping;
  out += isMapping ? '{' : '[';
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (i > 0) out += ',';
    if (isMapping) {
      AppendJsonString(node.keys[i], out);
      out += ':';
    }
    Append(node.children[i], out);
  }
  out += isMapping ? '}' : ']';
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string JsonOf(const YamlNode& node) {
  std::string out;
  Append(node, out);
  return out;
}

}  // namespace k8s::internal
