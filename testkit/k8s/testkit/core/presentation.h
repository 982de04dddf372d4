#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/clock.h>
#include <k8s/testkit/core/object.h>
#include <k8s/testkit/core/page.h>
#include <k8s/testkit/core/target.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

class JsonWriter;

/// How objects are shown to a client: as they are, as their metadata only, or as rows of a table for people.
class Presentation {
 public:
  enum class Subject { kObject, kList };

  /// What the request likes best of what the server can do.
  static Outcome<Presentation> Of(const ApiResource& resource, Subject subject, const Request& request, const Target& target,
                                  Clock clock);

  std::string Show(const Object& object) const;
  std::string ShowList(const Page& page) const;
  /// An object that says nothing but up to which version a watch has come.
  std::string ShowBookmark(std::uint64_t version, bool endsInitialEvents) const;

 private:
  enum class Form { kWhole, kMetadata, kTable };

  Presentation(const ApiResource& resource, Form form, std::string rowObject, Clock clock);

  std::string TextOf(const Object& object) const;
  std::string ItemOf(const Object& object) const;
  std::string ShowTable(const std::vector<const Object*>& rows, const ListMeta& metadata) const;
  void WriteRow(JsonWriter& json, const Object& object) const;

  const ApiResource* resource_;
  Form form_;
  std::string row_object_;  ///< the parameter includeObject: what of an object comes with its row
  Clock clock_;
};

}  // namespace k8s::testkit::core
