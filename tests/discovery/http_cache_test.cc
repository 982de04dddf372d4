#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/discovery/http_cache.h>

namespace k8s::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// Answers every target with the same document. It honours `If-None-Match`, and remembers what was asked.
class Documents final : public Transport {
 public:
  Future<Response> SendAsync(Request request, CallContext) override {
    std::lock_guard lock(mutex_);
    const std::string* condition = request.headers.Find("If-None-Match");
    conditions_.push_back(condition == nullptr ? "" : *condition);
    const std::string* tag = answer_.headers.Find("ETag");
    if (condition != nullptr && tag != nullptr && *condition == *tag) {
      return Future<Response>(Result<Response>(Response{.status = 304, .headers = {{"ETag", *tag}}, .body = ""}));
    }
    return Future<Response>(Result<Response>(answer_));
  }
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request, CallContext) override {
    return Future<std::unique_ptr<ByteStream>>(
        Result<std::unique_ptr<ByteStream>>(Error(ErrorCode::kUnsupported, "documents are no streams")));
  }

  void Put(Response answer) {
    std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  /// The `If-None-Match` of each request.
  std::vector<std::string> Conditions() const {
    std::lock_guard lock(mutex_);
    return conditions_;
  }

 private:
  mutable std::mutex mutex_;
  Response answer_;
  std::vector<std::string> conditions_;
};

class HttpCacheTest : public testing::Test {
 protected:
  HttpCacheTest() {
    std::string pattern = testing::TempDir() + "http_cache_test.XXXXXX";
    root = mkdtemp(pattern.data());
    server->Put(Document("one", "\"1\""));
  }
  ~HttpCacheTest() override { fs::remove_all(root); }

  static Response Document(std::string body, std::string tag, std::string control = "no-cache, private") {
    return {.status = 200,
            .headers = {{"Content-Type", "application/json"},
                        {"ETag", std::move(tag)},
                        {"Vary", "Accept"},
                        {"Cache-Control", std::move(control)}},
            .body = std::move(body)};
  }
  std::shared_ptr<Transport> Cache(std::uint64_t maxBytes = 1 << 20) const {
    return HttpCache({.folder = Folder(), .maxBytes = maxBytes})(server);
  }
  std::string Folder() const { return root + "/a/b"; }
  std::vector<fs::path> Files() const {
    if (!fs::exists(Folder())) return {};
    return {fs::directory_iterator(Folder()), {}};
  }
  static std::string ReadFile(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static Request Get(std::string target, std::string accept = "application/json") {
    return {.target = std::move(target), .headers = {{"Accept", std::move(accept)}}};
  }
  static std::string BodyOf(Transport& transport, std::string target = "/apis") {
    const Result<Response> answer = transport.Send(Get(std::move(target)), {});
    return answer ? std::to_string(answer->status) + " " + answer->body : answer.error().ToString();
  }

  std::shared_ptr<Documents> server = std::make_shared<Documents>();
  std::string root;
};

TEST_F(HttpCacheTest, AsksWhetherWhatItHasStillHolds) {
  EXPECT_EQ(BodyOf(*Cache()), "200 one");
  const Result<Response> again = Cache()->Send(Get("/apis"), {});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status, 200);
  EXPECT_EQ(again->body, "one");
  ASSERT_NE(again->headers.Find("Content-Type"), nullptr);
  EXPECT_EQ(*again->headers.Find("Content-Type"), "application/json");
  EXPECT_THAT(server->Conditions(), ElementsAre("", "\"1\""));
}

TEST_F(HttpCacheTest, TakesWhatIsNew) {
  EXPECT_EQ(BodyOf(*Cache()), "200 one");
  server->Put(Document("two", "\"2\""));
  EXPECT_EQ(BodyOf(*Cache()), "200 two");
  EXPECT_EQ(BodyOf(*Cache()), "200 two");
  EXPECT_THAT(server->Conditions(), ElementsAre("", "\"1\"", "\"2\""));
}

TEST_F(HttpCacheTest, NeverAsksAgainForWhatNeverChanges) {
  server->Put(Document("schemas", "\"h\"", "public, immutable"));
  EXPECT_EQ(BodyOf(*Cache(), "/openapi/v3/apis/apps/v1?hash=h"), "200 schemas");
  EXPECT_EQ(BodyOf(*Cache(), "/openapi/v3/apis/apps/v1?hash=h"), "200 schemas");
  EXPECT_EQ(server->Conditions().size(), 1U);
}

TEST_F(HttpCacheTest, KnowsAnswersByTargetAndMediaTypes) {
  EXPECT_EQ(BodyOf(*Cache()), "200 one");
  EXPECT_EQ(BodyOf(*Cache(), "/api"), "200 one");
  ASSERT_TRUE(Cache()->Send(Get("/apis", "application/yaml"), {}));
  EXPECT_THAT(server->Conditions(), ElementsAre("", "", ""));
}

TEST_F(HttpCacheTest, KeepsNothingThatItMustNot) {
  Response other = Document("x", "\"1\"", "No-Store");
  const auto ask = [&](const Response& answer, Request request = Get("/apis")) {
    server->Put(answer);
    EXPECT_TRUE(Cache()->Send(std::move(request), {}));
  };
  ask(other);
  other = Document("x", "\"1\"");
  other.headers.Add("Vary", "Accept-Encoding, Authorization");
  ask(other);
  other = Document("x", "\"1\"");
  other.headers.Remove("ETag");
  ask(other);
  other = Document("x", "\"1\"");
  other.status = 404;
  ask(other);
  Request post = Get("/apis");
  post.method = "POST";
  ask(Document("x", "\"1\""), post);
  Request conditional = Get("/apis");
  conditional.headers.Set("If-None-Match", "\"mine\"");
  ask(Document("x", "\"1\""), conditional);
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_EQ(server->Conditions().back(), "\"mine\"");
}

TEST_F(HttpCacheTest, LeavesCallsThatDoNotWaitAlone) {
  EXPECT_EQ(Cache()->SendAsync(Get("/apis"), {}).Get()->body, "one");
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(HttpCacheTest, TakesATornFileForNone) {
  EXPECT_EQ(BodyOf(*Cache()), "200 one");
  ASSERT_EQ(Files().size(), 1U);
  const fs::path path = Files().front();
  const std::string whole = ReadFile(path);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(path) << whole.substr(0, size);
    EXPECT_EQ(BodyOf(*Cache()), "200 one");
    EXPECT_EQ(server->Conditions().back(), "") << size;
    EXPECT_EQ(ReadFile(path), whole);
  }
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string wrong = whole;
    wrong[place] = static_cast<char>(wrong[place] ^ 1);
    std::ofstream(path) << wrong;
    EXPECT_EQ(BodyOf(*Cache()), "200 one");
    EXPECT_EQ(server->Conditions().back(), "") << place;
  }
}

TEST_F(HttpCacheTest, TakesTheFileOfAnotherKeyForNone) {
  EXPECT_EQ(BodyOf(*Cache(), "/api"), "200 one");
  const fs::path core = Files().front();
  server->Put(Document("two", "\"2\""));
  EXPECT_EQ(BodyOf(*Cache()), "200 two");
  for (const fs::path& path : Files()) {
    if (path != core) fs::copy_file(core, path, fs::copy_options::overwrite_existing);
  }
  EXPECT_EQ(BodyOf(*Cache()), "200 two");
  EXPECT_THAT(server->Conditions(), ElementsAre("", "", ""));
}

TEST_F(HttpCacheTest, MakesRoomByTheOldest) {
  constexpr std::uint64_t kRoom = 8192;
  server->Put(Document(std::string(800, 'x'), "\"1\""));
  for (int i = 0; i < 20; ++i) {
    for (const fs::path& path : Files()) fs::last_write_time(path, fs::last_write_time(path) - std::chrono::seconds(10));
    BodyOf(*Cache(kRoom), "/" + std::to_string(i));
  }
  std::uint64_t bytes = 0;
  for (const fs::path& path : Files()) bytes += fs::file_size(path);
  EXPECT_LE(bytes, kRoom);
  EXPECT_GE(bytes, kRoom / 2);
  BodyOf(*Cache(kRoom), "/19");
  BodyOf(*Cache(kRoom), "/0");
  EXPECT_EQ(server->Conditions()[20], "\"1\"");
  EXPECT_EQ(server->Conditions()[21], "");
}

TEST_F(HttpCacheTest, WhatStillHoldsIsAsGoodAsNew) {
  BodyOf(*Cache());
  const fs::path path = Files().at(0);
  const auto before = fs::last_write_time(path) - std::chrono::hours(1);
  fs::last_write_time(path, before);
  EXPECT_EQ(BodyOf(*Cache()), "200 one");
  EXPECT_THAT(server->Conditions(), ElementsAre("", "\"1\""));
  EXPECT_GT(fs::last_write_time(path), before);
}

TEST_F(HttpCacheTest, TakesNothingAwayThatIsNotItsOwn) {
  fs::create_directories(Folder() + "/folder");
  fs::create_directories(Folder() + "/0123456789abcdef");
  for (const char* name : {"thesis.txt", "0123456789abcdeg", "0123456789abcde", "0123456789abcdef.txt"}) {
    if (!fs::exists(Folder() + "/" + name)) std::ofstream(Folder() + "/" + name) << std::string(10'000, 'x');
  }
  fs::create_symlink(root, Folder() + "/fedcba9876543210");
  const std::size_t others = Files().size();
  const std::string draft = Folder() + "/0123456789abcde0.Ab3dEf";
  std::ofstream(draft) << std::string(10'000, 'x');
  fs::last_write_time(draft, fs::last_write_time(draft) - std::chrono::seconds(10));
  BodyOf(*Cache(8192));
  EXPECT_FALSE(fs::exists(draft));
  EXPECT_EQ(Files().size(), others + 1);
  BodyOf(*Cache(8192));
  EXPECT_EQ(server->Conditions().back(), "\"1\"");
}

TEST_F(HttpCacheTest, KeepsNoneThatIsTooLarge) {
  server->Put(Document(std::string(2000, 'x'), "\"1\""));
  BodyOf(*Cache(8192));
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(HttpCacheTest, NeedsNoFolderThatItCanWrite) {
  std::ofstream(root + "/a") << "a file";
  EXPECT_EQ(BodyOf(*Cache()), "200 one");
  EXPECT_EQ(BodyOf(*Cache()), "200 one");
  EXPECT_EQ(HttpCache({})(server), server);
}

TEST_F(HttpCacheTest, ManyShareAFolder) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      const std::string target = "/" + std::to_string(i % 2);
      for (int n = 0; n < 100; ++n) EXPECT_EQ(BodyOf(*Cache(2048), target), "200 one");
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace k8s::test
