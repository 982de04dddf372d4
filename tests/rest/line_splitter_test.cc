#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/rest/line_splitter.h>

namespace k8s {
namespace {

// All lines that come out when `text` is fed in pieces of `size` bytes.
std::vector<std::string> Split(const std::string& text, std::size_t size) {
  LineSplitter splitter(1000);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size(); at += size) {
    splitter.Feed(std::string_view(text).substr(at, size));
    while (true) {
      auto line = splitter.Next();
      EXPECT_TRUE(line);
      if (!line || !line->has_value()) break;
      lines.emplace_back(**line);
    }
  }
  return lines;
}

TEST(LineSplitterTest, GivesTheSameLinesWhereverTheStreamIsCut) {
  const std::string text = "one\ntwo and more\n\n \r\nthree\r\n";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    EXPECT_EQ(Split(text, size), (std::vector<std::string>{"one", "two and more", "three\r"})) << size;
  }
}

TEST(LineSplitterTest, KeepsWhatHasNoEndYet) {
  LineSplitter splitter(1000);
  splitter.Feed("whole\npart");
  EXPECT_EQ(**splitter.Next(), "whole");
  EXPECT_FALSE(splitter.Next()->has_value());
  EXPECT_EQ(splitter.Rest(), "part");
}

TEST(LineSplitterTest, RefusesLinesBeyondItsLimit) {
  LineSplitter whole(4);
  whole.Feed("12345\n");
  EXPECT_EQ(whole.Next().error().Code(), ErrorCode::kDecode);
  LineSplitter unfinished(4);
  unfinished.Feed("12345");
  EXPECT_EQ(unfinished.Next().error().Message(), "a line of more than 4 bytes");
  LineSplitter fits(4);
  fits.Feed("1234\n");
  EXPECT_EQ(**fits.Next(), "1234");
}

}  // namespace
}  // namespace k8s
