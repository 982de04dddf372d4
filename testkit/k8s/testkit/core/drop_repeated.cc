#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include <k8s/testkit/core/drop_repeated.h>
#include <k8s/testkit/core/field_path.h>

namespace k8s::testkit::core {
namespace {

/// More complaints than that help nobody.
constexpr std::size_t kMaxRepeated = 100;

bool HasRepeated(const JsonValue& object) {
  std::set<std::string_view> seen;
  const auto members = MembersOf(object);
  return std::any_of(members.begin(), members.end(),
                     [&](const JsonMember& member) { return !seen.insert(TextOf(member.name)).second; });
}

class Walk {
 public:
  void Visit(JsonValue& value, const std::string& path) {
    if (value.IsArray()) {
      for (rapidjson::SizeType i = 0; i < value.Size(); ++i) Visit(value[i], Item(path, i));
    }
    if (!value.IsObject()) return;
    if (HasRepeated(value)) Drop(value, path);
    for (JsonMember& member : MembersOf(value)) {
      if (member.value.IsObject() || member.value.IsArray()) Visit(member.value, Below(path, TextOf(member.name)));
    }
  }

  std::vector<std::string> Take() { return std::move(repeated_); }

 private:
  void Drop(JsonValue& object, const std::string& path) {
    std::set<std::string, std::less<>> later;
    for (auto member = object.MemberEnd(); member > object.MemberBegin();) {
      --member;
      if (later.emplace(TextOf(member->name)).second) continue;
      if (repeated_.size() < kMaxRepeated) repeated_.push_back(Below(path, TextOf(member->name)));
      member = object.EraseMember(member);
    }
  }

  std::vector<std::string> repeated_;
};

}  // namespace

std::vector<std::string> DropRepeated(JsonValue& value) {
  Walk walk;
  walk.Visit(value, "");
  return walk.Take();
}

}  // namespace k8s::testkit::core
