#include <algorithm>
#include <string>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/transport/curl/head_reader.h>

namespace k8s::curl {
namespace {

using internal::IsDigit;
using internal::Trimmed;

constexpr std::size_t kStatusDigits = 3;
constexpr int kSwitchingProtocols = 101;
constexpr int kFirstFinalStatus = 200;

Error Malformed(const char* what) {
  return Error(ErrorCode::kUnavailable, TransportFailure::kProtocol, std::string("malformed answer: ") + what);
}

}  // namespace

Result<bool> HeadReader::Take(std::string_view line) {
  size_ += line.size();
  if (size_ > limit_) {
    return Error(ErrorCode::kDecode, TransportFailure::kProtocol,
                 "the headers of the answer exceed the limit of " + std::to_string(limit_) + " bytes");
  }
  if (complete_) return false;  // a trailer
  if (!begun_) {
    if (Result<void> taken = TakeStatus(line); !taken) return taken.error();
    begun_ = true;
    return false;
  }
  if (!Trimmed(line).empty()) {
    TakeField(line);
    return false;
  }
  complete_ = head_.status >= kFirstFinalStatus;
  begun_ = complete_;
  return complete_;
}

// "HTTP/1.1 200 OK"
Result<void> HeadReader::TakeStatus(std::string_view line) {
  line = Trimmed(line);
  if (!line.starts_with("HTTP/")) return Malformed("no HTTP");
  std::string_view status = line.substr(std::min(line.find(' '), line.size()));
  status.remove_prefix(std::min(status.find_first_not_of(' '), status.size()));
  status = status.substr(0, status.find(' '));
  if (status.size() != kStatusDigits || !std::all_of(status.begin(), status.end(), IsDigit) || status[0] == '0') {
    return Malformed("its status is no number of three digits");
  }
  head_ = {.status = std::stoi(std::string(status))};
  if (head_.status == kSwitchingProtocols) return Malformed("a change of protocol that was not asked for");
  return {};
}

void HeadReader::TakeField(std::string_view line) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view value = line.substr(std::min(colon + 1, line.size()));
  head_.headers.Add(std::string(Trimmed(line.substr(0, colon))), std::string(Trimmed(value)));
}

}  // namespace k8s::curl
