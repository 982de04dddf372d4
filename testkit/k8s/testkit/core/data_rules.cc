#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/meta/base64.h>
#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/data_rules.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

constexpr std::size_t kMaxKey = 253;
constexpr std::size_t kMaxData = 1 << 20;
constexpr std::string_view kOpaque = "Opaque";
constexpr std::string_view kAccountToken = "kubernetes.io/service-account-token";
constexpr std::string_view kAccountName = "kubernetes.io/service-account.name";
constexpr std::string_view kBadKey =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
    "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

bool IsSecret(const ApiResource& resource) { return resource.Kind().group.empty() && resource.plural == "secrets"; }
bool IsConfigMap(const ApiResource& resource) { return resource.Kind().group.empty() && resource.plural == "configmaps"; }

/// What a type of Secrets has to hold.
struct Demand {
  std::string_view type;
  std::array<std::string_view, 2> keys;
  bool oneSuffices = false;
  bool mayBeEmpty = true;
  bool isJson = false;
};

constexpr auto kDemands = std::to_array<Demand>({
    {.type = "kubernetes.io/dockercfg", .keys = {".dockercfg"}, .isJson = true},
    {.type = "kubernetes.io/dockerconfigjson", .keys = {".dockerconfigjson"}, .isJson = true},
    {.type = "kubernetes.io/basic-auth", .keys = {"username", "password"}, .oneSuffices = true},
    {.type = "kubernetes.io/ssh-auth", .keys = {"ssh-privatekey"}, .mayBeEmpty = false},
    {.type = "kubernetes.io/tls", .keys = {"tls.crt", "tls.key"}},
});

bool IsKeyCharacter(char c) { return internal::IsLetterOrDigit(c) || c == '-' || c == '.' || c == '_'; }

std::string BytesAt(const JsonValue& data, std::string_view key) {
  return DecodeBase64(StringAt(data, key)).value_or(std::string());
}

/// Two objects that may be absent.
bool SameAt(const JsonValue& a, const JsonValue& b, std::string_view name) {
  return SameJson(ObjectAt(a, name), ObjectAt(b, name));
}

class DataCheck {
 public:
  explicit DataCheck(const JsonValue& object) : object_(object) {}

  void CheckHeld(const JsonValue& existing, std::span<const std::string_view> members) {
    if (!IsTrueAt(existing, "immutable")) return;
    if (!IsTrueAt(object_, "immutable")) Hold("immutable");
    for (const std::string_view member : members) {
      if (!SameAt(object_, existing, member)) Hold(std::string(member));
    }
  }

  void CheckTypeKept(const JsonValue& existing) {
    const std::string_view type = StringAt(object_, "type");
    if (type != StringAt(existing, "type")) {
      causes_.Invalid("type", Quoted(type), "field is immutable");
    }
  }

  void CheckKeys(std::string_view member) {
    for (const JsonMember& entry : MembersOf(ObjectAt(object_, member))) CheckKey(member, TextOf(entry.name));
  }

  void CheckNotInBoth() {
    for (const JsonMember& entry : MembersOf(ObjectAt(object_, "data"))) {
      const std::string_view key = TextOf(entry.name);
      if (Find(ObjectAt(object_, "binaryData"), key) != nullptr) {
        InvalidKey("data", key, "duplicate of key present in binaryData");
      }
    }
  }

  void CheckSize(std::size_t size, std::string field) {
    if (size <= kMaxData) return;
    causes_.TooLong(std::move(field), kMaxData);
  }

  /// `bytes`: the values are base64.
  std::size_t SizeOf(std::string_view member, bool bytes) const {
    std::size_t size = 0;
    for (const JsonMember& entry : MembersOf(ObjectAt(object_, member))) {
      if (!entry.value.IsString()) continue;
      size += bytes ? DecodeBase64(TextOf(entry.value)).value_or(std::string()).size() : TextOf(entry.value).size();
    }
    return size;
  }

  void CheckDemands() {
    const std::string_view type = StringAt(object_, "type");
    const JsonValue& annotations = ObjectAt(ObjectAt(object_, "metadata"), "annotations");
    if (type == kAccountToken && StringAt(annotations, kAccountName).empty()) {
      causes_.Required("metadata.annotations[" + std::string(kAccountName) + "]");
    }
    for (const Demand& demand : kDemands) {
      if (demand.type == type) CheckDemand(demand);
    }
  }

  std::vector<Cause> Take() { return causes_.Take(); }

 private:
  void CheckKey(std::string_view member, std::string_view key) {
    if (key.size() > kMaxKey) InvalidKey(member, key, "must be no more than " + std::to_string(kMaxKey) + " characters");
    if (key.empty() || !std::all_of(key.begin(), key.end(), &IsKeyCharacter)) InvalidKey(member, key, std::string(kBadKey));
    if (key == "." || key == "..") {
      InvalidKey(member, key, "must not be '" + std::string(key) + "'");
    } else if (key.starts_with("..")) {
      InvalidKey(member, key, "must not start with '..'");
    }
  }

  void CheckDemand(const Demand& demand) {
    const JsonValue& data = ObjectAt(object_, "data");
    const auto isMissing = [&](std::string_view key) {
      if (key.empty()) return false;
      return demand.mayBeEmpty ? Find(data, key) == nullptr : StringAt(data, key).empty();
    };
    const bool lacksAll = std::all_of(demand.keys.begin(), demand.keys.end(), isMissing);
    if (demand.oneSuffices && !lacksAll) return;
    for (const std::string_view key : demand.keys) {
      if (isMissing(key)) causes_.Required("data[" + std::string(key) + "]");
    }
    if (!demand.isJson || isMissing(demand.keys.front())) return;
    const auto json = ParseJson(BytesAt(data, demand.keys.front()));
    if (json && (json->IsObject() || json->IsNull())) return;
    causes_.Invalid("data[" + std::string(demand.keys.front()) + "]", "\"<secret contents redacted>\"",
                    json ? std::string("not an object") : json.failure().message);
  }

  void Hold(std::string field) { causes_.Forbidden(std::move(field), "field is immutable when `immutable` is set"); }
  void InvalidKey(std::string_view member, std::string_view key, const std::string& why) {
    causes_.Invalid(std::string(member) + "[" + std::string(key) + "]", Quoted(key), why);
  }

  const JsonValue& object_;
  Causes causes_;
};

std::vector<Cause> CheckSecret(const JsonValue& secret, const JsonValue* existing) {
  constexpr std::array<std::string_view, 1> kHeld = {"data"};
  DataCheck check(secret);
  if (existing != nullptr) {
    check.CheckTypeKept(*existing);
    check.CheckHeld(*existing, kHeld);
  }
  check.CheckKeys("data");
  check.CheckSize(check.SizeOf("data", true), "data");
  check.CheckDemands();
  return check.Take();
}

std::vector<Cause> CheckConfigMap(const JsonValue& map, const JsonValue* existing) {
  constexpr std::array<std::string_view, 2> kHeld = {"data", "binaryData"};
  DataCheck check(map);
  if (existing != nullptr) check.CheckHeld(*existing, kHeld);
  check.CheckKeys("data");
  check.CheckNotInBoth();
  check.CheckKeys("binaryData");
  check.CheckSize(check.SizeOf("data", false) + check.SizeOf("binaryData", true), "");
  return check.Take();
}

}  // namespace

void FoldData(const ApiResource& resource, Json& object) {
  if (!IsSecret(resource)) return;
  JsonAllocator& allocator = object.GetAllocator();
  if (StringAt(object, "type").empty()) Set(object, "type", kOpaque, allocator);
  const JsonValue* given = Find(object, "stringData");
  if (given == nullptr) return;
  const Json texts = CopyJson(*given);
  Remove(object, "stringData");
  if (MembersOf(texts).empty()) return;
  JsonValue& data = EnsureObject(object, "data", allocator);
  for (const JsonMember& text : MembersOf(texts)) {
    Set(data, TextOf(text.name), EncodeBase64(text.value.IsString() ? TextOf(text.value) : std::string_view()), allocator);
  }
}

std::vector<Cause> CheckData(const ApiResource& resource, const JsonValue& object, const JsonValue* existing) {
  if (IsSecret(resource)) return CheckSecret(object, existing);
  if (IsConfigMap(resource)) return CheckConfigMap(object, existing);
  return {};
}

}  // namespace k8s::testkit::core
