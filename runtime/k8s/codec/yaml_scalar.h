#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What a scalar of YAML means, as sigs.k8s.io/yaml and so kubectl decide it: by the rules of YAML 1.1 with the octal numbers
/// of 1.2 added, without numbers to the base of 60, and with timestamps being strings.
namespace k8s::codec {

enum class YamlScalarKind : std::uint8_t { kNull, kBool, kInteger, kFloat, kNotANumber, kString };

struct YamlScalar {
  YamlScalarKind kind = YamlScalarKind::kString;
  /// As JSON, of null, booleans and numbers: kNotANumber (an infinity, too) and kString have none.
  std::string json = {};
  /// The number of kFloat.
  double number = 0;
};

/// What `text` means where it is plain: neither quoted, nor a block, nor tagged.
YamlScalar ResolveYamlScalar(std::string_view text);

/// How Go names the number of a kFloat where it is the key of a mapping: to the precision of 32 bits.
std::string YamlFloatKey(double number);

/// Whether any reader, of YAML 1.1 or 1.2, would take `text` for something other than a string if it were plain.
bool IsAmbiguousInYaml(std::string_view text);

}  // namespace k8s::codec
