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
    {.name = "name", .type = TypeOf<std::string>(), .offset = offsetof(Port, name), .protobuf = {1}},
    {.name = "number",
     .type = TypeOf<std::int32_t>(),
     .offset = offsetof(Port, number),
     .emit = Emit::kAlways,
     .required = true,
     .protobuf = {2}},
    {.name = "protocol", .type = TypeOf<std::string>(), .offset = offsetof(Port, protocol), .protobuf = {3}},
};
constexpr std::string_view kPortKeys[] = {"number", "protocol"};
constexpr std::string_view kPortKeyDefaults[] = {"", "TCP"};
constexpr codec::Merge kPortsMerge = {.list = codec::MergeKind::kMap,
                                      .keys = kPortKeys,
                                      .keyDefaults = kPortKeyDefaults,
                                      .patchKey = "number",
                                      .patchMerge = true};
constexpr codec::Merge kSetMerge = {.list = codec::MergeKind::kSet, .patchMerge = true};
constexpr codec::Merge kRetainKeysMerge = {.retainKeys = true};
constexpr Struct kPort = {.name = "sample.Port", .fields = kPortFields};

constexpr Field kEitherFields[] = {
    {.name = "port", .type = TypeOf<Box<Port>>(), .offset = offsetof(PortsOrBool, port), .protobuf = {1}},
    {.name = "ports", .type = TypeOf<std::vector<Port>>(), .offset = offsetof(PortsOrBool, ports), .protobuf = {2}},
    {.name = "all", .type = TypeOf<bool>(), .offset = offsetof(PortsOrBool, all), .protobuf = {3}},
};
constexpr Struct kPortsOrBool = {.name = "sample.PortsOrBool", .fields = kEitherFields, .shapeUnion = true};

#define SAMPLE_FIELD(member) .name = #member, .type = TypeOf<decltype(Widget::member)>(), .offset = offsetof(Widget, member)
constexpr Field kWidgetFields[] = {
    {SAMPLE_FIELD(name), .emit = Emit::kAlways, .required = true, .protobuf = {1}},
    {SAMPLE_FIELD(labels), .protobuf = {2}},
    {SAMPLE_FIELD(enabled), .protobuf = {3, 1}},
    {SAMPLE_FIELD(maybe), .protobuf = {3, 2}},
    {SAMPLE_FIELD(always), .emit = Emit::kAlways, .protobuf = {5}},
    {SAMPLE_FIELD(replicas), .protobuf = {6}},
    {SAMPLE_FIELD(large), .protobuf = {7}},
    {SAMPLE_FIELD(ratio), .protobuf = {8}},
    {SAMPLE_FIELD(data), .protobuf = {9}},
    {SAMPLE_FIELD(created), .protobuf = {10}},
    {SAMPLE_FIELD(renewed), .protobuf = {11}},
    {SAMPLE_FIELD(period), .protobuf = {12}},
    {SAMPLE_FIELD(limits), .protobuf = {13}},
    {SAMPLE_FIELD(target), .protobuf = {14}},
    {SAMPLE_FIELD(raw), .protobuf = {15}},
    {SAMPLE_FIELD(raws), .protobuf = {16}},
    {SAMPLE_FIELD(plain), .protobuf = {17}, .merge = &kRetainKeysMerge},
    {SAMPLE_FIELD(required), .emit = Emit::kAlways, .required = true, .protobuf = {18}},
    {SAMPLE_FIELD(boxed), .protobuf = {19}},
    {SAMPLE_FIELD(ports), .protobuf = {20}, .merge = &kPortsMerge},
    {SAMPLE_FIELD(requiredList), .emit = Emit::kAlways, .required = true, .protobuf = {21, 1}, .merge = &kSetMerge},
    {SAMPLE_FIELD(extra), .protobuf = {22}},
    {SAMPLE_FIELD(child), .protobuf = {23}},
    {SAMPLE_FIELD(either), .protobuf = {24}},
};
#undef SAMPLE_FIELD
constexpr codec::ApiKind kWidgetKind = {.group = "sample.io", .version = "v1", .kind = "Widget"};
constexpr Struct kWidget = {.name = "sample.Widget",
                            .fields = kWidgetFields,
                            .kind = &kWidgetKind,
                            .make = &codec::internal::Make<Widget>,
                            .clone = &codec::internal::Clone<Widget>};

}  // namespace

constinit const codec::Type Port::kType = codec::StructType<Port>(&kPort);
constinit const codec::Type PortsOrBool::kType = codec::StructType<PortsOrBool>(&kPortsOrBool);
constinit const codec::Type Widget::kType = codec::StructType<Widget>(&kWidget);

bool operator==(const Port& a, const Port& b) { return codec::Equal(Port::kType, &a, &b); }
bool operator==(const PortsOrBool& a, const PortsOrBool& b) { return codec::Equal(PortsOrBool::kType, &a, &b); }
bool operator==(const Widget& a, const Widget& b) { return codec::Equal(Widget::kType, &a, &b); }

}  // namespace k8s::sample
