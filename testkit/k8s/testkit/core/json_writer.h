#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <k8s/testkit/core/rapidjson.h>

namespace k8s::testkit::core {

/// Writes JSON text whose shape is that of the calls:
///
/// ```
/// JsonWriter json;
/// json.Object([&] {
///   json.Field("kind", "APIVersions");
///   json.List("versions", versions, [&](std::string_view version) { json.Text(version); });
/// });
/// ```
class JsonWriter {
 public:
  std::string Take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

  template <class WriteMembers>
  void Object(WriteMembers writeMembers) {
    writer_.StartObject();
    writeMembers();
    writer_.EndObject();
  }
  template <class Range, class WriteElement>
  void List(const Range& range, WriteElement writeElement) {
    writer_.StartArray();
    for (const auto& element : range) writeElement(element);
    writer_.EndArray();
  }
  void Text(std::string_view text) { writer_.String(Data(text), Size(text)); }
  /// JSON that is written already.
  void Raw(std::string_view json) { writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

  // Members of an object.
  void Name(std::string_view name) { writer_.Key(Data(name), Size(name)); }
  void Field(std::string_view name, std::string_view text) {
    Name(name);
    Text(text);
  }
  void Field(std::string_view name, const char* text) { Field(name, std::string_view(text)); }
  void Field(std::string_view name, bool value) {
    Name(name);
    writer_.Bool(value);
  }
  void Field(std::string_view name, std::int64_t value) {
    Name(name);
    writer_.Int64(value);
  }
  template <class WriteMembers>
  void Object(std::string_view name, WriteMembers writeMembers) {
    Name(name);
    Object(writeMembers);
  }
  /// A list whose elements are not of one sort: `writeElements` writes them all.
  template <class WriteElements>
  void Array(std::string_view name, WriteElements writeElements) {
    Name(name);
    writer_.StartArray();
    writeElements();
    writer_.EndArray();
  }
  template <class Range, class WriteElement>
  void List(std::string_view name, const Range& range, WriteElement writeElement) {
    Name(name);
    List(range, writeElement);
  }
  template <class Range>
  void Texts(std::string_view name, const Range& range) {
    List(name, range, [&](std::string_view text) { Text(text); });
  }

 private:
  static const char* Data(std::string_view text) { return text.empty() ? "" : text.data(); }
  static rapidjson::SizeType Size(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace k8s::testkit::core
