#include <algorithm>
#include <iterator>

#include <k8s/dynamic/dynamic_client.h>
#include <k8s/rest/pager.h>

namespace k8s {
namespace {

Result<Unstructured> ReadObject(const std::string& body) { return Unstructured::FromJson(body); }

Result<UnstructuredList> ReadList(const std::string& body) { return UnstructuredList::FromJson(body); }

UntypedWatch<Unstructured> WatchOver(std::shared_ptr<internal::WatchCore>&& core) {
  return UntypedWatch<Unstructured>(std::move(core));
}

}  // namespace

Result<Unstructured> DynamicSubresourceClient::Get(std::string_view name, const GetOptions& options,
                                                   const CallContext& context) const {
  return core_.Fetch(core_.Get(name, options), context, &ReadObject);
}

Future<Unstructured> DynamicSubresourceClient::GetAsync(std::string_view name, const GetOptions& options,
                                                        const CallContext& context) const {
  return core_.FetchAsync(core_.Get(name, options), context, &ReadObject);
}

Result<Unstructured> DynamicSubresourceClient::Create(const Unstructured& object, const CreateOptions& options,
                                                      const CallContext& context) const {
  return core_.Fetch(core_.Create(object, options), context, &ReadObject);
}

Future<Unstructured> DynamicSubresourceClient::CreateAsync(const Unstructured& object, const CreateOptions& options,
                                                           const CallContext& context) const {
  return core_.FetchAsync(core_.Create(object, options), context, &ReadObject);
}

Result<Unstructured> DynamicSubresourceClient::Update(const Unstructured& object, const UpdateOptions& options,
                                                      const CallContext& context) const {
  return core_.Fetch(core_.Update(object, options), context, &ReadObject);
}

Future<Unstructured> DynamicSubresourceClient::UpdateAsync(const Unstructured& object, const UpdateOptions& options,
                                                           const CallContext& context) const {
  return core_.FetchAsync(core_.Update(object, options), context, &ReadObject);
}

Result<Unstructured> DynamicSubresourceClient::Patch(std::string_view name, const k8s::Patch& patch,
                                                     const PatchOptions& options, const CallContext& context) const {
  return core_.Fetch(core_.Patch(name, patch, options), context, &ReadObject);
}

Future<Unstructured> DynamicSubresourceClient::PatchAsync(std::string_view name, const k8s::Patch& patch,
                                                          const PatchOptions& options, const CallContext& context) const {
  return core_.FetchAsync(core_.Patch(name, patch, options), context, &ReadObject);
}

Result<Unstructured> DynamicSubresourceClient::Apply(const Unstructured& object, const ApplyOptions& options,
                                                     const CallContext& context) const {
  return core_.Fetch(core_.Apply(object, options), context, &ReadObject);
}

Future<Unstructured> DynamicSubresourceClient::ApplyAsync(const Unstructured& object, const ApplyOptions& options,
                                                          const CallContext& context) const {
  return core_.FetchAsync(core_.Apply(object, options), context, &ReadObject);
}

Result<Unstructured> DynamicResourceClient::Get(std::string_view name, const GetOptions& options,
                                                const CallContext& context) const {
  return core_.Fetch(core_.Get(name, options), context, &ReadObject);
}

Future<Unstructured> DynamicResourceClient::GetAsync(std::string_view name, const GetOptions& options,
                                                     const CallContext& context) const {
  return core_.FetchAsync(core_.Get(name, options), context, &ReadObject);
}

Result<UnstructuredList> DynamicResourceClient::List(const ListOptions& options, const CallContext& context) const {
  return core_.Fetch(core_.List(options), context, &ReadList);
}

Future<UnstructuredList> DynamicResourceClient::ListAsync(const ListOptions& options, const CallContext& context) const {
  return core_.FetchAsync(core_.List(options), context, &ReadList);
}

Result<UnstructuredList> DynamicResourceClient::ListAll(const ListOptions& options, const CallContext& context) const {
  internal::PageTurner turner(options);
  std::optional<UnstructuredList> all;
  while (!turner.IsAtEnd()) {
    Result<UnstructuredList> page = List(turner.Options(), context);
    if (!page) {
      const auto full = internal::FullListInstead(options, turner.Options(), page.error());
      if (!full) return page.error();
      return List(*full, context);
    }
    if (Result<void> turned = turner.Turned(page->Continue()); !turned) return turned.error();
    if (!all) {
      all = *std::move(page);
    } else {
      std::ranges::move(page->items, std::back_inserter(all->items));
    }
  }
  // A page says how much is left behind it; of all there is nothing left.
  for (const char* field : {"metadata.continue", "metadata.remainingItemCount"}) {
    if (Result<bool> removed = all->content.Remove(field); !removed) continue;
  }
  return *std::move(all);
}

Result<UntypedWatch<Unstructured>> DynamicResourceClient::Watch(const ListOptions& options, const CallContext& context) const {
  return core_.Open(core_.Watch(options), context).transform(&WatchOver);
}

Future<UntypedWatch<Unstructured>> DynamicResourceClient::WatchAsync(const ListOptions& options,
                                                                     const CallContext& context) const {
  return core_.OpenAsync(core_.Watch(options), context).Then([](Result<std::shared_ptr<internal::WatchCore>> core) {
    return std::move(core).transform(&WatchOver);
  });
}

Result<Unstructured> DynamicResourceClient::Create(const Unstructured& object, const CreateOptions& options,
                                                   const CallContext& context) const {
  return core_.Fetch(core_.Create(object, options), context, &ReadObject);
}

Future<Unstructured> DynamicResourceClient::CreateAsync(const Unstructured& object, const CreateOptions& options,
                                                        const CallContext& context) const {
  return core_.FetchAsync(core_.Create(object, options), context, &ReadObject);
}

Result<Unstructured> DynamicResourceClient::Update(const Unstructured& object, const UpdateOptions& options,
                                                   const CallContext& context) const {
  return core_.Fetch(core_.Update(object, options), context, &ReadObject);
}

Future<Unstructured> DynamicResourceClient::UpdateAsync(const Unstructured& object, const UpdateOptions& options,
                                                        const CallContext& context) const {
  return core_.FetchAsync(core_.Update(object, options), context, &ReadObject);
}

Result<Unstructured> DynamicResourceClient::Patch(std::string_view name, const k8s::Patch& patch, const PatchOptions& options,
                                                  const CallContext& context) const {
  return core_.Fetch(core_.Patch(name, patch, options), context, &ReadObject);
}

Future<Unstructured> DynamicResourceClient::PatchAsync(std::string_view name, const k8s::Patch& patch,
                                                       const PatchOptions& options, const CallContext& context) const {
  return core_.FetchAsync(core_.Patch(name, patch, options), context, &ReadObject);
}

Result<Unstructured> DynamicResourceClient::Apply(const Unstructured& object, const ApplyOptions& options,
                                                  const CallContext& context) const {
  return core_.Fetch(core_.Apply(object, options), context, &ReadObject);
}

Future<Unstructured> DynamicResourceClient::ApplyAsync(const Unstructured& object, const ApplyOptions& options,
                                                       const CallContext& context) const {
  return core_.FetchAsync(core_.Apply(object, options), context, &ReadObject);
}

Result<std::optional<Unstructured>> DynamicResourceClient::Delete(std::string_view name, const DeleteOptions& options,
                                                                  const CallContext& context) const {
  return core_.FetchIfAny(core_.Delete(name, options), context, &ReadObject);
}

Future<std::optional<Unstructured>> DynamicResourceClient::DeleteAsync(std::string_view name, const DeleteOptions& options,
                                                                       const CallContext& context) const {
  return core_.FetchIfAnyAsync(core_.Delete(name, options), context, &ReadObject);
}

Result<void> DynamicResourceClient::DeleteCollection(const DeleteOptions& options, const ListOptions& selection,
                                                     const CallContext& context) const {
  return core_.Do(core_.DeleteCollection(options, selection), context);
}

Future<void> DynamicResourceClient::DeleteCollectionAsync(const DeleteOptions& options, const ListOptions& selection,
                                                          const CallContext& context) const {
  return core_.DoAsync(core_.DeleteCollection(options, selection), context);
}

Result<DynamicClient> DynamicClient::Create(const Config& config, const ClientOptions& options) {
  return RestClient::Create(config, options).transform([](RestClient&& rest) { return DynamicClient(std::move(rest)); });
}

Result<DynamicClient> DynamicClient::Create(std::shared_ptr<Transport> transport, const ClientOptions& options) {
  return RestClient::Create(std::move(transport), options).transform([](RestClient&& rest) {
    return DynamicClient(std::move(rest));
  });
}

}  // namespace k8s
