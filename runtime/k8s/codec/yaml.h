#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/json.h>
#include <k8s/codec/type.h>

namespace k8s {

/// How much is read, and how strictly.
struct YamlReadOptions {
  std::size_t maxBytes = std::size_t{16} << 20;       ///< A longer text is refused before it is looked at
  std::size_t maxDepth = 256;                         ///< Nesting beyond this is an error; 1024 at most
  std::size_t maxAliasBytes = std::size_t{16} << 20;  ///< How much JSON anchors, aliases and merge keys may go over
  bool rejectUnknownFields = false;                   ///< As in JsonReadOptions
};

namespace codec {

/// The one document of a YAML text as JSON, with the meaning that kubectl gives it: that of sigs.k8s.io/yaml. JSON is YAML too,
/// and is given back as it is. A text without a document is `null`.
///
/// - Plain scalars are read by the rules of YAML 1.1: `yes`, `no`, `on`, `off`, `y` and `n` are booleans, `0644`, `0o644`,
/// `0x1F`
///   and `1_000` integers, `1e3` and `1.10` numbers; timestamps and `12:30` are strings. Quoted scalars and those with a tag of
///   one's own are strings. The tags !!str, !!int, !!float, !!bool, !!null and !!binary are obeyed.
/// - Keys become strings, also those that are numbers and booleans: `yes: 1` is `{"true":1}`.
/// - Aliases become copies. `<<` merges mappings into the one it stands in; what comes later in the text wins.
/// - Members keep the order of the text. Directives say nothing: `%YAML 1.2`, which kubectl refuses, is read as 1.1.
///
/// Errors: kDecode, with line and column: for what is not YAML; a key that is repeated, or is null, a list or a mapping; an
/// infinity or a NaN, which JSON lacks; a control character; nesting, a text or aliases beyond their bounds; a second document,
/// for which FromManifest() is the call. Also for more than 1,048,576 indicators, the characters that mean something to YAML,
/// in one string or comment, or in a list or a mapping in brackets that stands where a key could: it would take more than 300
/// MB.
Result<std::string> YamlToJson(std::string_view text, const YamlReadOptions& options = {});

/// A JSON text as YAML, in the style of kubectl: in blocks, members in the order of the text, lists not indented, strings of
/// several lines as literal blocks. Strings are quoted where a reader of YAML 1.1 or 1.2 would take them for something else.
///
/// Errors: kDecode, with the byte, for what is not JSON or is nested deeper than 256.
Result<std::string> JsonToYaml(std::string_view json);

/// ReadJson(), from YAML. Errors: as YamlToJson() and ReadJson(), the line in place of the byte.
Result<void> ReadYaml(std::string_view text, const Type& type, void* out, const YamlReadOptions& options = {});

/// WriteJson(), to YAML.
Result<void> WriteYaml(const Type& type, const void* value, std::string& out, const JsonWriteOptions& options = {});

}  // namespace codec

/// Reads an API object from the one document of a YAML text, which may be JSON too. What YAML takes for a number or a boolean
/// is no string, as with kubectl: `image: 1.10` is an error, `image: "1.10"` is not.
///
/// An `apiVersion` or a `kind` that is there and is not that of T is an error; one that is missing is not.
///
/// Errors: kDecode, with the line and either the column or the path of the field, as in
/// `spec.replicas: not a number at line 7`.
///
/// ```
/// k8s::Result<appsv1::Deployment> web = k8s::FromYaml<appsv1::Deployment>(text);
/// ```
template <class T>
Result<T> FromYaml(std::string_view text, const YamlReadOptions& options = {}) {
  Result<T> value{T()};
  if (Result<void> read = codec::ReadYaml(text, T::kType, &*value, options); !read) return read.error();
  return value;
}

/// Writes an API object as YAML, its `apiVersion` and `kind` first, as JsonToYaml() does.
///
/// Errors: as ToJson().
template <class T>
Result<std::string> ToYaml(const T& value, const JsonWriteOptions& options = {}) {
  std::string text;
  if (Result<void> written = codec::WriteYaml(T::kType, &value, text, options); !written) return written.error();
  return text;
}

}  // namespace k8s
