#include <mutex>
#include <utility>

#include <k8s/rest/renewing_transport.h>

namespace k8s::internal {
namespace {

using Stream = std::unique_ptr<ByteStream>;

// A stream that keeps the transport it is read from.
class OwningStream final : public ByteStream {
 public:
  OwningStream(std::shared_ptr<Transport> transport, Stream stream)
      : transport_(std::move(transport)), stream_(std::move(stream)) {}

  const Response& Head() const override { return stream_->Head(); }
  Future<std::string> ReadAsync() override { return stream_->ReadAsync(); }
  Result<std::string> Read() override { return stream_->Read(); }

 private:
  const std::shared_ptr<Transport> transport_;
  const Stream stream_;  // destroyed first
};

Result<Stream> Owning(std::shared_ptr<Transport> transport, Result<Stream> stream) {
  if (!stream) return stream;
  return Stream(std::make_unique<OwningStream>(std::move(transport), *std::move(stream)));
}

class RenewingTransport final : public Transport {
 public:
  RenewingTransport(CurrentOptions current, TransportFactory make) : current_(std::move(current)), make_(std::move(make)) {}

  Result<std::shared_ptr<Transport>> Inner();

  Result<Response> Send(Request request, const CallContext& context) override {
    Result<std::shared_ptr<Transport>> transport = Inner();
    if (!transport) return transport.error();
    return (*transport)->Send(std::move(request), context);
  }

  Future<Response> SendAsync(Request request, CallContext context) override {
    Result<std::shared_ptr<Transport>> transport = Inner();
    if (!transport) return Future<Response>(Result<Response>(transport.error()));
    return (*transport)->SendAsync(std::move(request), std::move(context)).Then([kept = *transport](Result<Response> response) {
      return response;
    });
  }

  Result<Stream> Open(Request request, const CallContext& context) override {
    Result<std::shared_ptr<Transport>> transport = Inner();
    if (!transport) return transport.error();
    return Owning(*transport, (*transport)->Open(std::move(request), context));
  }

  Future<Stream> OpenAsync(Request request, CallContext context) override {
    Result<std::shared_ptr<Transport>> transport = Inner();
    if (!transport) return Future<Stream>(Result<Stream>(transport.error()));
    return (*transport)->OpenAsync(std::move(request), std::move(context)).Then([kept = *transport](Result<Stream> stream) {
      return Owning(kept, std::move(stream));
    });
  }

 private:
  const CurrentOptions current_;
  const TransportFactory make_;

  std::mutex mutex_;
  std::shared_ptr<const TransportOptions> options_;  // of which transport_ was made, or could not be
  std::shared_ptr<Transport> transport_;
};

Result<std::shared_ptr<Transport>> RenewingTransport::Inner() {
  Result<std::shared_ptr<const TransportOptions>> options = current_();
  std::shared_ptr<Transport> old;  // perhaps the last reference: destroyed without the lock, as that takes its time
  std::lock_guard lock(mutex_);
  if (!options) {
    if (transport_) return transport_;
    return options.error();
  }
  if (*options == options_ && transport_) return transport_;
  Result<std::shared_ptr<Transport>> made = make_(**options);
  if (!made && !transport_) return made;
  options_ = *options;
  if (made) old = std::exchange(transport_, *std::move(made));
  return transport_;
}

}  // namespace

Result<std::shared_ptr<Transport>> MakeRenewingTransport(CurrentOptions current, TransportFactory make) {
  auto transport = std::make_shared<RenewingTransport>(std::move(current), std::move(make));
  if (auto first = transport->Inner(); !first) return first.error();
  return std::shared_ptr<Transport>(std::move(transport));
}

}  // namespace k8s::internal
