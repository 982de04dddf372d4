#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/base/result.h>

namespace k8s {
namespace {

Error Refused() { return Error(ErrorCode::kUnavailable, "refused"); }

TEST(ResultTest, HoldsAValue) {
  Result<int> result = 7;
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, 7);
  EXPECT_EQ(result.value_or(1), 7);
}

TEST(ResultTest, HoldsAnError) {
  Result<int> result = Refused();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(result.value_or(1), 1);
}

TEST(ResultTest, ThrowsWhenTheMissingSideIsRead) {
  Result<std::string> failed = Refused();
  EXPECT_THROW(failed.value(), BadAccess);
  EXPECT_THROW(static_cast<void>(failed->size()), BadAccess);
  EXPECT_THROW(*failed, BadAccess);
  Result<std::string> fine = std::string("x");
  EXPECT_THROW(static_cast<void>(fine.error()), BadAccess);
  EXPECT_THROW(Result<void>(Refused()).value(), BadAccess);
}

TEST(ResultTest, TellsWhatWentWrongInTheException) {
  Result<int> failed = Refused();
  try {
    failed.value();
    FAIL() << "did not throw";
  } catch (const BadAccess& exception) {
    EXPECT_STREQ(exception.what(), "value of a failed Result: refused");
  }
}

TEST(ResultTest, CarriesTypesThatOnlyMove) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(3);
  std::unique_ptr<int> owned = *std::move(result);
  EXPECT_EQ(*owned, 3);
}

struct Numbers {
  std::vector<int> items;
};

Result<Numbers> MakeNumbers() { return Numbers{{1, 2, 3}}; }

// Under AddressSanitizer this is a use after free if value() returns a reference.
TEST(ResultTest, KeepsTheValueOfATemporaryAliveInARangeFor) {
  int sum = 0;
  for (const int item : MakeNumbers().value().items) sum += item;
  EXPECT_EQ(sum, 6);
}

TEST(ResultTest, ChainsUntilTheFirstError) {
  const auto half = [](int value) -> Result<int> {
    if (value % 2 != 0) return Error(ErrorCode::kInvalidArgument, "odd");
    return value / 2;
  };
  EXPECT_EQ(*Result<int>(8).and_then(half).and_then(half).transform([](int value) { return value + 1; }), 3);
  Result<int> odd = Result<int>(6).and_then(half).and_then(half).and_then(half);
  EXPECT_EQ(odd.error().Message(), "odd");
}

TEST(ResultTest, RecoversAndRewordsErrors) {
  EXPECT_EQ(*Result<int>(Refused()).or_else([](const Error&) { return Result<int>(9); }), 9);
  Result<int> reworded =
      Result<int>(Refused()).transform_error([](const Error& error) { return error.WithContext("dialling"); });
  EXPECT_EQ(reworded.error().Message(), "dialling: refused");
}

}  // namespace
}  // namespace k8s
