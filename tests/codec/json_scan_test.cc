#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include <k8s/codec/json_scan.h>

namespace k8s::codec {
namespace {

bool IsSpecial(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '"' || c == '\\' || byte < 0x20 || byte >= 0x80;
}

// One processor's instructions and the portable way must find the same byte, whatever lies around it.
TEST(JsonScanTest, FindsTheSameByteOnEveryPath) {
  std::mt19937 random(3);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 70, 'x');
    for (char& c : text) c = static_cast<char>(random() % 8 == 0 ? random() % 256 : 'a' + random() % 26);
    const char* begin = text.data();
    const char* end = begin + text.size();
    const char* expected = std::find_if(begin, end, IsSpecial);
    ASSERT_EQ(FindStringSpecial(begin, end) - begin, expected - begin) << text;
    ASSERT_EQ(FindStringSpecialPortably(begin, end) - begin, expected - begin) << text;
  }
}

TEST(JsonScanTest, TellsEveryByteThatIsSpecialAtEveryPlace) {
  for (std::size_t at = 0; at < 40; ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text(40, 'x');
      text[at] = static_cast<char>(byte);
      const auto expected = static_cast<std::ptrdiff_t>(IsSpecial(text[at]) ? at : text.size());
      const char* begin = text.data();
      ASSERT_EQ(FindStringSpecial(begin, begin + text.size()) - begin, expected) << byte;
      ASSERT_EQ(FindStringSpecialPortably(begin, begin + text.size()) - begin, expected) << byte;
    }
  }
}

}  // namespace
}  // namespace k8s::codec
