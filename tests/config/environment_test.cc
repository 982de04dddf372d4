#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <k8s/config/environment.h>

namespace k8s {
namespace {

class EnvironmentTest : public testing::Test {
 protected:
  EnvironmentTest() {
    std::string pattern = testing::TempDir() + "environment_test_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~EnvironmentTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& content) const {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  std::string folder_;
};

TEST_F(EnvironmentTest, ReadsFiles) {
  const std::string content = std::string("a\0b\r\n", 5) + std::string(100'000, 'x');
  EXPECT_EQ(*Environment::Process().ReadFile(Write("file", content)), content);
  EXPECT_EQ(*Environment::Process().ReadFile(Write("empty", "")), "");
}

TEST_F(EnvironmentTest, TellsMissingFilesFromUnreadableOnes) {
  const auto missing = Environment::Process().ReadFile(folder_ + "/missing");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().Code(), ErrorCode::kNotFound);
  EXPECT_EQ(missing.error().Message(), "cannot read \"" + folder_ + "/missing\": No such file or directory");

  const auto belowAFile = Environment::Process().ReadFile(Write("file", "") + "/below");
  ASSERT_FALSE(belowAFile);
  EXPECT_EQ(belowAFile.error().Code(), ErrorCode::kNotFound);

  const auto directory = Environment::Process().ReadFile(folder_);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().Code(), ErrorCode::kConfig);
}

TEST_F(EnvironmentTest, RefusesFilesThatCannotBeConfiguration) {
  EXPECT_TRUE(Environment::Process().ReadFile(Write("limit", std::string(10 << 20, 'x'))));
  EXPECT_FALSE(Environment::Process().ReadFile(Write("beyond", std::string((10 << 20) + 1, 'x'))));
  EXPECT_FALSE(Environment::Process().ReadFile("/dev/zero"));
}

TEST_F(EnvironmentTest, ReadsAPipeToItsEnd) {
  const std::string path = folder_ + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::jthread writer([&] { std::ofstream(path, std::ios::binary) << std::string(200'000, 'x'); });  // once it is read
  EXPECT_EQ(Environment::Process().ReadFile(path)->size(), 200'000u);
}

TEST_F(EnvironmentTest, DoesNotWaitForEverForAPipeThatNobodyWrites) {
  const std::string path = folder_ + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const auto silent = Environment::Process().ReadFile(path);
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().Code(), ErrorCode::kConfig);
  EXPECT_EQ(silent.error().Message(), "cannot read \"" + path + "\": Connection timed out");
}

TEST_F(EnvironmentTest, ReadsRegularFilesBehindLinks) {
  const Environment& process = Environment::Process();
  Write("token", "abc");
  std::filesystem::create_symlink("token", folder_ + "/link");
  EXPECT_EQ(*process.ReadRegularFile(folder_ + "/link"), "abc");
  EXPECT_EQ(process.ReadRegularFile(folder_ + "/missing").error().Code(), ErrorCode::kNotFound);
  EXPECT_EQ(process.ReadRegularFile(folder_).error().Code(), ErrorCode::kConfig);
}

TEST_F(EnvironmentTest, WaitsForNothingThatIsNoRegularFile) {
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path : {pipe, std::string("/dev/zero")}) {
    EXPECT_EQ(Environment::Process().ReadRegularFile(path).error().Message(),
              "cannot read \"" + path + "\": it is no regular file");
  }
}

TEST_F(EnvironmentTest, ReadsVariables) {
  ASSERT_EQ(setenv("K8S_ENVIRONMENT_TEST", "value", 1), 0);
  EXPECT_EQ(Environment::Process().Variable("K8S_ENVIRONMENT_TEST"), "value");
  ASSERT_EQ(unsetenv("K8S_ENVIRONMENT_TEST"), 0);
  EXPECT_EQ(Environment::Process().Variable("K8S_ENVIRONMENT_TEST"), std::nullopt);
}

}  // namespace
}  // namespace k8s
