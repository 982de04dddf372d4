#include <algorithm>

#include <k8s/base/ascii.h>
#include <k8s/transport/transport.h>

namespace k8s {

bool Headers::SameName(std::string_view a, std::string_view b) { return internal::EqualsIgnoringCase(a, b); }

void Headers::Set(std::string name, std::string value) {
  Remove(name);
  Add(std::move(name), std::move(value));
}

void Headers::Remove(std::string_view name) {
  std::erase_if(entries_, [&](const Entry& entry) { return SameName(entry.first, name); });
}

const std::string* Headers::Find(std::string_view name) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return SameName(entry.first, name); });
  return found == entries_.end() ? nullptr : &found->second;
}

Result<std::string> ByteStream::Read() { return ReadAsync().Get(); }

Result<Response> Transport::Send(Request request, const CallContext& context) {
  return SendAsync(std::move(request), context).Get();
}

Result<std::unique_ptr<ByteStream>> Transport::Open(Request request, const CallContext& context) {
  return OpenAsync(std::move(request), context).Get();
}

}  // namespace k8s
