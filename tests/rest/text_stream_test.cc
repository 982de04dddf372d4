#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/base/executor.h>
#include <k8s/rest/text_stream.h>

namespace k8s {
namespace {

class TextStreamTest : public testing::Test {
 protected:
  TextStream Stream(std::vector<std::string> pieces) {
    transport_.Stream(200, std::move(pieces));
    return TextStream::Over(transport_.Open({}, {}), executor_, "reading").value();
  }

  fakes::ScriptedTransport transport_;
  std::shared_ptr<Executor> executor_ = ThreadPool::Make(1).value();
};

std::vector<std::string> LinesOf(TextStream stream) {
  std::vector<std::string> lines;
  for (const Result<std::string>& line : stream) lines.push_back(line.value());
  return lines;
}

TEST_F(TextStreamTest, CutsLinesWhereverThePiecesWereCut) {
  EXPECT_EQ(LinesOf(Stream({"on", "e\ntw", "o\n", "\nfour"})), (std::vector<std::string>{"one", "two", "", "four"}));
  EXPECT_EQ(LinesOf(Stream({"one\n"})), (std::vector<std::string>{"one"}));
  EXPECT_EQ(LinesOf(Stream({})), (std::vector<std::string>{}));
  EXPECT_EQ(LinesOf(Stream({"a\r\n"})), (std::vector<std::string>{"a\r"}));
}

TEST_F(TextStreamTest, GivesTheSameLinesAsynchronously) {
  TextStream stream = Stream({"on", "e\ntwo"});
  EXPECT_EQ(stream.NextAsync().Get().value(), "one");
  EXPECT_EQ(stream.NextAsync().Get().value(), "two");
  EXPECT_EQ(stream.NextAsync().Get().value(), std::nullopt);
}

TEST_F(TextStreamTest, LosesNothingBetweenLinesAndBytes) {
  TextStream stream = Stream({"one\ntwo\nthr", "ee"});
  EXPECT_EQ(stream.Next().value(), "one");
  EXPECT_EQ(stream.Read().value(), "two\nthr");
  EXPECT_EQ(stream.ReadAsync().Get().value(), "ee");
  EXPECT_EQ(stream.Read().value(), "");
}

TEST_F(TextStreamTest, BoundsALine) {
  const std::string piece(std::size_t{1} << 19, 'x');
  TextStream fits = Stream({piece, piece, "\n"});
  EXPECT_EQ(fits.Next().value()->size(), std::size_t{1} << 20);
  TextStream stream = Stream({piece, piece, "x", "\n"});
  EXPECT_EQ(stream.Next().error().Code(), ErrorCode::kDecode);
}

TEST_F(TextStreamTest, EndsAWaitWhenItIsDestroyed) {
  transport_.Stall(200);
  std::optional<TextStream> stream = TextStream::Over(transport_.Open({}, {}), executor_, "reading").value();
  auto line = stream->NextAsync();
  stream.reset();
  transport_.EndStalled();
  EXPECT_EQ(line.Get().error().Code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace k8s
