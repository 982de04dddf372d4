#include <algorithm>
#include <iterator>

#include <k8s/dynamic/metadata_client.h>
#include <k8s/rest/pager.h>

namespace k8s {
namespace {

// Of a server that answers with something else there would be an object without a name.
Result<PartialObjectMetadata> ReadObject(const std::string& body) {
  return internal::ReadMetadata(body).and_then([](PartialObjectMetadata&& object) -> Result<PartialObjectMetadata> {
    const metav1::ObjectMeta& metadata = object.metadata;
    const bool isObject = !metadata.name.empty() || !metadata.generateName.empty() || !metadata.uid.empty();
    if (!isObject) return Error(ErrorCode::kDecode, "metadata: neither a name nor a uid");
    return std::move(object);
  });
}

Result<PartialObjectMetadataList> ReadList(const std::string& body) { return internal::ReadMetadataList(body); }

UntypedWatch<PartialObjectMetadata> WatchOver(std::shared_ptr<internal::WatchCore>&& core) {
  return UntypedWatch<PartialObjectMetadata>(std::move(core));
}

}  // namespace

MetadataResourceClient::MetadataResourceClient(const RestClient& client, const GroupVersionResource& resource,
                                               const std::string& namespace_)
    : core_(client, resource, namespace_, std::string(internal::kAcceptMetadata)),
      lists_(client, resource, namespace_, std::string(internal::kAcceptMetadataList)) {}

Result<PartialObjectMetadata> MetadataResourceClient::Get(std::string_view name, const GetOptions& options,
                                                          const CallContext& context) const {
  return core_.Fetch(core_.Get(name, options), context, &ReadObject);
}

Future<PartialObjectMetadata> MetadataResourceClient::GetAsync(std::string_view name, const GetOptions& options,
                                                               const CallContext& context) const {
  return core_.FetchAsync(core_.Get(name, options), context, &ReadObject);
}

Result<PartialObjectMetadataList> MetadataResourceClient::List(const ListOptions& options, const CallContext& context) const {
  return lists_.Fetch(lists_.List(options), context, &ReadList);
}

Future<PartialObjectMetadataList> MetadataResourceClient::ListAsync(const ListOptions& options,
                                                                    const CallContext& context) const {
  return lists_.FetchAsync(lists_.List(options), context, &ReadList);
}

Result<PartialObjectMetadataList> MetadataResourceClient::ListAll(const ListOptions& options,
                                                                  const CallContext& context) const {
  internal::PageTurner turner(options);
  std::optional<PartialObjectMetadataList> all;
  while (!turner.IsAtEnd()) {
    Result<PartialObjectMetadataList> page = List(turner.Options(), context);
    if (!page) {
      const auto full = internal::FullListInstead(options, turner.Options(), page.error());
      if (!full) return page.error();
      return List(*full, context);
    }
    if (Result<void> turned = turner.Turned(page->metadata.continue_); !turned) return turned.error();
    internal::AppendPage(all, *std::move(page));
  }
  return *std::move(all);
}

Result<UntypedWatch<PartialObjectMetadata>> MetadataResourceClient::Watch(const ListOptions& options,
                                                                          const CallContext& context) const {
  return core_.Open(core_.Watch(options), context).transform(&WatchOver);
}

Future<UntypedWatch<PartialObjectMetadata>> MetadataResourceClient::WatchAsync(const ListOptions& options,
                                                                               const CallContext& context) const {
  return core_.OpenAsync(core_.Watch(options), context).Then([](Result<std::shared_ptr<internal::WatchCore>> core) {
    return std::move(core).transform(&WatchOver);
  });
}

Result<PartialObjectMetadata> MetadataResourceClient::Patch(std::string_view name, const k8s::Patch& patch,
                                                            const PatchOptions& options, const CallContext& context) const {
  return core_.Fetch(core_.Patch(name, patch, options), context, &ReadObject);
}

Future<PartialObjectMetadata> MetadataResourceClient::PatchAsync(std::string_view name, const k8s::Patch& patch,
                                                                 const PatchOptions& options,
                                                                 const CallContext& context) const {
  return core_.FetchAsync(core_.Patch(name, patch, options), context, &ReadObject);
}

Result<std::optional<PartialObjectMetadata>> MetadataResourceClient::Delete(std::string_view name, const DeleteOptions& options,
                                                                            const CallContext& context) const {
  return core_.FetchIfAny(core_.Delete(name, options), context, &ReadObject);
}

Future<std::optional<PartialObjectMetadata>> MetadataResourceClient::DeleteAsync(std::string_view name,
                                                                                 const DeleteOptions& options,
                                                                                 const CallContext& context) const {
  return core_.FetchIfAnyAsync(core_.Delete(name, options), context, &ReadObject);
}

Result<void> MetadataResourceClient::DeleteCollection(const DeleteOptions& options, const ListOptions& selection,
                                                      const CallContext& context) const {
  return lists_.Do(lists_.DeleteCollection(options, selection), context);
}

Future<void> MetadataResourceClient::DeleteCollectionAsync(const DeleteOptions& options, const ListOptions& selection,
                                                           const CallContext& context) const {
  return lists_.DoAsync(lists_.DeleteCollection(options, selection), context);
}

}  // namespace k8s
