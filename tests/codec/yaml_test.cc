#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/sample.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/codec/yaml.h>

namespace k8s {
namespace {

using codec::JsonToYaml;
using codec::YamlToJson;
using sample::Widget;
using testing::HasSubstr;
using testing::StartsWith;

std::string Json(std::string_view yaml, const YamlReadOptions& options = {}) {
  const Result<std::string> json = YamlToJson(yaml, options);
  return json ? *json : "error: " + json.error().Message();
}

std::string Yaml(std::string_view json) {
  const Result<std::string> yaml = JsonToYaml(json);
  return yaml ? *yaml : "error: " + yaml.error().Message();
}

std::string ErrorOf(std::string_view yaml, const YamlReadOptions& options = {}) {
  const Result<std::string> json = YamlToJson(yaml, options);
  EXPECT_FALSE(json) << yaml.substr(0, 100);
  if (json) return "";
  EXPECT_EQ(json.error().Code(), ErrorCode::kDecode);
  return json.error().Message();
}

std::string Repeated(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

using Table = std::vector<std::pair<std::string, std::string>>;

void ExpectJson(const Table& table) {
  for (const auto& [yaml, json] : table) EXPECT_EQ(Json(yaml), json) << yaml;
}

TEST(YamlToJsonTest, ReadsDocumentsOfEveryForm) {
  ExpectJson({
      {"", "null"},
      {" \n", "null"},
      {"# a comment\n", "null"},
      {"---\n", "null"},
      {"---\n---\n", "null"},
      {"a: 1\n---\n", R"({"a":1})"},
      {"--- \na: 1\n...\n", R"({"a":1})"},
      {"%YAML 1.1\n---\na: 1\n", R"({"a":1})"},
      {"%TAG ! tag:x,2000:\n---\na: !foo 1\n", R"({"a":"1"})"},
      {"--- {a: 1}\n", R"({"a":1})"},
      {"--- |\n foo\n", R"("foo\n")"},
      {"a b\nc\n", R"("a b c")"},
      {"12\n", "12"},
      {"[]\n", "[]"},
      {"\xEF\xBB\xBF"
       "a: 1\n",
       R"({"a":1})"},
      {"a: 1\r\nb:\r\n- x\r\n- z\r\n", R"({"a":1,"b":["x","z"]})"},
      {"a: |\r\n  x\r\n  z\r\n", R"({"a":"x\nz\n"})"},
      {"a: 1\rb: 2\r", R"({"a":1,"b":2})"},
      {"a: 1\n# c\n\n#d\nb: 2 # e\n", R"({"a":1,"b":2})"},
  });
}

TEST(YamlToJsonTest, ReadsCollections) {
  ExpectJson({
      {"a:\n- b\nc: d\n", R"({"a":["b"],"c":"d"})"},
      {"a:\n  - b\nc: d\n", R"({"a":["b"],"c":"d"})"},
      {"- - a\n  - b\n- c\n", R"([["a","b"],"c"])"},
      {"- a: 1\n  b: 2\n-\n  c: 3\n", R"([{"a":1,"b":2},{"c":3}])"},
      {"-\n- \n- ~\n", "[null,null,null]"},
      {"a:\nb:\n", R"({"a":null,"b":null})"},
      {"a: [1, 2, ]\n", R"({"a":[1,2]})"},
      {"a: {b: 1, c}\n", R"({"a":{"b":1,"c":null}})"},
      {"a: {b: , c: 1}\n", R"({"a":{"b":null,"c":1}})"},
      {"[a: , b: ]\n", R"([{"a":null},{"b":null}])"},
      {"? a\n? b\n", R"({"a":null,"b":null})"},
      {"é: ü\nö:\nä: # ß\n", R"({"é":"ü","ö":null,"ä":null})"},
      {"a: {\"b\":1}\n", R"({"a":{"b":1}})"},
      {"a: [a: 1, b: 2]\n", R"({"a":[{"a":1},{"b":2}]})"},
      {"a: [http://x, 'z']\n", R"({"a":["http://x","z"]})"},
      {"a: [\n\t1,\n\t2]\n", R"({"a":[1,2]})"},
      {"? a\n: b\n? c\n", R"({"a":"b","c":null})"},
      {"- ? a\n  : b\n", R"([{"a":"b"}])"},
      {"a:\tb\nc: d\te\n", R"({"a":"b","c":"d\te"})"},
  });
}

TEST(YamlToJsonTest, ReadsStringsOfEveryStyle) {
  ExpectJson({
      {"a: b c\n  d\n", R"({"a":"b c d"})"},
      {"a: b\n\n  c\n", R"({"a":"b\nc"})"},
      {"a: b#c\n", R"({"a":"b#c"})"},
      {"a: b:c\n", R"({"a":"b:c"})"},
      {"a: -b\n", R"({"a":"-b"})"},
      {"a: 'it''s'\n", R"({"a":"it's"})"},
      {"a: 'b\n  c'\n", R"({"a":"b c"})"},
      {"a: \"b\\\n  c\"\n", R"({"a":"bc"})"},
      {"a: \"b\n\n  c\"\n", R"({"a":"b\nc"})"},
      {R"(a: "\x41\u00e9\U0001F600\t\"\\")", R"({"a":"Aé😀\t\"\\"})"},
      {R"(a: "\_\N\L\P\e\0")", "{\"a\":\"\u00a0\u0085\u2028\u2029\\u001b\\u0000\"}"},
      {"a: |\n  x\n  z\n", R"({"a":"x\nz\n"})"},
      {"a: |-\n  x\n\n", R"({"a":"x"})"},
      {"a: |+\n  x\n\n", R"({"a":"x\n\n"})"},
      {"a: |\n  x", R"({"a":"x"})"},
      {"a: |2\n    x\n   z\n", R"({"a":"  x\n z\n"})"},
      {"a: | # c\n  x # z\n", R"({"a":"x # z\n"})"},
      {"a: |\n  x\n  # c\nb: 1\n", R"({"a":"x\n# c\n","b":1})"},
      {"a: |\n  x  \n\n  z\t\n", R"({"a":"x  \n\nz\t\n"})"},
      {"a: >\n  x\n  z\n\n  w\n", R"({"a":"x z\nw\n"})"},
      {"a: >-\n  x\n    z\n  w\n", R"({"a":"x\n  z\nw"})"},
      {"a: >+\n  x\n\nb: 1\n", R"({"a":"x\n\n","b":1})"},
      {"a: !!str &x >2+ # all\n   x \n  y\n \n\n# end\n", R"({"a":" x \ny\n\n\n"})"},
      {"- >+\n  x\n   y\n\n- >+\n\n\n- >+\n  x\n  \n     \n", R"(["x\n y\n\n","\n\n","x\n\n   \n"])"},
      {"a: |\nb: 1\n", R"({"a":"","b":1})"},
  });
}

TEST(YamlToJsonTest, ObeysTags) {
  ExpectJson({
      {"a: !!str 123\n", R"({"a":"123"})"},
      {"a: !!str true\n", R"({"a":"true"})"},
      {"a: !!str\nb: 1\n", R"({"a":"","b":1})"},
      {"a: !!str ~\n", R"({"a":"~"})"},
      {"a: !!int \"12\"\n", R"({"a":12})"},
      {"a: !!bool \"yes\"\n", R"({"a":true})"},
      {"a: !!float 1\n", R"({"a":1})"},
      {"a: !!null ''\n", R"({"a":null})"},
      {"a: !!binary aGVsbG8=\n", R"({"a":"hello"})"},
      {"a: !foo 12\n", R"({"a":"12"})"},
      {"a: ! 12\n", R"({"a":"12"})"},
      {"a: !<tag:yaml.org,2002:int> \"12\"\n", R"({"a":12})"},
      {"a: !!set {a, b}\n", R"({"a":{"a":null,"b":null}})"},
  });
  EXPECT_EQ(ErrorOf("a: !!int abc\n"), "line 1, column 4: \"abc\" is no !!int");
  EXPECT_EQ(ErrorOf("a: !!int 1.5\n"), "line 1, column 4: \"1.5\" is no !!int");
  EXPECT_EQ(ErrorOf("a: !!bool 1\n"), "line 1, column 4: \"1\" is no !!bool");
  EXPECT_EQ(ErrorOf("a: !!float abc\n"), "line 1, column 4: \"abc\" is no !!float");
  EXPECT_EQ(ErrorOf("a: !!null x\n"), "line 1, column 4: \"x\" is no !!null");
  EXPECT_THAT(ErrorOf("a: !!binary gIGC\n"), HasSubstr("!!binary"));
}

TEST(YamlToJsonTest, MakesStringsOfKeys) {
  ExpectJson({
      {"yes: v\n", R"({"true":"v"})"},
      {"n: v\n", R"({"false":"v"})"},
      {"1: v\n", R"({"1":"v"})"},
      {"0x10: v\n", R"({"16":"v"})"},
      {"1.10: v\n", R"({"1.1":"v"})"},
      {"1e6: v\n", R"({"1e+06":"v"})"},
      {".inf: v\n", R"({".inf":"v"})"},
      {"2001-01-01: v\n", R"({"2001-01-01":"v"})"},
      {"'yes': v\n", R"({"yes":"v"})"},
      {"!!str 1: v\n", R"({"1":"v"})"},
      {"\"<<\": v\n", R"({"<<":"v"})"},
      {"a b: v\n", R"({"a b":"v"})"},
      {"? |\n  x\n: v\n", R"({"x\n":"v"})"},
  });
  for (const char* yaml : {"~: v\n", "null: v\n", "[a]: v\n", "{a: 1}: v\n", "? - a\n: b\n"}) {
    EXPECT_THAT(ErrorOf(yaml), HasSubstr("a key that is")) << yaml;
  }
}

TEST(YamlToJsonTest, CopiesWhatAliasesStandFor) {
  ExpectJson({
      {"x: &a 1\nz: *a\n", R"({"x":1,"z":1})"},
      {"x: &a [1, {b: c}]\nz: [*a, *a]\n", R"({"x":[1,{"b":"c"}],"z":[[1,{"b":"c"}],[1,{"b":"c"}]]})"},
      {"a: &x 1\nb: &x 2\nc: *x\n", R"({"a":1,"b":2,"c":2})"},
      {"&k key: *k\n", R"({"key":"key"})"},
      {"&k 1: *k\n", R"({"1":1})"},
      {"x: &a 12\n*a : bar\n", R"({"x":12,"12":"bar"})"},
      {"- &a\n- *a\n", "[null,null]"},
      {"a: &x !!str 1\nb: *x\n", R"({"a":"1","b":"1"})"},
  });
  EXPECT_EQ(ErrorOf("a: &a [*a]\n"), "line 1, column 8: an anchor that contains itself");
  EXPECT_THAT(ErrorOf("a: *b\n"), StartsWith("line 1, column 4: "));
  EXPECT_THAT(ErrorOf("x: &a [1]\n*a : bar\n"), HasSubstr("a key that is"));
}

TEST(YamlToJsonTest, MergesMappingsInTheOrderOfTheText) {
  ExpectJson({
      {"x: &a {p: 1, q: 2}\nz:\n  <<: *a\n  q: 3\n", R"({"x":{"p":1,"q":2},"z":{"p":1,"q":3}})"},
      {"x: &a {p: 1, q: 2}\nz:\n  q: 3\n  <<: *a\n", R"({"x":{"p":1,"q":2},"z":{"q":2,"p":1}})"},
      {"z:\n  <<: [{p: 1}, {p: 2, s: 5}]\n  q: 3\n", R"({"z":{"p":1,"s":5,"q":3}})"},
      {"z:\n  <<: {p: 1}\n  <<: {p: 2}\n", R"({"z":{"p":2}})"},
      {"x: &a {<<: {m: 1}, p: 1}\nz: {<<: *a}\n", R"({"x":{"m":1,"p":1},"z":{"m":1,"p":1}})"},
      {"z: &b {<<: {m: {o: [1]}}}\nw: *b\n", R"({"z":{"m":{"o":[1]}},"w":{"m":{"o":[1]}}})"},
  });
  for (const char* value : {"1", "~", "[1]", "v", "[[{a: 1}]]"}) {
    EXPECT_THAT(ErrorOf("<<: " + std::string(value)), HasSubstr("a merge key with something other than mappings")) << value;
  }
}

TEST(YamlToJsonTest, RefusesKeysThatAreRepeated) {
  EXPECT_EQ(ErrorOf("a: 1\nb: 2\na: 3\n"), "line 3, column 1: the key \"a\" is repeated");
  EXPECT_EQ(ErrorOf("a: {b: 1, b: 2}\n"), "line 1, column 11: the key \"b\" is repeated");
  EXPECT_EQ(ErrorOf("1: a\n\"1\": b\n"), "line 2, column 1: the key \"1\" is repeated");
}

TEST(YamlToJsonTest, SaysWhereTheMistakeIs) {
  EXPECT_EQ(ErrorOf("a: .inf\n"), "line 1, column 4: a number that JSON does not have");
  EXPECT_EQ(ErrorOf("a: 1\n---\nb: 2\n"), "line 3: a second document");
  EXPECT_EQ(ErrorOf("a: b\nc\n"), "line 2, column 1: a key without a colon and a space");
  EXPECT_EQ(ErrorOf("a: b\nc:d\n"), "line 2, column 1: a key without a colon and a space");
  EXPECT_EQ(ErrorOf(" a: 1\nb: 2\n"), "line 2, column 1: a line that does not belong to the document");
  EXPECT_EQ(ErrorOf("- a\n~\n"), "line 2, column 1: a line that does not belong to the document");
  EXPECT_EQ(ErrorOf("a: [1,,2]\n"), "line 1, column 7: an element is missing");
  EXPECT_EQ(ErrorOf("a: \x01\n"), "line 1, column 4: a control character");
  EXPECT_EQ(ErrorOf("a: 1\nb: \x04\n"), "line 2, column 4: a control character");
  EXPECT_EQ(ErrorOf(std::string_view("a: \0b\n", 6)), "line 1, column 4: a control character");
  EXPECT_EQ(ErrorOf("a: \xff\n"), "line 1, column 4: not UTF-8");
  EXPECT_EQ(ErrorOf(R"(a: "\ud83d")"), "line 1, column 11: invalid unicode: 55357");
}

TEST(YamlToJsonTest, RefusesWhatIsNotYaml) {
  for (const char* yaml : {"a: \"b\n",      "a: 'b\n",   "a: '",       "a: \"",        "a: 'b\n  ",    "\ta: 1\n",
                           "a:\n\tb: 1\n",  "a: b: c\n", "a: - b\n",   "a: [b\n",      "a: {b\n",      "a: %b\n",
                           "a: @b\n",       "a: `b\n",   "a: *\n",     "a: |b\n",      "a: \"b\" c\n", "a:\n  b: 1\n c: 2\n",
                           "a: 1\n b: 2\n", "a: {,}\n",  "a: [1] 2\n", "a: \"\\q\"\n", "a: |0\n x\n",  "a: &x &y 1\n",
                           "a: &x *x\n",    ", a: 1\n",  "]\n",        "a: b\n}\n"}) {
    EXPECT_THAT(ErrorOf(yaml), StartsWith("line ")) << yaml;
  }
}

TEST(YamlToJsonTest, BoundsNestingSizeAndAliases) {
  const auto nested = [](int depth) { return Repeated("[", depth) + Repeated("]", depth) + "\n"; };
  EXPECT_TRUE(YamlToJson(nested(9), {.maxDepth = 9}));
  EXPECT_THAT(ErrorOf(nested(9), {.maxDepth = 8}), HasSubstr("nested too deep"));
  EXPECT_TRUE(YamlToJson(nested(256)));
  EXPECT_THAT(ErrorOf(nested(257)), HasSubstr("nested too deep"));
  for (const char* opening : {"[", "{a: ", "- ", "? ", "[{", "? - ", "{? ", "&a [", "!!t [", "- - "}) {
    EXPECT_THAT(ErrorOf(Repeated(opening, 100'000)), StartsWith("line ")) << opening;
  }
  EXPECT_THAT(ErrorOf("aaaa: 1\n", {.maxBytes = 7}), HasSubstr("limit of 7"));
  const std::string directive = "%TAG ! tag:" + std::string(2000, 'x') + ":\n---\n";
  EXPECT_EQ(ErrorOf("# long\n" + directive + "- !a b\n"), "line 2, column 1: a directive of more than 1024 bytes");
  EXPECT_TRUE(codec::YamlToJson("a: '" + std::string(2000, '%') + "'\n"));

  std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'l'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    laughs += std::string(1, c) + ": &" + c + " [" + Repeated("*" + before + ", ", 9) + "]\n";
  }
  EXPECT_THAT(ErrorOf(laughs), HasSubstr("anchors and aliases that make the document too large"));

  const std::string merges = Repeated("{<<: ", 200) + "{a: " + std::string(1000, 'x') + "}" + Repeated("}", 200);
  EXPECT_TRUE(YamlToJson(merges, {.maxAliasBytes = 1'000'000}));
  EXPECT_THAT(ErrorOf(merges, {.maxAliasBytes = 100'000}), HasSubstr("too large"));
}

// The parser takes all of a flow apart before it tells of its beginning: sixteen megabytes of brackets took gigabytes.
TEST(YamlToJsonTest, BoundsHowFarTheParserLooksAhead) {
  const std::string message = "a list, mapping or string with more than 1048576 indicators";
  for (const char* part : {"[", "{", "a,", "[a,", "\"\"", "? ", "!t ", "&a ", "*a "}) {
    EXPECT_EQ(ErrorOf("[" + Repeated(part, 1'100'000)), "line 1: " + message) << part;
  }
  const std::string late = ErrorOf("a: 1\nb:\n- [" + Repeated("a,\n", 1'100'000) + "]");
  EXPECT_THAT(late, StartsWith("line 10"));  // the text is read by the block
  EXPECT_THAT(late, HasSubstr(message));
  EXPECT_EQ(ErrorOf("a: 1\n---\n" + Repeated("#", 1'100'000) + "\nb: 1\n"), "line 3: " + message);
  // Where no key can be it need not look ahead, and what a ConfigMap can hold is no more than that.
  EXPECT_TRUE(YamlToJson("a: [" + Repeated("a,", 1'100'000) + "a]\n"));
  EXPECT_TRUE(YamlToJson("a: 1\nb: |\n  " + Repeated("-", 1'000'000) + "\nc: |\n  " + Repeated("-", 1'000'000) + "\n"));
}

TEST(YamlToJsonTest, CountsTheDepthOfAliases) {
  std::string yaml = "a: &a [[[[1]]]]\n";
  yaml += "b: [[*a]]\n";
  EXPECT_TRUE(YamlToJson(yaml, {.maxDepth = 7}));
  EXPECT_THAT(ErrorOf(yaml, {.maxDepth = 6}), HasSubstr("nested too deep"));
}

TEST(YamlToJsonTest, TakesJsonAsItIs) {
  const std::string json = R"({"a": [1, 2.50, 1e3, "\ud83d\ude00\/"], "b": {}})";
  EXPECT_EQ(Json(json), json);
  EXPECT_EQ(ErrorOf("{}\n{}"), "line 2: a second document");
}

TEST(JsonToYamlTest, WritesBlocksAsKubectlDoes) {
  EXPECT_EQ(Yaml(R"({"apiVersion":"v1","metadata":{"labels":{},"name":"web"},"spec":{"containers":[{"args":["--a","-b"],
                     "name":"c"},{"name":"d"}],"list":[],"nested":[[1,2],[]],"none":null}})"),
            "apiVersion: v1\n"
            "metadata:\n"
            "  labels: {}\n"
            "  name: web\n"
            "spec:\n"
            "  containers:\n"
            "  - args:\n"
            "    - --a\n"
            "    - -b\n"
            "    name: c\n"
            "  - name: d\n"
            "  list: []\n"
            "  nested:\n"
            "  - - 1\n"
            "    - 2\n"
            "  - []\n"
            "  none: null\n");
}

TEST(JsonToYamlTest, QuotesWhatAReaderWouldMistake) {
  const Table table = {
      {R"("x")", "x\n"},
      {R"("a b")", "a b\n"},
      {R"("")", "\"\"\n"},
      {R"("yes")", "\"yes\"\n"},
      {R"("1.10")", "\"1.10\"\n"},
      {R"("0o17")", "\"0o17\"\n"},
      {R"("12:30")", "\"12:30\"\n"},
      {R"("2026-01-02T03:04:05Z")", "\"2026-01-02T03:04:05Z\"\n"},
      {R"("<<")", "\"<<\"\n"},
      {R"("*")", "'*'\n"},
      {R"("- a")", "'- a'\n"},
      {R"("-a")", "-a\n"},
      {R"("---")", "'---'\n"},
      {R"("a: b")", "'a: b'\n"},
      {R"("a:b")", "a:b\n"},
      {R"("a:")", "'a:'\n"},
      {R"("a #b")", "'a #b'\n"},
      {R"("a#b")", "a#b\n"},
      {R"("it's")", "it's\n"},
      {R"("'s")", "'''s'\n"},
      {R"(" a")", "' a'\n"},
      {R"("a\tb")", "\"a\\tb\"\n"},
      {R"("\u0007\"\\")", "\"\\x07\\\"\\\\\"\n"},
      {R"("\u0085\u2028\ufeff")", "\"\\x85\\u2028\\ufeff\"\n"},
      {R"("é😀")", "é😀\n"},
      {R"({"1":{"y":0},"k:{\"a\":1}":{},".":1,"a: b":2,"x\ny":3})",
       "\"1\":\n  \"y\": 0\nk:{\"a\":1}: {}\n.: 1\n'a: b': 2\n\"x\\ny\": 3\n"},
  };
  for (const auto& [json, yaml] : table) EXPECT_EQ(Yaml(json), yaml) << json;
}

TEST(JsonToYamlTest, WritesLinesAsLiterals) {
  EXPECT_EQ(Yaml(R"({"a":"x\n  z\n","b":["x\nz","x\n\n\n"]})"), "a: |\n  x\n    z\nb:\n- |-\n  x\n  z\n- |+\n  x\n\n\n");
  EXPECT_EQ(Yaml(R"({"a":" x\nz"})"), "a: \" x\\nz\"\n");
  EXPECT_EQ(Yaml(R"({"a":"\n"})"), "a: \"\\n\"\n");
  EXPECT_EQ(Yaml(R"({"a":"x \nz\u0007\n"})"), "a: \"x \\nz\\x07\\n\"\n");
}

TEST(JsonToYamlTest, WritesNumbersThatAllReadersTakeForNumbers) {
  EXPECT_EQ(Yaml("[1,-0,1.5,1e3,1E-3,2.5e+7]"), "- 1\n- -0.0\n- 1.5\n- 1.0e+3\n- 1.0E-3\n- 2.5e+7\n");
}

TEST(JsonToYamlTest, IsReadBackAsItWas) {
  std::string longKeys = R"({"K":{"a":[{"K":[1,"x\nz"]}]}})";
  for (std::size_t at = 0; (at = longKeys.find('K', at)) != std::string::npos;) longKeys.replace(at, 1, 2000, 'k');
  for (
      const std::string& json :
      {std::string(
           R"({"a":"x\n\ty\n","b":"\tz","c":["x\n","\n\nx","x\n ","- a\nb","# a\nb","---\nx\n","x\n---\n"],"d":{"":{"~":""}}})"),
       longKeys, std::string(R"({"e":["a\rb","a\u0000","\u0001","a\\b","\"","'","''","%a","@a","`a","|","> x","!t","&a"]})"),
       std::string(R"([[],{},[[]],[{}],{"a":[[{"b":[]}]]},null,true,false,"null","true",0,-1.5])")}) {
    EXPECT_EQ(Json(Yaml(json)), json);
    EXPECT_EQ(Yaml(Json(Yaml(json))), Yaml(json));
  }
  EXPECT_EQ(Json(Yaml(R"(["\u007f","\u0085","\u00a0","\ufeffx","\u2028"])")),
            "[\"\x7F\",\"\u0085\",\"\u00a0\",\"\ufeffx\",\"\u2028\"]");
}

TEST(JsonToYamlTest, RefusesWhatIsNotJson) {
  EXPECT_THAT(Yaml("{\"a\":}"), StartsWith("error: "));
  EXPECT_THAT(Yaml("[1] 2"), HasSubstr("at byte"));
  EXPECT_THAT(Yaml(Repeated("[", 100'000)), StartsWith("error: "));
}

TEST(FromYamlTest, ReadsAnObject) {
  const Result<Widget> widget = FromYaml<Widget>(
      "apiVersion: sample.io/v1\nkind: Widget\nname: w\nenabled: yes\nreplicas: 1e1\nlimits:\n  cpu: 500m\n  memory: 1024\n"
      "target: 80\nraw:\n  any: [1, x]\nrequiredList: [a, \"1\"]\ncreated: 2026-01-02T03:04:05Z\n");
  ASSERT_TRUE(widget) << widget.error().ToString();
  EXPECT_EQ(widget->name, "w");
  EXPECT_TRUE(widget->enabled);
  EXPECT_EQ(widget->replicas, 10);
  EXPECT_EQ(widget->limits.at("memory"), Quantity("1Ki"));
  EXPECT_EQ(widget->target, IntOrString(80));
  EXPECT_EQ(widget->raw.text(), R"({"any":[1,"x"]})");
  EXPECT_EQ(widget->created.ToString(), "2026-01-02T03:04:05Z");
}

TEST(FromYamlTest, NamesTheFieldAndTheLine) {
  const auto errorOf = [](std::string_view yaml, const YamlReadOptions& options = {}) {
    const Result<Widget> widget = FromYaml<Widget>(yaml, options);
    return widget ? "" : widget.error().Message();
  };
  EXPECT_THAT(errorOf("name: w\nports:\n- number: 1\n- number: x\n"),
              testing::AllOf(StartsWith("ports[1].number: "), HasSubstr("at line 4")));
  EXPECT_THAT(errorOf("name: 1.10\n"), testing::AllOf(StartsWith("name: "), HasSubstr("at line 1")));
  EXPECT_THAT(errorOf("x: &x {number: a}\nplain:\n  *x\n"), HasSubstr("at line 3"));
  EXPECT_THAT(errorOf("{\n\"name\": \"w\",\n\"replicas\": \"1\"}"),
              testing::AllOf(StartsWith("replicas: "), HasSubstr("at line 3")));
  EXPECT_THAT(errorOf("kind: Gadget\n"), HasSubstr("\"Widget\" is expected"));
  EXPECT_EQ(errorOf("unknown: 1\n"), "");
  EXPECT_THAT(errorOf("a:\nunknown: 1\n", {.rejectUnknownFields = true}), HasSubstr("no such field"));
}

TEST(ToYamlTest, WritesAnObject) {
  Widget widget;
  widget.name = "w";
  widget.labels = {{"a", "true"}};
  widget.requiredList = {"x"};
  const Result<std::string> yaml = ToYaml(widget);
  ASSERT_TRUE(yaml);
  EXPECT_EQ(*yaml,
            "apiVersion: sample.io/v1\nkind: Widget\nname: w\nlabels:\n  a: \"true\"\nalways: 0\nrequired:\n  number: 0\n"
            "requiredList:\n- x\n");
  EXPECT_EQ(FromYaml<Widget>(*yaml).value(), widget);
}

TEST(ToYamlTest, LeavesOutWhatServerSideApplyMustNotClaim) {
  Widget widget;
  widget.name = "w";
  EXPECT_EQ(ToYaml(widget, {.empties = JsonEmpties::kOmitForApply}).value(),
            "apiVersion: sample.io/v1\nkind: Widget\nname: w\n");
  widget.name = "\xff";
  EXPECT_EQ(ToYaml(widget).error().Code(), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace k8s
