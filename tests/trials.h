#pragma once

namespace k8s::test {

/// How often to try what is drawn by chance: a quarter of `count` under sanitizers, which make each trial many times as
/// expensive.
constexpr int Trials(int count) {
#ifdef K8S_SANITIZED
  return count / 4;
#else
  return count;
#endif
}

}  // namespace k8s::test
