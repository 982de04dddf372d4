#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/utf8.h>
#include <k8s/codec/yaml_json_builder.h>
#include <k8s/codec/yaml_scalar.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/quoted.h>

namespace k8s::codec {
namespace {

using Kind = YamlScalarKind;

constexpr std::string_view kCoreTags = "tag:yaml.org,2002:";
constexpr std::string_view kMergeKey = "<<";

std::string JsonString(std::string_view text) {
  std::string json;
  JsonWriter(json).String(text);
  return json;
}

// Of a quoted scalar and of one whose tag we do not know it is the text that counts.
bool IsString(std::string_view tag) {
  constexpr std::string_view kResolved[] = {"null", "bool", "int", "float", "binary"};
  if (tag.empty()) return false;
  if (!tag.starts_with(kCoreTags)) return true;
  return std::find(std::begin(kResolved), std::end(kResolved), tag.substr(kCoreTags.size())) == std::end(kResolved);
}

bool IsOfTag(Kind kind, std::string_view tag) {
  if (tag == "null") return kind == Kind::kNull;
  if (tag == "bool") return kind == Kind::kBool;
  if (tag == "int") return kind == Kind::kInteger;
  return kind == Kind::kInteger || kind == Kind::kFloat || kind == Kind::kNotANumber;
}

// What a scalar is as a key; null cannot be one.
std::optional<std::string> KeyOf(const YamlScalar& scalar, const std::string& text) {
  switch (scalar.kind) {
    case Kind::kNull: return std::nullopt;
    case Kind::kFloat: return YamlFloatKey(scalar.number);
    case Kind::kNotANumber:
    case Kind::kString: return text;
    default: return scalar.json;
  }
}

}  // namespace

YamlJsonBuilder::Resolved YamlJsonBuilder::Resolve(std::string_view tag, const std::string& text) {
  if (IsString(tag)) return {JsonString(text), text, {}};
  const std::string_view name = tag.empty() ? tag : tag.substr(kCoreTags.size());
  if (name == "binary") {
    const Result<std::string> bytes = DecodeBase64(text);
    if (!bytes || !IsUtf8(*bytes)) return {{}, {}, "!!binary that is not the base64 of UTF-8 text"};
    return {JsonString(*bytes), *bytes, {}};
  }
  const YamlScalar scalar = ResolveYamlScalar(text);
  if (!name.empty() && !IsOfTag(scalar.kind, name)) return {{}, {}, fmt::format("{} is no !!{}", internal::Quoted(text), name)};
  const std::optional<std::string> key = KeyOf(scalar, text);
  if (scalar.kind == Kind::kString) return {JsonString(text), key, {}};
  if (scalar.kind == Kind::kNotANumber) return {{}, key, {}};
  return {scalar.json, key, {}};
}

bool YamlJsonBuilder::Scalar(const Properties& node, const std::string& text) {
  Resolved scalar = Resolve(node.tag, text);
  if (!scalar.error.empty()) return Fail(node.place, std::move(scalar.error));
  if (node.anchor != 0 && !Keep(node.place, node.anchor, {scalar.json, scalar.key})) return false;
  if (ExpectsKey()) return AddKey(node.place, scalar.key, node.tag.empty() && text == kMergeKey);
  return AddScalar(node.place, scalar.json);
}

bool YamlJsonBuilder::Alias(YamlPlace place, std::size_t anchor) {
  const Anchor& value = anchors_[anchor];
  if (!value.isComplete) return Fail(place, "an anchor that contains itself");
  if (ExpectsKey()) return AddKey(place, value.key, false);
  if (open_.size() + value.height > limits_.maxDepth) return Fail(place, "nested too deep");
  if (!Afford(place, value.json.size()) || !AddScalar(place, value.json)) return false;
  if (!open_.empty()) open_.back().height = std::max(open_.back().height, 1 + value.height);
  return true;
}

bool YamlJsonBuilder::Begin(const Properties& node, char bracket, bool isFlow) {
  if (ExpectsKey()) return Fail(node.place, "a key that is no scalar");
  if (open_.size() >= limits_.maxDepth) return Fail(node.place, "nested too deep");
  StartValue(node.place);
  if (node.anchor != 0) anchors_[node.anchor] = {.json = {}, .key = {}, .height = 0, .isComplete = false};
  open_.push_back(
      {.bracket = bracket, .isFlow = isFlow, .place = node.place, .anchor = node.anchor, .begin = document_.json.size()});
  document_.json += bracket;
  return true;
}

bool YamlJsonBuilder::End() {
  Level level = std::move(open_.back());
  open_.pop_back();
  document_.json += level.bracket == '{' ? '}' : ']';
  if (!CheckKeys(std::move(level.keys))) return false;
  if (!level.merges.empty() && !MergeMembers(level)) return false;
  if (level.anchor != 0 && !Keep(level.place, level.anchor, {document_.json.substr(level.begin), std::nullopt, level.height})) {
    return false;
  }
  EndValue(level.height);
  return true;
}

std::optional<YamlPlace> YamlJsonBuilder::BlockKey() const {
  return open_.empty() || open_.back().isFlow ? std::nullopt : open_.back().key;
}

YamlDocument YamlJsonBuilder::Take() {
  if (document_.json.empty()) document_.json = "null";
  return std::move(document_);
}

bool YamlJsonBuilder::AddScalar(YamlPlace place, const std::string& json) {
  if (json.empty()) return Fail(place, "a number that JSON does not have");
  StartValue(place);
  document_.json += json;
  EndValue(0);
  return true;
}

bool YamlJsonBuilder::AddKey(YamlPlace place, const std::optional<std::string>& key, bool isMerge) {
  if (!key) return Fail(place, "a key that is null or no scalar");
  Level& mapping = open_.back();
  if (mapping.members != 0) document_.json += ',';
  document_.json += JsonString(*key);
  document_.json += ':';
  mapping.key = place;
  if (isMerge) {
    mapping.merges.push_back(mapping.members);
  } else {
    mapping.keys.push_back({*key, place});
  }
  ++mapping.members;
  return true;
}

void YamlJsonBuilder::StartValue(YamlPlace place) {
  if (open_.empty() && document_.json.empty()) document_.line = place.line;
  if (!open_.empty() && open_.back().bracket == '[') {
    if (open_.back().members++ != 0) document_.json += ',';
  }
  if (document_.lines.empty() || document_.lines.back().line != place.line) {
    document_.lines.push_back({document_.json.size(), place.line});
  }
}

void YamlJsonBuilder::EndValue(std::size_t height) {
  if (open_.empty()) return;
  open_.back().key.reset();
  open_.back().height = std::max(open_.back().height, 1 + height);
}

bool YamlJsonBuilder::Keep(YamlPlace place, std::size_t anchor, Anchor value) {
  if (!Afford(place, value.json.size())) return false;
  anchors_[anchor] = std::move(value);
  return true;
}

bool YamlJsonBuilder::Afford(YamlPlace place, std::size_t bytes) {
  alias_bytes_ += bytes;
  return alias_bytes_ <= limits_.maxAliasBytes || Fail(place, "anchors and aliases that make the document too large");
}

bool YamlJsonBuilder::CheckKeys(std::vector<Key> keys) {
  std::stable_sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.text < b.text; });
  const auto twice = std::adjacent_find(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.text == b.text; });
  if (twice == keys.end()) return true;
  return Fail(std::next(twice)->place, fmt::format("the key {} is repeated", internal::Quoted(twice->text)));
}

namespace {

// The members of an object in the order in which they came first, each with the value that came last.
class Members {
 public:
  void Set(std::string_view key, std::string_view value) {
    const auto [place, isNew] = places_.try_emplace(std::string(key), members_.size());
    if (isNew) {
      members_.emplace_back(std::string(key), value);
    } else {
      members_[place->second].second = value;
    }
  }

  /// False, if the value is no mapping.
  bool SetAll(std::string_view object) {
    JsonReader reader(object, JsonReader::kDepthLimit);
    if (reader.Peek() != JsonShape::kObject || !reader.EnterObject()) return false;
    std::string_view key;
    while (reader.NextMember(key)) {
      const std::string name(key);
      std::string_view value;
      if (!reader.ReadRaw(value)) return false;
      Set(name, value);
    }
    return !reader.Failed();
  }

  std::string ToJson() const {
    std::string json;
    JsonWriter writer(json);
    writer.BeginObject();
    for (const auto& [key, value] : members_) {
      writer.Key(key);
      writer.Raw(value);
    }
    writer.EndObject();
    return json;
  }

 private:
  std::vector<std::pair<std::string, std::string_view>> members_;
  std::unordered_map<std::string, std::size_t> places_;
};

// The mappings that stand at a merge key, those that give way first.
std::vector<std::string_view> MergedMappings(std::string_view value) {
  if (!value.starts_with('[')) return {value};
  std::vector<std::string_view> mappings;
  JsonReader reader(value, JsonReader::kDepthLimit);
  reader.EnterArray();
  while (reader.NextElement()) reader.ReadRaw(mappings.emplace_back());
  std::reverse(mappings.begin(), mappings.end());
  return mappings;
}

}  // namespace

// Go sets members in the order of the text, those of a merged mapping where its merge key stands.
bool YamlJsonBuilder::MergeMembers(const Level& level) {
  const std::string text = document_.json.substr(level.begin);
  if (!Afford(level.place, text.size())) return false;  // each level of nested merges goes over the text again
  Members members;
  JsonReader reader(text, JsonReader::kDepthLimit);
  reader.EnterObject();
  auto merge = level.merges.begin();
  std::string_view key;
  for (std::size_t i = 0; reader.NextMember(key); ++i) {
    const std::string name(key);
    std::string_view value;
    reader.ReadRaw(value);
    if (merge == level.merges.end() || *merge != i) {
      members.Set(name, value);
      continue;
    }
    ++merge;
    for (const std::string_view mapping : MergedMappings(value)) {
      if (!members.SetAll(mapping)) return Fail(level.place, "a merge key with something other than mappings");
    }
  }
  document_.json.resize(level.begin);
  document_.json += members.ToJson();
  while (!document_.lines.empty() && document_.lines.back().offset > level.begin) document_.lines.pop_back();
  return true;
}

bool YamlJsonBuilder::Fail(YamlPlace place, std::string message) {
  place_ = place;
  message_ = std::move(message);
  return false;
}

}  // namespace k8s::codec
