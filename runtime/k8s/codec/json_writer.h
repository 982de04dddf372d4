#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace k8s::codec {

/// Writes JSON without white space, value by value; commas and escapes come by themselves.
///
/// ```
/// writer.BeginObject();
/// writer.Key("replicas");
/// writer.Int(3);
/// writer.EndObject();
/// ```
class JsonWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  void BeginObject() { Begin('{'); }
  void EndObject() { End('}'); }
  void BeginArray() { Begin('['); }
  void EndArray() { End(']'); }

  /// False, and nothing that is of use written, if the text is not UTF-8.
  bool Key(std::string_view name);
  bool String(std::string_view text);

  void Null() { Plain("null"); }
  void Bool(bool value) { Plain(value ? "true" : "false"); }
  void Int(std::int64_t value);
  /// Of a finite number, the shortest text that reads back as the same.
  void Double(double value);
  /// Text that is JSON already.
  void Raw(std::string_view json) { Plain(json); }

 private:
  void Separate() {
    if (!first_) out_.push_back(',');
    first_ = false;
  }
  void Begin(char bracket) {
    Separate();
    out_.push_back(bracket);
    first_ = true;
  }
  void End(char bracket) {
    out_.push_back(bracket);
    first_ = false;
  }
  void Plain(std::string_view text) {
    Separate();
    out_.append(text);
  }
  bool Quoted(std::string_view text);
  void Escape(char c);

  std::string& out_;
  bool first_ = true;  // nothing was written yet that a comma would part from what comes
};

}  // namespace k8s::codec
