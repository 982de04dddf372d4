#pragma once

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "oracle/rapidjson.h"

#include <k8s/codec/value.h>

namespace k8s::test {

/// Puts a value together of what RapidJSON finds. Of a number it finds the text alone: of 0e-34 it makes 1.2e-243.
class OracleHandler : public k8s_rapidjson::BaseReaderHandler<k8s_rapidjson::UTF8<>, OracleHandler> {
 public:
  using Size = k8s_rapidjson::SizeType;

  Value Take() { return std::move(done_); }

  bool Null() { return Add(Value()); }
  bool Bool(bool value) { return Add(value); }
  bool RawNumber(const char* text, Size length, bool) { return Add(NumberOf({text, length})); }
  bool String(const char* text, Size length, bool) { return Add(std::string_view(text, length)); }
  bool Key(const char* text, Size length, bool) {
    open_.back().key.assign(text, length);
    return true;
  }
  bool StartObject() { return Begin(ValueObject()); }
  bool EndObject(Size) { return End(); }
  bool StartArray() { return Begin(ValueList()); }
  bool EndArray(Size) { return End(); }

 private:
  struct Level {
    Value container;
    std::string key;
  };

  static Value NumberOf(const std::string& text) {
    std::int64_t integer = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, integer);
    if (error == std::errc() && stopped == end) return integer;
    return std::strtod(text.c_str(), nullptr);
  }

  bool Begin(Value container) {
    open_.push_back({std::move(container), {}});
    return true;
  }

  bool End() {
    Value ended = std::move(open_.back().container);
    open_.pop_back();
    return Add(std::move(ended));
  }

  bool Add(Value value) {
    if (open_.empty()) {
      done_ = std::move(value);
    } else if (ValueObject* object = open_.back().container.AsObject()) {
      object->Set(open_.back().key, std::move(value));
    } else {
      open_.back().container.AsList()->Append(std::move(value));
    }
    return true;
  }

  std::vector<Level> open_;
  Value done_;
};

/// What RapidJSON takes a text for; nothing, if it is no JSON to it.
inline std::optional<Value> ReadWithOracle(std::string_view text) {
  constexpr unsigned kFlags = k8s_rapidjson::kParseValidateEncodingFlag | k8s_rapidjson::kParseIterativeFlag |
                              k8s_rapidjson::kParseNumbersAsStringsFlag;
  // Its UTF-8 check reads up to three bytes behind a string that ends within a sequence.
  const std::string padded = std::string(text) + std::string(4, '\0');
  k8s_rapidjson::StringStream stream(padded.c_str());
  OracleHandler handler;
  k8s_rapidjson::Reader reader;
  if (reader.Parse<kFlags>(stream, handler).IsError()) return std::nullopt;
  return handler.Take();
}

}  // namespace k8s::test
