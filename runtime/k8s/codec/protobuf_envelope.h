#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/type.h>

namespace k8s {

/// What stands around a whole object in protobuf: `k8s\0`, and a message that tells its kind.
struct ProtobufEnvelope {
  std::string_view apiVersion;  ///< "apps/v1"; may be empty
  std::string_view kind;        ///< "Deployment"; may be empty
  std::string_view object;      ///< the bare message
};

/// Whether the bytes begin as an envelope does.
bool IsProtobufEnvelope(std::string_view bytes);

/// Opens an envelope, whatever kind is in it: an answer can be a Status where an object was expected. The views are into
/// `bytes`.
///
/// kDecode: it is none, with the byte offset. kUnsupported: its content is compressed.
Result<ProtobufEnvelope> OpenProtobufEnvelope(std::string_view bytes);

}  // namespace k8s
