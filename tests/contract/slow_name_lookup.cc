#include "contract/slow_name_lookup.h"

#include <condition_variable>
#include <mutex>

#include <dlfcn.h>
#include <netdb.h>

namespace k8s::contract {
namespace {

struct State {
  std::mutex mutex;
  std::condition_variable changed;
  std::string slow;
  int waiting = 0;
};

State& TheState() {
  static auto& state = *new State;  // threads of a resolver may outlive everything else
  return state;
}

void WaitIfSlow(const char* name) {
  State& state = TheState();
  std::unique_lock lock(state.mutex);
  if (!name || state.slow != name) return;
  ++state.waiting;
  state.changed.wait(lock, [&] { return state.slow != name; });
  --state.waiting;
  state.changed.notify_all();
}

}  // namespace

SlowNameLookup::SlowNameLookup(const std::string& name) {
  std::lock_guard lock(TheState().mutex);
  TheState().slow = name;
}

SlowNameLookup::~SlowNameLookup() {
  State& state = TheState();
  std::unique_lock lock(state.mutex);
  state.slow.clear();
  state.changed.notify_all();
  state.changed.wait(lock, [&] { return state.waiting == 0; });
}

}  // namespace k8s::contract

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** result) {
  k8s::contract::WaitIfSlow(name);
  using LookUp = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto next = reinterpret_cast<LookUp>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return next(name, service, hints, result);
}
