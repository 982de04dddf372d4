#include <cstdint>
#include <cstring>
#include <string_view>

#include "fuzz/check.h"
#include "oracle/oracle_value.h"

#include <k8s/codec/json_reader.h>
#include <k8s/codec/value.h>

// On any text, RapidJSON and we agree whether it is JSON, and what it says.
namespace {

// RapidJSON refuses a number beyond a double even where it is asked for the text. This tells of every text that has one.
bool MayExceedDouble(std::string_view text) {
  constexpr int kManyDigits = 200;
  constexpr int kManyOfExponent = 2;
  int digits = 0;
  bool inExponent = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (++digits > (inExponent ? kManyOfExponent : kManyDigits)) return true;
    } else if (c != '+' && c != '-') {
      inExponent = c == 'e' || c == 'E';
      digits = 0;
    }
  }
  return false;
}

// Where the two are meant to differ. RapidJSON takes a NUL for the end of the text, and refuses the halves of surrogate pairs,
// which Go, and so we, read as U+FFFD.
bool OracleDiffers(std::string_view text) {
  return text.find('\0') != text.npos || text.find("\\ud") != text.npos || text.find("\\uD") != text.npos ||
         MayExceedDouble(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  k8s::codec::JsonReader reader(text, k8s::codec::JsonReader::kDepthLimit);
  const bool accepted = reader.Skip() && reader.ReadEnd();
  K8S_FUZZ_CHECK(reader.Offset() <= size);
  K8S_FUZZ_CHECK(accepted == !reader.Failed());
  const bool tooDeep = !accepted && std::strcmp(reader.Message(), "nested too deep") == 0;
  if (tooDeep || OracleDiffers(text)) return 0;
  const auto oracle = k8s::test::ReadWithOracle(text);
  K8S_FUZZ_CHECK(accepted == oracle.has_value());
  if (!accepted) return 0;
  const auto value = k8s::Value::FromJson(text);
  K8S_FUZZ_CHECK(value.has_value() && *value == *oracle && *value->ToJson() == *oracle->ToJson());
  return 0;
}
