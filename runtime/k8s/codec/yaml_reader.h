#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/yaml_document.h>

namespace k8s {
struct YamlReadOptions;
}

namespace k8s::codec {

/// Reads the documents of a text one after the other: of YAML, which ends them with `---`, or of JSON, which puts one object
/// behind the other.
class YamlReader {
 public:
  class Source;  // where documents come from

  /// `text` must outlive the reader. Errors: kDecode, for a text that is too long, or has characters that YAML does not allow.
  static Result<YamlReader> Create(std::string_view text, const YamlReadOptions& options);

  YamlReader(YamlReader&& other) noexcept;
  YamlReader& operator=(YamlReader&& other) noexcept;
  ~YamlReader();

  /// Whether there is another document, which is then put into `document`. An empty one is the JSON `null`.
  ///
  /// Errors: kDecode, with line and column. There is nothing behind it that could be read.
  Result<bool> Next(YamlDocument& document);

 private:
  explicit YamlReader(std::unique_ptr<Source> source);

  std::unique_ptr<Source> source_;
};

}  // namespace k8s::codec
