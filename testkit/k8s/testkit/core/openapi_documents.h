#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/testkit/core/catalog.h>

namespace k8s::testkit::core {

/// A document that a client may keep.
struct TaggedDocument {
  std::string text;
  std::string hash;  ///< of the text
};

TaggedDocument Tagged(std::string text);

/// The OpenAPI documents of what is served, each made when it is first asked for, and again when something else is served.
///
/// Thread safety: one thread at a time.
class OpenApiDocuments {
 public:
  const TaggedDocument& V2(const Catalog& catalog);
  const TaggedDocument& V3(const GroupVersion& groupVersion);
  /// Where each of the latter is: the address has its hash.
  std::string V3Index(const Catalog& catalog);

 private:
  using Resources = std::vector<const ApiResource*>;
  struct Entry {
    Resources resources;  ///< which it is about; one that changes is another one
    TaggedDocument document;
  };

  const TaggedDocument& Find(std::string_view name, Resources resources, const std::function<std::string()>& write);

  std::map<std::string, Entry, std::less<>> known_;
};

}  // namespace k8s::testkit::core
