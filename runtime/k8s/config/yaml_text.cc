#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/config/yaml_text.h>

namespace k8s::internal {
namespace {

using Kind = YamlNode::Kind;

// A longer one is not looked for by readers, unless a question mark announces it.
constexpr std::size_t kLongestKey = 1000;

// Fewer than YAML allows, but surely strings.
bool IsPlainString(std::string_view text) {
  constexpr std::string_view kInside = "0123456789-_./:@+=";
  const auto isInside = [&](char c) { return IsLetter(c) || kInside.find(c) != kInside.npos; };
  return !text.empty() && (IsLetter(text.front()) || text.front() == '/') && text.back() != ':' &&
         std::all_of(text.begin(), text.end(), isInside) && !MayHaveType(text);
}

// What readers take for the end of a line, for nothing, or for an error, if it is not escaped.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSeparators = {
    {{"\xc2\x85", "\\u0085"}, {"\xe2\x80\xa8", "\\u2028"}, {"\xe2\x80\xa9", "\\u2029"}, {"\xef\xbb\xbf", "\\ufeff"}}};

// The length of the character at the front of `text` that was written escaped; 0: it is an ordinary one.
std::size_t AppendEscaped(std::string_view text, std::string& out) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (text.front() == '"' || text.front() == '\\') {
    out += '\\';
    out += text.front();
    return 1;
  }
  if (text.front() == '\n') {
    out += "\\n";
    return 1;
  }
  if (byte < 0x20 || byte == 0x7f) {
    out += fmt::format("\\x{:02x}", byte);
    return 1;
  }
  for (const auto& [character, escape] : kSeparators) {
    if (!text.starts_with(character)) continue;
    out += escape;
    return character.size();
  }
  return 0;
}

void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    std::size_t length = AppendEscaped(text, out);
    if (length == 0) {
      out += text.front();
      length = 1;
    }
    text.remove_prefix(length);
  }
  out += '"';
}

bool IsLeaf(const YamlNode& node) { return node.kind == Kind::kNull || node.kind == Kind::kScalar || node.children.empty(); }

void AppendLeaf(const YamlNode& node, std::string& out) {
  switch (node.kind) {
    case Kind::kNull: out += "null"; return;
    case Kind::kSequence: out += "[]"; return;
    case Kind::kMapping: out += "{}"; return;
    case Kind::kScalar: break;
  }
  if (!node.isString || IsPlainString(node.scalar)) {
    out += node.scalar;
  } else {
    AppendQuoted(node.scalar, out);
  }
}

void AppendBlock(const YamlNode& node, std::size_t indent, std::string& out);

void AppendElement(const YamlNode& element, std::size_t indent, std::string& out) {
  if (IsLeaf(element)) {
    out.append(indent, ' ').append("- ");
    AppendLeaf(element, out);
    out += '\n';
    return;
  }
  // The dash takes the place of the indentation of the element's first line.
  const std::size_t start = out.size();
  AppendBlock(element, indent + 2, out);
  out[start + indent] = '-';
}

void AppendMember(const std::string& key, const YamlNode& value, std::size_t indent, std::string& out) {
  std::string text;
  AppendLeaf(StringNode(key), text);
  out.append(indent, ' ');
  if (text.size() > kLongestKey) {
    out.append("? ").append(text).append("\n").append(indent, ' ');
  } else {
    out += text;
  }
  out += ':';
  if (IsLeaf(value)) {
    out += ' ';
    AppendLeaf(value, out);
    out += '\n';
    return;
  }
  out += '\n';
  AppendBlock(value, value.kind == Kind::kSequence ? indent : indent + 2, out);
}

void AppendBlock(const YamlNode& node, std::size_t indent, std::string& out) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (node.kind == Kind::kSequence) {
      AppendElement(node.children[i], indent, out);
    } else {
      AppendMember(node.keys[i], node.children[i], indent, out);
    }
  }
}

}  // namespace

std::string YamlOf(const YamlNode& node) {
  std::string out;
  if (IsLeaf(node)) {
    AppendLeaf(node, out);
    return out + '\n';
  }
  AppendBlock(node, 0, out);
  return out;
}

YamlNode StringNode(std::string text) {
  YamlNode node;
  node.kind = Kind::kScalar;
  node.isString = true;
  node.scalar = std::move(text);
  return node;
}

}  // namespace k8s::internal
