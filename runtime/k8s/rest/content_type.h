#pragma once

namespace k8s {

/// The form in which objects travel.
enum class ContentType {
  kJson,
  kProtobuf,  ///< Of the kinds that have it; others, custom resources among them, travel as JSON all the same
};

}  // namespace k8s
