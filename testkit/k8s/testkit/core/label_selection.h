#pragma once

#include <string>

#include <k8s/meta/label_selector.h>
#include <k8s/testkit/core/json.h>

/// A LabelSelector as objects carry it: matchLabels and matchExpressions.
namespace k8s::testkit::core {

/// Whether it selects an object with these labels. An empty one selects everything; what is malformed selects nothing.
bool Selects(const JsonValue& selector, const labels::Set& labels);

/// In the words of a request: "app=web,tier in (back,front)"; empty where it is malformed.
std::string SelectorText(const JsonValue& selector);
/// Of a map of labels that must all be there.
std::string LabelsText(const JsonValue& labels);

}  // namespace k8s::testkit::core
