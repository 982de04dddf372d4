#include <exception>
#include <limits>

#include <k8s/transport/cpprest/errors.h>
#include <k8s/transport/cpprest/response_sink.h>

namespace k8s::cpprest {
namespace {

// cpprestsdk reads the size of a chunk into an int and hands a negative one on as a size.
constexpr std::size_t kLargestChunk = std::numeric_limits<int>::max();

}  // namespace

// An exception must leave in the task: thrown from here it would end the process.
pplx::task<std::size_t> ResponseSink::putn_nocopy(const char_type* bytes, std::size_t count) {
  try {
    if (count > kLargestChunk)
      throw Failure(
          Error(ErrorCode::kUnavailable, TransportFailure::kProtocol, "malformed answer: impossible size of a chunk"));
    pplx::task<void> received = receiver_->Receive({reinterpret_cast<const char*>(bytes), count});
    if (received.is_done()) {
      received.get();
      return pplx::task_from_result(count);
    }
    return received.then([count] { return count; });
  } catch (...) {
    return pplx::task_from_exception<std::size_t>(std::current_exception());
  }
}

}  // namespace k8s::cpprest
