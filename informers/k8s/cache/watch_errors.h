#pragma once

#include <k8s/base/error.h>

namespace k8s::internal {

/// The version, or the continue token, is too old.
bool IsExpired(const Error& error);

/// The server is not as far as the version: it was restored, or another replica answers.
bool IsTooLargeVersion(const Error& error);

/// The server is not ready to be watched; what was read stays true.
bool IsRefusedForNow(const Error& error);

/// The server cannot do what was asked for, now and later.
bool IsNotUnderstood(const Error& error);

/// What is asked for is wrong in itself, a selector say: it was not sent, and never can be.
bool IsUnsendable(const Error& error);

}  // namespace k8s::internal
