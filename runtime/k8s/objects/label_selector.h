#pragma once

#include <k8s/api/meta/v1/label_selector.h>
#include <k8s/base/result.h>
#include <k8s/meta/label_selector.h>

namespace k8s {

/// The selector that a field such as `spec.selector` means: all of its `matchLabels` and `matchExpressions` must be met, and
/// without any it selects everything. Where a field is absent Go selects nothing: ask before.
///
/// ```
/// auto selector = k8s::ToSelector(deployment.spec.selector);
/// auto pods = clients.CoreV1().Pods("default").List({.labelSelector = selector->ToString()});
/// ```
///
/// Errors: kInvalidArgument: an operator that is none of In, NotIn, Exists, DoesNotExist; a key or values that no label has.
Result<labels::Selector> ToSelector(const metav1::LabelSelector& selector);

/// The other way: Go's metav1.ParseToLabelSelector().
///
/// Errors: kInvalidArgument: `>` and `<`, which a metav1::LabelSelector does not have.
Result<metav1::LabelSelector> ToLabelSelector(const labels::Selector& selector);

}  // namespace k8s
