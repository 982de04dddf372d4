#pragma once

#include <string>

namespace k8s::contract {

/// As long as it lives, the look-up of a name does not end. One at a time; it takes the place of getaddrinfo() in the program
/// that it is linked into.
class SlowNameLookup {
 public:
  explicit SlowNameLookup(const std::string& name);
  /// Lets whoever waits go, and waits until they went.
  ~SlowNameLookup();
  SlowNameLookup(const SlowNameLookup&) = delete;
  SlowNameLookup& operator=(const SlowNameLookup&) = delete;
};

}  // namespace k8s::contract
