#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <k8s/codec/json_reader.h>

namespace k8s::codec {

/// Writes the value that a reader of JSON comes to as YAML in block style. The depth of its recursion is bounded by that of the
/// reader.
class YamlWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit YamlWriter(std::string& out) : out_(out) {}

  /// Whether a whole value was read; if not, the reader tells why, and nothing written is of use.
  bool Write(JsonReader& reader);

 private:
  // Where a value begins: what it is in decides how it goes on.
  enum class After { kNothing, kKey, kDash };

  bool Value(JsonReader& reader, std::size_t indent, After after);
  bool Mapping(JsonReader& reader, std::size_t indent, After after);
  bool Sequence(JsonReader& reader, std::size_t indent, After after);
  bool Word(JsonReader& reader);
  void Key(std::string_view key, std::size_t indent);
  void String(std::string_view text, std::size_t indent);
  void Literal(std::string_view text, std::size_t indent);
  void SingleQuoted(std::string_view text);
  void DoubleQuoted(std::string_view text);
  void StartLine(std::size_t indent, bool isFirst, After after);

  std::string& out_;
};

}  // namespace k8s::codec
