#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace k8s::fakes {

/// While one of these lives, another file is in the place of a standard one: STDIN_FILENO, STDERR_FILENO.
class StandardFile {
 public:
  StandardFile(int number, int instead) : number_(number), before_(fcntl(number, F_DUPFD_CLOEXEC, 3)) { dup2(instead, number); }
  ~StandardFile() {
    if (before_ < 0) {
      close(number_);
    } else {
      dup2(before_, number_);
      close(before_);
    }
  }
  StandardFile(const StandardFile&) = delete;
  StandardFile& operator=(const StandardFile&) = delete;

 private:
  const int number_;
  const int before_;
};

}  // namespace k8s::fakes
