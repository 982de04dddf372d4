#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include <k8s/api/meta/v1/status_cause.h>
#include <k8s/base/error.h>

/// More predicates of k8s.io/apimachinery/pkg/api/errors than <k8s/base/error.h> has: those that look into the server's Status.
///
/// Thread safety: as functions of their arguments.
namespace k8s {

/// Why, one by one: the fields that are invalid, the managers that own what an apply would take. Valid as long as the Error, or
/// a copy of it; empty if the server sent no Status, or one without causes.
std::span<const metav1::StatusCause> StatusCauses(const Error& error);

/// Whether one of the causes is of that type: "FieldManagerConflict", "ResourceVersionTooLarge", "NamespaceTerminating".
bool HasStatusCause(const Error& error, std::string_view type);

/// Whether an object could not be read from the server's storage: what is stored is broken.
bool IsStoreReadError(const Error& error);

/// Whether what answered, with a failure, spoke no Kubernetes: a proxy or a load balancer, as a rule.
bool IsUnexpectedServerError(const Error& error);

/// How long the server asks to wait before the next try, if it suggests one. Zero: at once.
std::optional<std::chrono::seconds> SuggestsClientDelay(const Error& error);

}  // namespace k8s
