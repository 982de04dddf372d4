#include <k8s/cache/inside_callback.h>

namespace k8s::internal {
namespace {

thread_local const InsideCallback* innermost = nullptr;

}  // namespace

InsideCallback::InsideCallback(const void* owner) : owner_(owner), outer_(innermost) { innermost = this; }

InsideCallback::~InsideCallback() { innermost = outer_; }

bool InsideCallback::Of(const void* owner) {
  for (const InsideCallback* inside = innermost; inside != nullptr; inside = inside->outer_) {
    if (inside->owner_ == owner) return true;
  }
  return false;
}

}  // namespace k8s::internal
