#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/kubeconfig_edit.h>
#include <k8s/config/yaml_text.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

using Kind = YamlNode::Kind;

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

YamlNode* FindIn(YamlNode& mapping, std::string_view key) { return const_cast<YamlNode*>(mapping.Find(key)); }

// The child of that key, which is made, as a null, if there is none.
YamlNode& ChildOf(YamlNode& mapping, std::string_view key) {
  if (YamlNode* child = FindIn(mapping, key)) return *child;
  mapping.keys.emplace_back(key);
  return mapping.children.emplace_back();
}

void RemoveFrom(YamlNode& mapping, std::string_view key) {
  const auto found = std::find(mapping.keys.begin(), mapping.keys.end(), key);
  if (found == mapping.keys.end()) return;
  mapping.children.erase(mapping.children.begin() + (found - mapping.keys.begin()));
  mapping.keys.erase(found);
}

// A null becomes what is wanted; anything else must be it.
Result<void> Become(Kind kind, std::string_view what, YamlNode& node) {
  if (node.kind == Kind::kNull) node.kind = kind;
  if (node.kind == kind) return {};
  return Bad(fmt::format("{} is not a {}", what, kind == Kind::kMapping ? "mapping" : "list"));
}

bool IsNamed(const YamlNode& entry, std::string_view name) {
  const YamlNode* node = entry.Find("name");
  return node && node->kind == Kind::kScalar && node->scalar == name;
}

std::string ListOf(KubeconfigChange::Section section) { return fmt::format("{}s", NameOf(section)); }

Result<YamlNode*> EntryOf(const KubeconfigChange& change, YamlNode& root) {
  const std::string list = ListOf(change.section);
  YamlNode& entries = ChildOf(root, list);
  if (Result<void> became = Become(Kind::kSequence, list, entries); !became) return became.error();
  for (YamlNode& entry : entries.children) {
    if (IsNamed(entry, change.name)) return &entry;
  }
  YamlNode& entry = entries.children.emplace_back();
  entry.kind = Kind::kMapping;
  ChildOf(entry, "name") = StringNode(change.name);
  return &entry;
}

YamlNode NodeOf(const KubeconfigChange::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return StringNode(*text);
  YamlNode node;
  if (const auto* flag = std::get_if<bool>(&value)) {
    node.kind = Kind::kScalar;
    node.scalar = *flag ? "true" : "false";
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    node.kind = Kind::kSequence;
    for (const std::string& text : *texts) node.children.push_back(StringNode(text));
  }
  return node;
}

Result<void> Set(const KubeconfigChange& change, YamlNode& root) {
  if (change.path.empty()) return Bad("an entry can only be set value by value");
  const Result<YamlNode*> entry = EntryOf(change, root);
  if (!entry) return entry.error();
  YamlNode* place = &ChildOf(**entry, NameOf(change.section));
  std::string_view what = NameOf(change.section);
  for (const std::string& key : change.path) {
    if (Result<void> became = Become(Kind::kMapping, what, *place); !became) return became.error();
    place = &ChildOf(*place, key);
    what = key;
  }
  *place = NodeOf(change.value);
  return {};
}

void RemoveAt(const std::vector<std::string>& path, YamlNode& body) {
  YamlNode* place = &body;
  for (std::size_t i = 0; i + 1 < path.size() && place; ++i) place = FindIn(*place, path[i]);
  if (place) RemoveFrom(*place, path.back());
}

Result<void> Remove(const KubeconfigChange& change, YamlNode& root) {
  if (!HasEntry(root, change.section, change.name)) {
    return Error(ErrorCode::kNotFound, fmt::format("there is no {} {}", NameOf(change.section), Quoted(change.name)));
  }
  auto& entries = FindIn(root, ListOf(change.section))->children;
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const YamlNode& e) { return IsNamed(e, change.name); });
  if (change.path.empty()) {
    entries.erase(entry);
  } else if (YamlNode* body = FindIn(*entry, NameOf(change.section))) {
    RemoveAt(change.path, *body);
  }
  return {};
}

}  // namespace

std::string_view NameOf(KubeconfigChange::Section section) {
  switch (section) {
    case KubeconfigChange::Section::kCluster: return "cluster";
    case KubeconfigChange::Section::kUser: return "user";
    case KubeconfigChange::Section::kContext: return "context";
  }
  return "";
}

bool HasEntry(const YamlNode& root, KubeconfigChange::Section section, std::string_view name) {
  const YamlNode* entries = root.Find(ListOf(section));
  if (!entries || entries->kind != Kind::kSequence) return false;
  return std::any_of(entries->children.begin(), entries->children.end(),
                     [&](const YamlNode& entry) { return IsNamed(entry, name); });
}

Result<void> Apply(const KubeconfigChange& change, YamlNode& root) {
  const bool removes = std::holds_alternative<std::monostate>(change.value);
  Result<void> applied = removes ? Remove(change, root) : Set(change, root);
  if (applied || applied.error().Code() == ErrorCode::kNotFound) return applied;
  return applied.error().WithContext(fmt::format("{} {}", NameOf(change.section), Quoted(change.name)));
}

void SetCurrentContext(const std::string& name, YamlNode& root) {
  if (name.empty()) return RemoveFrom(root, "current-context");
  ChildOf(root, "current-context") = StringNode(name);
}

}  // namespace k8s::internal
