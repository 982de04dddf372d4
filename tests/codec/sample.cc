#include "codec/sample.h"

#include <cstddef>

#include <k8s/codec/describe.h>
#include <k8s/codec/equal.h>

#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace k8s::sample {
namespace {

using codec::Emit;
using codec::Field;
using codec::Struct;
using codec::TypeOf;

constexpr Field kPortFields[] = {
    {.name = "name", .type = TypeOf<std::string>(), .offset = offsetof(Port, name)},
    {.name = "number",
     .type = TypeOf<std::int32_t>(),
     .offset = offsetof(Port, number),
     .emit = Emit::kAlways,
     .required = true},
    {.name = "protocol", .type = TypeOf<std::string>(), .offset = offsetof(Port, protocol)},
};
constexpr std::string_view kPortKeys[] = {"number", "protocol"};
constexpr std::string_view kPortKeyDefaults[] = {"", "TCP"};
constexpr codec::Merge kPortsMerge = {.list = codec::MergeKind::kMap, .keys = kPortKeys, .keyDefaults = kPortKeyDefaults};
constexpr Struct kPort = {.name = "sample.Port", .fields = kPortFields};

constexpr Field kEitherFields[] = {
    {.name = "port", .type = TypeOf<Box<Port>>(), .offset = offsetof(PortsOrBool, port)},
    {.name = "ports", .type = TypeOf<std::vector<Port>>(), .offset = offsetof(PortsOrBool, ports)},
    {.name = "all", .type = TypeOf<bool>(), .offset = offsetof(PortsOrBool, all)},
};
constexpr Struct kPortsOrBool = {.name = "sample.PortsOrBool", .fields = kEitherFields, .shapeUnion = true};

#define SAMPLE_FIELD(member) .name = #member, .type = TypeOf<decltype(Widget::member)>(), .offset = offsetof(Widget, member)
constexpr Field kWidgetFields[] = {
    {SAMPLE_FIELD(name), .emit = Emit::kAlways, .required = true},
    {SAMPLE_FIELD(labels)},
    {SAMPLE_FIELD(enabled)},
    {SAMPLE_FIELD(maybe)},
    {SAMPLE_FIELD(always), .emit = Emit::kAlways},
    {SAMPLE_FIELD(replicas)},
    {SAMPLE_FIELD(large)},
    {SAMPLE_FIELD(ratio)},
    {SAMPLE_FIELD(data)},
    {SAMPLE_FIELD(created)},
    {SAMPLE_FIELD(renewed)},
    {SAMPLE_FIELD(period)},
    {SAMPLE_FIELD(limits)},
    {SAMPLE_FIELD(target)},
    {SAMPLE_FIELD(raw)},
    {SAMPLE_FIELD(raws)},
    {SAMPLE_FIELD(plain)},
    {SAMPLE_FIELD(required), .emit = Emit::kAlways, .required = true},
    {SAMPLE_FIELD(boxed)},
    {SAMPLE_FIELD(ports), .merge = &kPortsMerge},
    {SAMPLE_FIELD(requiredList), .emit = Emit::kAlways, .required = true},
    {SAMPLE_FIELD(extra)},
    {SAMPLE_FIELD(child)},
    {SAMPLE_FIELD(either)},
};
#undef SAMPLE_FIELD
constexpr codec::ApiKind kWidgetKind = {.group = "sample.io", .version = "v1", .kind = "Widget"};
constexpr Struct kWidget = {.name = "sample.Widget", .fields = kWidgetFields, .kind = &kWidgetKind};

}  // namespace

constinit const codec::Type Port::kType = codec::StructType<Port>(&kPort);
constinit const codec::Type PortsOrBool::kType = codec::StructType<PortsOrBool>(&kPortsOrBool);
constinit const codec::Type Widget::kType = codec::StructType<Widget>(&kWidget);

bool operator==(const Port& a, const Port& b) { return codec::Equal(Port::kType, &a, &b); }
bool operator==(const PortsOrBool& a, const PortsOrBool& b) { return codec::Equal(PortsOrBool::kType, &a, &b); }
bool operator==(const Widget& a, const Widget& b) { return codec::Equal(Widget::kType, &a, &b); }

}  // namespace k8s::sample
