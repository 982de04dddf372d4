#include <algorithm>
#include <array>
#include <chrono>
#include <system_error>
#include <utility>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <k8s/base/service_thread.h>
#include <k8s/transport/curl/loop.h>
#include <k8s/transport/curl/process.h>

namespace k8s::curl {
namespace {

constexpr int kLongestWaitMs = 60'000;

}  // namespace

Result<std::shared_ptr<Loop>> Loop::Make() {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  const int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::shared_ptr<Loop> loop(new Loop(epoll, wake));
  epoll_event readable{.events = EPOLLIN, .data = {.fd = wake}};
  if (epoll < 0 || wake < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &readable) != 0) {
    return Error(ErrorCode::kUnavailable, "no descriptors are left for a transport");
  }
  return loop;
}

Loop::~Loop() {
  if (epoll_ >= 0) close(epoll_);
  if (wake_ >= 0) close(wake_);
}

bool Loop::Post(Task task) {
  std::lock_guard lock(mutex_);
  if (stopped_ || (!thread_.joinable() && !StartThread())) return false;
  tasks_.push_back(std::move(task));
  if (tasks_.size() == 1 && thread_.get_id() != std::this_thread::get_id()) eventfd_write(wake_, 1);
  return true;
}

bool Loop::StartThread() {
  if (CurlGate().IsClosed()) return false;
  try {
    thread_ = std::thread([self = shared_from_this()] { self->Run(); });
  } catch (const std::system_error&) {
    return false;
  }
  EndAtExit(shared_from_this());
  return true;
}

bool Loop::OnThread() const {
  std::lock_guard lock(mutex_);
  return thread_.get_id() == std::this_thread::get_id();
}

void Loop::Stop(Task last) {
  std::unique_lock lock(mutex_);
  stopped_ = true;
  const bool here = thread_.get_id() == std::this_thread::get_id();
  if (here) thread_.detach();
  if (!thread_.joinable()) {
    lock.unlock();
    if (last) last();
    return;
  }
  if (last) tasks_.push_back(std::move(last));
  eventfd_write(wake_, 1);
  std::thread thread = std::move(thread_);
  lock.unlock();
  thread.join();
}

void Loop::Run() {
  internal::BecomeServiceThread();
  while (true) {
    RunTasks();
    if (Finished()) return;
    RunAlarms();
    WaitForEvents();
  }
}

// Those that they post come after sockets and alarms have had their turn.
void Loop::RunTasks() {
  std::deque<Task> tasks;
  {
    std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (Task& task : tasks) std::exchange(task, {})();
}

bool Loop::Finished() const {
  std::lock_guard lock(mutex_);
  return stopped_ && tasks_.empty();
}

// One at a time: what an alarm does may clear the next.
void Loop::RunAlarms() {
  const auto now = std::chrono::steady_clock::now();
  while (Task due = alarms_.TakeDue(now)) due();
}

int Loop::Patience() {
  std::lock_guard lock(mutex_);
  if (!tasks_.empty() || stopped_) return 0;
  const auto next = alarms_.Next();
  if (!next) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, kLongestWaitMs));
}

void Loop::WaitForEvents() {
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(epoll_, events.data(), events.size(), Patience());
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == wake_) {
      eventfd_t ignored = 0;
      eventfd_read(wake_, &ignored);
    } else if (const auto found = watchers_.find(event.data.fd); found != watchers_.end()) {
      found->second->Ready(event.data.fd, event.events);
    }
  }
}

void Loop::Watch(int fd, std::uint32_t events, Watcher* watcher) {
  if (events == 0) {
    watchers_.erase(fd);
    epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
    return;
  }
  const bool isNew = watchers_.insert_or_assign(fd, watcher).second;
  epoll_event wanted{.events = events, .data = {.fd = fd}};
  epoll_ctl(epoll_, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &wanted);
}

}  // namespace k8s::curl
