#include <algorithm>
#include <cstddef>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <k8s/config/yaml.h>

namespace k8s::internal {
namespace {

// Throwing is how a handler stops yaml-cpp, which recurses once per level; ParseYaml() catches it.
class TreeBuilder final : public YAML::EventHandler {
 public:
  YamlNode Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { Add(mark, {}); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw YAML::ParserException(mark, "aliases are not supported");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
    YamlNode node;
    node.kind = YamlNode::Kind::kScalar;
    node.scalar = value;
    node.isString = tag != "?";  // what is plain has this tag
    Add(mark, std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Open(mark, YamlNode::Kind::kSequence);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Open(mark, YamlNode::Kind::kMapping);
  }
  void OnMapEnd() override {
    std::vector<std::string_view> keys(open_.back().node.keys.begin(), open_.back().node.keys.end());
    std::sort(keys.begin(), keys.end());
    if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) {
      throw YAML::ParserException(open_.back().mark, "a key is repeated in the mapping that starts here");
    }
    Close();
  }

 private:
  struct Level {
    YamlNode node;
    YAML::Mark mark;
  };

  void Open(const YAML::Mark& mark, YamlNode::Kind kind) {
    constexpr std::size_t kMaxDepth = 100;
    if (open_.size() == kMaxDepth) throw YAML::ParserException(mark, "nested too deep");
    open_.push_back({{}, mark});
    open_.back().node.kind = kind;
  }

  void Close() {
    Level level = std::move(open_.back());
    open_.pop_back();
    Add(level.mark, std::move(level.node));
  }

  void Add(const YAML::Mark& mark, YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    YamlNode& parent = open_.back().node;
    if (parent.kind == YamlNode::Kind::kMapping && parent.keys.size() == parent.children.size()) {
      if (node.kind != YamlNode::Kind::kScalar) throw YAML::ParserException(mark, "a key is not a string");
      parent.keys.push_back(std::move(node.scalar));
    } else {
      parent.children.push_back(std::move(node));
    }
  }

  YamlNode root_;
  std::vector<Level> open_;  // from the root down
};

}  // namespace

const YamlNode* YamlNode::Find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &children[static_cast<std::size_t>(found - keys.begin())];
}

Result<YamlNode> ParseYaml(const std::string& text) {
  try {
    std::istringstream stream(text);
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
