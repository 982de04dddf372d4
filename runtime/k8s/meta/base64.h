#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>

/// Base64 with the standard alphabet and padding (RFC 4648, section 4), which is what JSON and kubeconfig files carry.
namespace k8s {

/// Appends the base64 of `bytes` to `out`.
void AppendBase64(std::string_view bytes, std::string& out);

/// The base64 of `bytes`.
std::string EncodeBase64(std::string_view bytes);

/// The bytes that `text` spells. As Go's `base64.StdEncoding`: line breaks are skipped wherever they stand, padding is
/// demanded, bits left over in the last character are ignored.
///
/// kDecode: names the offset of the byte that is wrong, never the data, which may be a secret.
Result<std::string> DecodeBase64(std::string_view text);

}  // namespace k8s
