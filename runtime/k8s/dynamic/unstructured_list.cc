#include <fmt/format.h>

#include <k8s/codec/value_json.h>
#include <k8s/dynamic/item_kind.h>
#include <k8s/dynamic/unstructured_list.h>

namespace k8s {
namespace {

constexpr std::string_view kItems = "items";

Error Mistyped(std::string_view where, const Value& value, std::string_view expected) {
  return Error(ErrorCode::kDecode, fmt::format("{}: {}, not {}", where, ToString(value.Kind()), expected));
}

// Of a long list the first items tell how much room the others take: growing step by step costs more than writing them.
void MakeRoom(std::string& json, std::size_t begin, std::size_t done, std::size_t all) {
  constexpr std::size_t kSample = 32;
  if (done != kSample || all < 2 * kSample) return;
  json.reserve(begin + (json.size() - begin) * (all / kSample + 1) * 17 / 16);
}

}  // namespace

Result<UnstructuredList> UnstructuredList::FromJson(std::string_view json, const ValueReadOptions& options) {
  Result<Unstructured> read = Unstructured::FromJson(json, options);
  if (!read) return read.error();
  UnstructuredList list;
  const auto itemKind = internal::ItemKind::OfList(read->ApiVersion(), read->Kind());
  if (Value* items = read->Content().Find(kItems); items != nullptr && !items->IsNull()) {
    if (!items->IsList()) return Mistyped(kItems, *items, "a list");
    ValueList& values = *items->AsList();
    list.items.reserve(values.size());
    for (Value& value : values) {
      if (!value.IsObject()) return Mistyped(fmt::format("items[{}]", &value - values.begin()), value, "an object");
      itemKind.Complete(list.items.emplace_back(std::move(*value.AsObject())));
    }
  }
  read->Content().Remove(kItems);
  list.content = *std::move(read);
  return list;
}

Result<std::string> UnstructuredList::ToJson() const {
  std::string json;
  Result<void> written = codec::AppendJson(content.Content(), json);
  if (!written) return written.error();
  json.pop_back();  // the bracket
  json += json.size() > 1 ? ",\"items\":[" : "\"items\":[";
  const std::size_t begin = json.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) json += ',';
    written = codec::AppendJson(items[i].Content(), json);
    if (!written) return written.error().WithContext(fmt::format("items[{}]", i));
    MakeRoom(json, begin, i + 1, items.size());
  }
  json += "]}";
  return json;
}

std::string UnstructuredList::Continue() const {
  return std::string(content.GetString("metadata.continue").value_or(std::string_view()));
}

std::optional<std::int64_t> UnstructuredList::RemainingItemCount() const {
  const Result<std::int64_t> count = content.GetInt("metadata.remainingItemCount");
  return count ? std::optional(*count) : std::nullopt;
}

}  // namespace k8s
