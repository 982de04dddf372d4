#pragma once

#include <string>
#include <string_view>

#include <sink/api/sink/v1/basin.h>

#include <k8s/codec/json.h>

namespace k8s::test {

/// The spec of a basin, tests/custom/sink.yaml, and what the server says to it.
struct BasinCase {
  std::string_view spec;
  bool isTaken;
};

inline constexpr BasinCase kBasinCases[] = {
    {R"({})", true},
    {R"({"all":{}})", true},
    {R"({"all":{"mode":"slow"}})", true},
    {R"({"all":{"mode":"other"}})", false},
    {R"({"all":{"mode":""}})", false},
    {R"({"any":{}})", true},
    {R"({"any":{"mode":"slow"}})", false},
    {R"({"any":{"mode":"slow","other":"a"}})", true},
    {R"({"one":{}})", true},
    {R"({"one":{"other":"a"}})", true},
    {R"({"one":{"mode":"third"}})", false},
    {R"({"none":{}})", true},
    {R"({"none":{"mode":"slow"}})", false},
    {R"({"few":{}})", true},
    {R"({"few":{"other":"a"}})", true},
    {R"({"few":{"other":"a","third":"b"}})", false},
    {R"({"few":{"other":"a","unknown":1}})", true},
    {R"({"deep":{}})", false},
    {R"({"deep":{"inner":{}}})", false},
    {R"({"deep":{"inner":{"text":"a"}}})", true},
    {R"({"each":[{}]})", true},
    {R"({"each":[{"port":1},{"port":2}]})", true},
    {R"({"open":{"text":"a"}})", true},
    {R"({"open":{"text":null}})", false},
    {R"({"open":{"text":"a","other":null,"number":null,"unknown":null}})", true},
    {R"({"open":{"text":"a","number":3000000000}})", false},
    {R"({"open":{"text":"a","number":1.0}})", true},
    {R"({"open":{"text":"a","number":1.5}})", false},
    {R"({"open":{"text":"a","number":2.0000000001}})", false},
    {R"({"open":{"text":"a","number":1e300}})", false},
    {R"({"open":{"text":[]}})", false},
    {R"({"open":{"text":"a","bytes":[]}})", true},
    {R"({"open":{"text":"a","bytes":{}}})", false},
    {R"({"open":{"text":"a","bytes":"?"}})", false},
    {R"({"plain":{"gone":1}})", true},
    {R"({"anything":null})", true},
    {R"({"anything":{"a":null}})", true},
    {R"({"loose":{"a":{"b":1},"c":null}})", true},
    {R"({"loose":{"gone":null}})", false},
    {R"({"open":{"text":"a","letter":"a"}})", true},
    {R"({"open":{"text":"a","letter":"b"}})", false},
    {R"({"open":{"text":"a","letter":null}})", false},
    {R"({"whole":{}})", false},
    {R"({"whole":{"apiVersion":"v1"}})", false},
    {R"({"whole":{"apiVersion":"v1","kind":"A"}})", true},
    {R"({"whole":{"apiVersion":"","kind":"A"}})", false},
    {R"({"share":0.07})", true},
    {R"({"share":0.29})", false},
    {R"({"share":0.295})", false},
    {R"({"share":-0.3})", true},
    {R"({"share":1})", false},
    {R"({"half":1})", true},
    {R"({"half":1.25})", false},
    {R"({"half":1.5})", true},
    {R"({"level":1})", true},
    {R"({"level":1.5})", true},
    {R"({"level":3})", false},
    {R"({"float":1e38})", true},
    {R"({"float":1e300})", false},
    {R"({"numbers":[1,1.0]})", false},
    {R"({"numbers":[1,2]})", true},
    {R"({"numbers":[1.5,1.5]})", false},
    {R"({"pairs":[{"p":"a","q":1},{"q":1,"p":"a"}]})", false},
    {R"({"pairs":[{"p":"a","q":1},{"p":"a","q":null}]})", true},
    {R"({"pairs":[{"p":"a"},{"p":"a","q":null}]})", true},
    {R"({"pairs":[{},{"p":"x"}]})", false},
    {R"({"pairs":[{"r":1},{"r":1.0}]})", false},
    {R"({"pairs":[null]})", false},
    {R"({"address":"10.0.0.1"})", false},
    {R"({"address":"name"})", true},
    {R"({"address":1})", true},
};

inline sink::sinkv1::Basin BasinOf(const BasinCase& each) {
  return FromJson<sink::sinkv1::Basin>(R"({"metadata":{"name":"basin"},"spec":)" + std::string(each.spec) + "}").value();
}

}  // namespace k8s::test
