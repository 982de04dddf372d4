// Objects of the kitchen sink.
#pragma once

#include <string_view>

namespace k8s::test {

// Has every member of sink.example.com/v1, Sink, with something in it.
inline constexpr std::string_view kFullSink = R"json({
  "apiVersion": "sink.example.com/v1", "kind": "Sink",
  "metadata": {"name": "full", "namespace": "default", "labels": {"app": "sink"}},
  "spec": {
    "image": "sink:1", "schedule": "*/5 * * * *", "replicas": 3, "size": 8, "ratio": 0.5, "enabled": false,
    "since": "2026-01-02T15:04:05Z", "secret": "c2VjcmV0", "address": "10.0.0.1", "port": "http", "percent": "25%",
    "policy": "Forbid", "mode": "s/mime", "level": 2, "offset": -10, "colours": ["Green", "Red"], "optional": "set", "needed": "",
    "args": ["-v", ""], "flags": [true, false], "matrix": [[1, 2], [], [3]], "cubes": [[{"edge": 1}, {}], []],
    "labels": {"a": "b"}, "shelves": {"top": [{"name": "first"}], "bottom": []}, "holes": ["a", null, "b"],
    "ports": [{"number": 80}, {"number": 80, "protocol": "UDP"}],
    "selector": {"matchLabels": {"app": "sink"}},
    "nested": {"deeper": {"deepest": "bottom"}}, "nestedDeeper": {"other": 1},
    "gaps": {"text": null, "object": null, "list": null, "number": null, "anything": null},
    "anything": [1, "two", {"three": null}], "open": {"known": "yes", "unknown": [1.5]},
    "embedded": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "inner"}, "data": {"a": "b"}},
    "either": {"file": "/etc/x"},
    "template": "1", "class": "2", "operator": "3", "errno": "4", "linux": "5", "stdin": "6", "EOF": "7", "NULL": "8",
    "größe": "9", "3d": "10", "foo-bar": "11", "foo_bar": "12", "fooBar": {"a": "13"}, "foobar": {"b": "14"},
    "FooBar": {"c": "15"}, "__asm__": "16", "_Bool": "17", "std": "18", "k8s": "19", "kType": "20", "SinkSpec": "21",
    "$ref": "22"
  },
  "status": {
    "replicas": 2, "selector": "app=sink", "phase": "Running",
    "conditions": [{"type": "Ready", "status": "True", "reason": "Filled", "message": "", "observedGeneration": 4,
                    "lastTransitionTime": "2026-01-02T15:04:05Z"}]
  }
})json";

}  // namespace k8s::test
