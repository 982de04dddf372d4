#include <string>
#include <string_view>

#include "fakes/gzip.h"
#include <gtest/gtest.h>

#include <k8s/transport/curl/collected_answer.h>

namespace k8s::curl {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;
constexpr std::size_t kPiece = std::size_t{16} << 10;  // as libcurl shows them

// What is taken of these bytes without a pause.
std::size_t TakenAtOnce(CollectedAnswer& answer, std::string_view bytes) {
  for (std::size_t taken = 0; taken < bytes.size();) {
    const std::string_view piece = bytes.substr(taken, kPiece);
    if (!answer.BytesArrived(piece).value()) return taken;
    taken += piece.size();
  }
  return bytes.size();
}

TEST(CollectedAnswerTest, PausesWhileMuchIsInflated) {
  const std::string member = fakes::Gzip(std::string(kMegabyte, '\0'));
  std::string compressed;
  while (compressed.size() < 4 * kPiece) compressed += member;
  CollectedAnswer answer(std::size_t{1} << 30);
  ASSERT_TRUE(answer.HeadArrived({.status = 200, .headers = {{"Content-Encoding", "gzip"}}}));
  std::string_view rest = compressed;
  int turns = 0;
  for (; !rest.empty(); ++turns) {
    const std::size_t taken = TakenAtOnce(answer, rest);
    EXPECT_LE(taken, kPiece);
    rest.remove_prefix(taken);
  }
  EXPECT_GE(turns, 4);
  EXPECT_EQ(answer.Take()->body.size(), compressed.size() / member.size() * kMegabyte);
}

TEST(CollectedAnswerTest, DoesNotPauseForBytesThatOnlyHaveToBeKept) {
  CollectedAnswer answer(std::size_t{1} << 30);
  ASSERT_TRUE(answer.HeadArrived({.status = 200}));
  const std::string plain(4 * kMegabyte, 'x');
  EXPECT_EQ(TakenAtOnce(answer, plain), plain.size());
  EXPECT_EQ(answer.Take()->body, plain);
}

}  // namespace
}  // namespace k8s::curl
