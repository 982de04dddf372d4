#pragma once

#include <array>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/frame_cache.h>
#include <k8s/testkit/core/handler.h>
#include <k8s/testkit/core/outcome.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kProtobufType = "application/vnd.kubernetes.protobuf";
inline constexpr std::string_view kYamlType = "application/yaml";

/// The forms that built-in kinds have.
inline constexpr std::array kForms = {kJsonType, kYamlType, kProtobufType};

/// Whether values of a type can be written as protobuf: those of built-in kinds can, those of custom ones cannot.
bool HasProtobuf(const codec::Type& type);

/// Translates for a server that knows JSON only: bodies that come as protobuf or YAML before the server sees them, and its
/// answers into what the client likes best.
///
/// Thread safety: all members, from any thread.
class Encodings final : public Handler {
 public:
  /// By group, version and kind.
  using Types = std::map<std::tuple<std::string_view, std::string_view, std::string_view>, const codec::Type*>;

  /// `kinds` are those that may come and go as protobuf: objects, lists, bodies of subresources, Status. They must outlive
  /// this.
  Encodings(std::shared_ptr<Handler> server, std::span<const codec::Type* const> kinds);

  void Handle(const Request& request, Respond respond) override;

 private:
  Outcome<Request> ToJson(const Request& request) const;

  std::shared_ptr<Handler> server_;
  std::shared_ptr<const Types> types_;  ///< those that have a protobuf form; answers on their way share it
  std::shared_ptr<FrameCache> frames_ = std::make_shared<FrameCache>();
};

}  // namespace k8s::testkit::core
