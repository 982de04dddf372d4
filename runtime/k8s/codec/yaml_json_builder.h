#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/codec/json_writer.h>
#include <k8s/codec/yaml_document.h>

namespace k8s::codec {

/// Makes JSON of the events of one YAML document, as they come: scalars get their meaning, keys become strings, aliases copies
/// of what they stand for, merge keys members.
///
/// Each event returns whether it was taken; after one that was not, FailureMessage() and FailurePlace() tell why, and the
/// document is lost.
class YamlJsonBuilder {
 public:
  struct Limits {
    std::size_t maxDepth;
    std::size_t maxAliasBytes;  // of JSON that anchors keep and aliases repeat
  };

  /// What stands before a node. Anchors are numbered; 0 is none.
  struct Properties {
    YamlPlace place;
    std::string_view tag = {};  // in full; "" of a plain scalar without one, "!" of any other
    std::size_t anchor = 0;
  };

  explicit YamlJsonBuilder(Limits limits) : limits_(limits) {}

  bool Scalar(const Properties& node, const std::string& text);
  bool Alias(YamlPlace place, std::size_t anchor);
  bool BeginSequence(const Properties& node, bool isFlow) { return Begin(node, '[', isFlow); }
  bool BeginMapping(const Properties& node, bool isFlow) { return Begin(node, '{', isFlow); }
  /// Ends the innermost sequence or mapping.
  bool End();

  /// The key in a mapping without brackets whose value is to come; none, if something else is.
  std::optional<YamlPlace> BlockKey() const;
  /// Whether the value to come is in no brackets.
  bool IsInBlock() const { return open_.empty() || !open_.back().isFlow; }
  /// Whether an element of a sequence with brackets is to come.
  bool IsInFlowSequence() const { return !open_.empty() && open_.back().bracket == '[' && open_.back().isFlow; }

  /// The document. Call it after the last event.
  YamlDocument Take();

  const std::string& FailureMessage() const { return message_; }
  YamlPlace FailurePlace() const { return place_; }

 private:
  struct Key {
    std::string text;
    YamlPlace place;
  };

  // A sequence or a mapping that has begun and not ended.
  struct Level {
    char bracket;
    bool isFlow;  // is written with brackets
    YamlPlace place;
    std::size_t anchor;
    std::size_t begin;                     // of its JSON
    std::size_t height = 1;                // how deep it is in itself
    std::optional<YamlPlace> key = {};     // was written and has no value yet
    std::vector<Key> keys = {};            // those that may not be repeated
    std::size_t members = 0;               // that have begun
    std::vector<std::size_t> merges = {};  // which of the members are merge keys
  };

  // What an anchor names.
  struct Anchor {
    std::string json;
    std::optional<std::string> key;  // what it is as a key, if it can be one
    std::size_t height = 0;
    bool isComplete = true;
  };

  struct Resolved {
    std::string json;
    std::optional<std::string> key;
    std::string error;
  };

  static Resolved Resolve(std::string_view tag, const std::string& text);

  bool Begin(const Properties& node, char bracket, bool isFlow);
  bool AddScalar(YamlPlace place, const std::string& json);
  bool AddKey(YamlPlace place, const std::optional<std::string>& key, bool isMerge);
  void StartValue(YamlPlace place);
  void EndValue(std::size_t height);
  bool Keep(YamlPlace place, std::size_t anchor, Anchor value);
  bool Afford(YamlPlace place, std::size_t bytes);
  bool CheckKeys(std::vector<Key> keys);
  bool MergeMembers(const Level& level);
  bool ExpectsKey() const { return !open_.empty() && open_.back().bracket == '{' && !open_.back().key; }
  bool Fail(YamlPlace place, std::string message);

  Limits limits_;
  YamlDocument document_ = {.json = {}, .line = 1, .lines = {}};
  std::vector<Level> open_;
  std::map<std::size_t, Anchor> anchors_;
  std::size_t alias_bytes_ = 0;
  std::string message_;
  YamlPlace place_;
};

}  // namespace k8s::codec
