#pragma once

#include <memory>

#include <k8s/base/executor.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/config/sent_secrets.h>
#include <k8s/transport/transport.h>

/// Any answer may become words in an Error: one that is no success does, and so may a success that cannot be read, and an event
/// of a watch. Here they are made ready for that: they get to know what the request has told in confidence (Response::secrets),
/// and the body of a stream that is no success, which counts up to 1 MiB, is read, so that it can be taken without a wait.
namespace k8s::internal {

bool IsSuccess(const Response& response);

Result<Response> Presentable(Result<Response> answer, SentSecrets secrets);
Result<std::unique_ptr<ByteStream>> Presentable(Result<std::unique_ptr<ByteStream>> answer, SentSecrets secrets);

/// The same, awaiting the body on `executor`.
Future<Response> PresentableLater(Result<Response> answer, SentSecrets secrets, std::shared_ptr<Executor> executor);
Future<std::unique_ptr<ByteStream>> PresentableLater(Result<std::unique_ptr<ByteStream>> answer, SentSecrets secrets,
                                                     std::shared_ptr<Executor> executor);

}  // namespace k8s::internal
