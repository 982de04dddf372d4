#pragma once

#include <memory>

#include <k8s/base/executor.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/config/sent_secrets.h>
#include <k8s/transport/transport.h>

/// Answers that are no success become words in an Error. Here they are made ready for that: what the request has told in
/// confidence is taken out, and the body of a stream, which counts up to 1 MiB, is read, so that it can be taken without a
/// wait. Answers that are a success stay as they are.
namespace k8s::internal {

bool IsSuccess(const Response& response);

Result<Response> Presentable(Result<Response> answer, const SentSecrets& secrets);
Result<std::unique_ptr<ByteStream>> Presentable(Result<std::unique_ptr<ByteStream>> answer, const SentSecrets& secrets);

/// The same, awaiting the body on `executor`.
Future<Response> PresentableLater(Result<Response> answer, SentSecrets secrets, std::shared_ptr<Executor> executor);
Future<std::unique_ptr<ByteStream>> PresentableLater(Result<std::unique_ptr<ByteStream>> answer, SentSecrets secrets,
                                                     std::shared_ptr<Executor> executor);

}  // namespace k8s::internal
