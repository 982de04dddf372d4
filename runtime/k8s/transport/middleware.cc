#include <utility>

#include <k8s/transport/middleware.h>

namespace k8s {
namespace {

class HeaderMiddleware final : public Transport {
 public:
  HeaderMiddleware(std::shared_ptr<Transport> inner, std::function<Result<void>(Headers&)> add)
      : inner_(std::move(inner)), add_(std::move(add)) {}

  Result<Response> Send(Request request, const CallContext& context) override {
    if (Result<void> added = add_(request.headers); !added) return added.error();
    return inner_->Send(std::move(request), context);
  }

  Future<Response> SendAsync(Request request, CallContext context) override {
    if (Result<void> added = add_(request.headers); !added) return Future<Response>(Result<Response>(added.error()));
    return inner_->SendAsync(std::move(request), std::move(context));
  }

  Result<std::unique_ptr<ByteStream>> Open(Request request, const CallContext& context) override {
    if (Result<void> added = add_(request.headers); !added) return added.error();
    return inner_->Open(std::move(request), context);
  }

  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    using Stream = std::unique_ptr<ByteStream>;
    if (Result<void> added = add_(request.headers); !added) return Future<Stream>(Result<Stream>(added.error()));
    return inner_->OpenAsync(std::move(request), std::move(context));
  }

 private:
  std::shared_ptr<Transport> inner_;
  std::function<Result<void>(Headers&)> add_;
};

}  // namespace

std::shared_ptr<Transport> WithHeaders(std::shared_ptr<Transport> inner, std::function<Result<void>(Headers&)> add) {
  return std::make_shared<HeaderMiddleware>(std::move(inner), std::move(add));
}

}  // namespace k8s
