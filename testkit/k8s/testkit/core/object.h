#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <k8s/codec/resource.h>
#include <k8s/meta/label_selector.h>
#include <k8s/meta/object_key.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// One version of an object as it is stored. It never changes: an update stores another one, so that answers and watches can
/// share it. `kind` and `apiVersion` are no part of it: its resource tells them, and items of a list go without.
class Object {
 public:
  /// Gives `json` that resourceVersion; 0: none, as it is not stored. `json` has `metadata`.
  Object(Json json, std::uint64_t version);

  const JsonValue& Value() const { return json_; }
  const JsonValue& Metadata() const;
  /// Its JSON, written once for all who are going to read it.
  const std::string& Text() const { return text_; }
  const labels::Set& Labels() const { return labels_; }
  std::uint64_t Version() const { return version_; }
  std::string_view Name() const { return StringAt(Metadata(), "name"); }
  std::string_view Uid() const { return StringAt(Metadata(), "uid"); }

 private:
  std::uint64_t version_;
  Json json_;
  std::string text_;
  labels::Set labels_;
};

using ObjectPtr = std::shared_ptr<const Object>;

/// Where an object is stored.
ObjectKey KeyOf(const JsonValue& object);

/// `text`, an object of that kind, with `kind` and `apiVersion` in front.
std::string WithType(const codec::ApiKind& kind, std::string_view text);

}  // namespace k8s::testkit::core
