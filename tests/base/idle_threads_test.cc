#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/base/idle_threads.h>

namespace k8s::internal {
namespace {

// Threads that wait in the order in which they are added, and tell when they were called.
class IdleThreadsTest : public testing::Test {
 protected:
  ~IdleThreadsTest() override {
    {
      std::lock_guard lock(mutex_);
      idle_.CallAll();
    }
    for (std::thread& thread : threads_) thread.join();
  }

  void Add(int name, bool hasWorked) {
    std::unique_lock lock(mutex_);
    const std::size_t waiting = idle_.size();
    threads_.emplace_back([this, name, hasWorked] {
      std::unique_lock own(mutex_);
      changed_.notify_all();
      idle_.Wait(own, hasWorked);
      called_.push_back(name);
      changed_.notify_all();
    });
    changed_.wait(lock, [&] { return idle_.size() > waiting; });
  }

  int CallOne() {
    std::unique_lock lock(mutex_);
    const std::size_t before = called_.size();
    idle_.CallOne();
    changed_.wait(lock, [&] { return called_.size() > before; });
    return called_.back();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  IdleThreads idle_;
  std::vector<int> called_;
  std::vector<std::thread> threads_;
};

TEST_F(IdleThreadsTest, AreCalledFromTheOneThatWorkedLast) {
  Add(1, true);
  Add(2, true);
  Add(3, true);
  EXPECT_EQ(CallOne(), 3);
  EXPECT_EQ(CallOne(), 2);
  Add(4, true);
  EXPECT_EQ(CallOne(), 4);
  EXPECT_EQ(CallOne(), 1);
}

TEST_F(IdleThreadsTest, ComeAfterTheOthersIfThereWasNothingToDoForThem) {
  Add(1, true);
  Add(2, false);
  EXPECT_EQ(CallOne(), 1);
  EXPECT_EQ(CallOne(), 2);
}

TEST_F(IdleThreadsTest, MayBeNone) {
  std::unique_lock lock(mutex_);
  idle_.CallOne();
  EXPECT_EQ(idle_.size(), 0U);
}

}  // namespace
}  // namespace k8s::internal
