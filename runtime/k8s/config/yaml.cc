#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <k8s/base/ascii.h>
#include <k8s/config/yaml.h>

namespace k8s::internal {
namespace {

// Throwing is how a handler stops yaml-cpp, which recurses once per level; ParseYaml() catches it.
class TreeBuilder final : public YAML::EventHandler {
 public:
  YamlNode Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { Add(mark, {}, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) throw YAML::ParserException(mark, "an alias of what it is part of");
    if (open_.size() + DepthOf(found->second) > kMaxDepth) throw YAML::ParserException(mark, "nested too deep");
    Add(mark, Copied(mark, found->second));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    YamlNode node;
    node.kind = YamlNode::Kind::kScalar;
    node.scalar = value;
    const bool isPlain = tag == "?";
    node.isString = !isPlain || !MayHaveType(value);
    Add(mark, std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    Open(mark, YamlNode::Kind::kSequence, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    Open(mark, YamlNode::Kind::kMapping, anchor);
  }
  void OnMapEnd() override {
    std::vector<std::string_view> keys(open_.back().node.keys.begin(), open_.back().node.keys.end());
    std::sort(keys.begin(), keys.end());
    if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) {
      throw YAML::ParserException(open_.back().mark, "a key is repeated in the mapping that starts here");
    }
    if (open_.back().merge) Merge(open_.back());
    Close();
  }

 private:
  struct Level {
    YamlNode node;
    YAML::Mark mark;
    YAML::anchor_t anchor;
    std::optional<std::size_t> merge = {};  // which of the members is a merge key
  };

  static constexpr std::size_t kMaxDepth = 100;
  // What anchors and aliases may copy, together.
  static constexpr std::size_t kMaxCopied = std::size_t{8} << 20;

  static std::size_t DepthOf(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::kSequence && node.kind != YamlNode::Kind::kMapping) return 0;
    std::size_t deepest = 0;
    for (const YamlNode& child : node.children) deepest = std::max(deepest, DepthOf(child));
    return deepest + 1;
  }

  static std::size_t SizeOf(const YamlNode& node) {
    std::size_t size = sizeof node + node.scalar.size();
    for (const std::string& key : node.keys) size += sizeof key + key.size();
    for (const YamlNode& child : node.children) size += SizeOf(child);
    return size;
  }

  YamlNode Copied(const YAML::Mark& mark, const YamlNode& node) {
    copied_ += SizeOf(node);
    if (copied_ > kMaxCopied) throw YAML::ParserException(mark, "anchors and aliases that make the document too large");
    return node;
  }

  void Open(const YAML::Mark& mark, YamlNode::Kind kind, YAML::anchor_t anchor) {
    if (open_.size() == kMaxDepth) throw YAML::ParserException(mark, "nested too deep");
    open_.push_back({{}, mark, anchor});
    open_.back().node.kind = kind;
  }

  void Close() {
    Level level = std::move(open_.back());
    open_.pop_back();
    Add(level.mark, std::move(level.node), level.anchor);
  }

  // Members in the order of the text, those of a merged mapping where its merge key stands.
  static void Merge(Level& level) {
    YamlNode merged;
    merged.kind = YamlNode::Kind::kMapping;
    std::map<std::string, std::size_t> places;
    const auto set = [&](YamlNode& from) {
      for (std::size_t i = 0; i < from.keys.size(); ++i)
        Set(merged, places, std::move(from.keys[i]), std::move(from.children[i]));
    };
    YamlNode& own = level.node;
    for (std::size_t i = 0; i < own.keys.size(); ++i) {
      if (i != *level.merge) {
        Set(merged, places, std::move(own.keys[i]), std::move(own.children[i]));
      } else if (YamlNode& value = own.children[i]; value.kind == YamlNode::Kind::kMapping) {
        set(value);
      } else {
        if (value.kind != YamlNode::Kind::kSequence) RefuseMerge(level.mark);
        // Of several the first counts most.
        for (auto mapping = value.children.rbegin(); mapping != value.children.rend(); ++mapping) {
          if (mapping->kind != YamlNode::Kind::kMapping) RefuseMerge(level.mark);
          set(*mapping);
        }
      }
    }
    own = std::move(merged);
  }

  [[noreturn]] static void RefuseMerge(const YAML::Mark& mark) {
    throw YAML::ParserException(mark, "a merge key with something other than mappings");
  }

  static void Set(YamlNode& mapping, std::map<std::string, std::size_t>& places, std::string key, YamlNode value) {
    const auto [place, isNew] = places.emplace(key, mapping.keys.size());
    if (!isNew) {
      mapping.children[place->second] = std::move(value);
      return;
    }
    mapping.keys.push_back(std::move(key));
    mapping.children.push_back(std::move(value));
  }

  void Add(const YAML::Mark& mark, YamlNode node, YAML::anchor_t anchor = YAML::NullAnchor) {
    if (anchor != YAML::NullAnchor) anchored_.emplace(anchor, Copied(mark, node));
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    YamlNode& parent = open_.back().node;
    if (parent.kind == YamlNode::Kind::kMapping && parent.keys.size() == parent.children.size()) {
      if (node.kind != YamlNode::Kind::kScalar) throw YAML::ParserException(mark, "a key is not a string");
      if (!node.isString && node.scalar == "<<") open_.back().merge = parent.keys.size();
      parent.keys.push_back(std::move(node.scalar));
    } else {
      parent.children.push_back(std::move(node));
    }
  }

  YamlNode root_;
  std::vector<Level> open_;  // from the root down
  std::map<YAML::anchor_t, YamlNode> anchored_;
  std::size_t copied_ = 0;
};

// The parser makes some 300 bytes of each, of all up to a closing bracket before it tells of the opening one.
constexpr std::ptrdiff_t kMaxMarks = 500'000;
std::ptrdiff_t CountMarks(std::string_view text) {
  constexpr std::string_view kMarks = "[{,:\n";
  return std::count_if(text.begin(), text.end(), [&](char c) { return kMarks.find(c) != kMarks.npos; });
}

// YAML has none of them but in escapes. The parser would end at some as if the text did, and take others for letters.
bool IsNotInYaml(char c) { return IsControl(c) && c != '\t' && c != '\n' && c != '\r'; }

// A carriage return ends a line by itself, too; the parser takes it for a letter then.
std::string WithLineFeeds(std::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool isHalf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!isHalf) lines += text[i] == '\r' ? '\n' : text[i];
  }
  return lines;
}

}  // namespace

const YamlNode* YamlNode::Find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &children[static_cast<std::size_t>(found - keys.begin())];
}

bool MayHaveType(std::string_view plain) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  constexpr std::string_view kBegin = "0123456789+-.~<=";
  constexpr std::string_view kOthers = ":_";
  const std::string lower = Lower(plain);
  if (std::find(kWords.begin(), kWords.end(), lower) != kWords.end()) return true;
  if (plain == "~" || plain == "<<" || plain == "=") return true;
  const bool hasLetterOrDigit = std::any_of(lower.begin(), lower.end(), IsLetterOrDigit);
  if (!hasLetterOrDigit || kBegin.find(plain.front()) == kBegin.npos || plain.back() == ':') return false;
  return std::all_of(lower.begin(), lower.end(), [&](char c) {
    return IsLetterOrDigit(c) || kBegin.find(c) != kBegin.npos || kOthers.find(c) != kOthers.npos;
  });
}

Result<YamlNode> ParseYaml(const std::string& text) {
  if (const auto control = std::find_if(text.begin(), text.end(), IsNotInYaml); control != text.end()) {
    const auto line = 1 + std::count(text.begin(), control, '\n');
    return Error(ErrorCode::kConfig, fmt::format("line {}: a control character", line));
  }
  if (CountMarks(text) > kMaxMarks) return Error(ErrorCode::kConfig, "it has too many values");
  try {
    std::istringstream stream(WithLineFeeds(text));
    YAML::Parser parser(stream);
    TreeBuilder builder;
    parser.HandleNextDocument(builder);
    return builder.Take();
  } catch (const YAML::Exception& exception) {
    return Error(ErrorCode::kConfig,
                 fmt::format("line {}, column {}: {}", exception.mark.line + 1, exception.mark.column + 1, exception.msg));
  }
}

}  // namespace k8s::internal
