#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <k8s/base/box.h>
#include <k8s/codec/type.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

/// A type with one member of every kind, described by hand: the codecs are tested without generated code.
namespace k8s::sample {

struct Port {
  std::string name;
  std::int32_t number = 0;
  std::string protocol;

  static const codec::Type kType;
  friend bool operator==(const Port& a, const Port& b);
};

/// A port, a list of ports, or a boolean.
struct PortsOrBool {
  Box<Port> port;
  std::vector<Port> ports;
  bool all = false;

  static const codec::Type kType;
  friend bool operator==(const PortsOrBool& a, const PortsOrBool& b);
};

struct Widget {
  std::string name;
  std::map<std::string, std::string> labels;
  bool enabled = false;
  std::optional<bool> maybe;
  std::int32_t always = 0;
  std::optional<std::int32_t> replicas;
  std::int64_t large = 0;
  std::optional<double> ratio;
  Bytes data;
  Time created;
  std::optional<MicroTime> renewed;
  std::optional<Duration> period;
  std::map<std::string, Quantity> limits;
  std::optional<IntOrString> target;
  RawJson raw;
  std::vector<RawJson> raws;
  Port plain;
  Port required;
  Box<Port> boxed;
  std::vector<Port> ports;
  std::vector<std::string> requiredList;
  std::map<std::string, std::vector<std::string>> extra;
  Box<Widget> child;
  Box<PortsOrBool> either;

  static const codec::Type kType;
  friend bool operator==(const Widget& a, const Widget& b);
};

}  // namespace k8s::sample
