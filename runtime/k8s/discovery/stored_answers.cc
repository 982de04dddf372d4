#include <algorithm>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/config/environment.h>
#include <k8s/discovery/cache_files.h>
#include <k8s/discovery/stored_answers.h>

namespace k8s::internal {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kForm = "client-cpp answer 1";
constexpr std::uint64_t kLargest = std::uint64_t{8} << 20;
constexpr std::uint64_t kShare = 8;  // of the room, for one
constexpr std::size_t kNameDigits = 16;

// FNV-1a: against files that are torn, not against somebody who writes them.
std::uint64_t ChecksumOf(std::string_view text) {
  std::uint64_t sum = 14695981039346656037U;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return sum;
}

std::string HeadOf(std::string_view key, std::string_view rest) {
  return fmt::format("{}\n{}\n{} {:016x}\n", kForm, key, rest.size(), ChecksumOf(rest));
}

std::string WriteFields(const Response& answer) {
  std::string text = fmt::format("{}\n", answer.status);
  for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\n";
  return text + "\n";
}

std::optional<std::string_view> TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<Response> ReadAnswer(std::string_view text) {
  Response answer;
  const auto status = TakeLine(text);
  if (!status || std::from_chars(status->data(), status->data() + status->size(), answer.status).ec != std::errc()) return {};
  while (const auto line = TakeLine(text)) {
    if (line->empty()) {
      answer.body = text;
      return answer;
    }
    const std::size_t colon = line->find(": ");
    if (colon == std::string_view::npos) return {};
    answer.headers.Add(std::string(line->substr(0, colon)), std::string(line->substr(colon + 2)));
  }
  return {};
}

// Files, and drafts of them that nobody has completed. Nothing else in the folder is ours.
bool IsNameOfAnswer(std::string_view name) {
  const auto isLowerHexDigit = [](char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); };
  const std::string_view digits = name.substr(0, name.find('.'));
  return digits.size() == kNameDigits && std::all_of(digits.begin(), digits.end(), isLowerHexDigit) &&
         (name.size() == digits.size() || name.size() == digits.size() + kDraftSuffix.size());
}

struct File {
  fs::path path;
  fs::file_time_type changed;
  std::uint64_t bytes = 0;
};

std::vector<File> FilesIn(const std::string& folder) {
  std::vector<File> files;
  std::error_code failed;
  for (fs::directory_iterator next(folder, failed), end; !failed && next != end; next.increment(failed)) {
    std::error_code gone;  // somebody else may have taken it away
    const bool isFile =
        IsNameOfAnswer(next->path().filename().native()) && next->symlink_status(gone).type() == fs::file_type::regular;
    if (!isFile || gone) continue;
    File file{next->path(), next->last_write_time(gone), 0};
    if (!gone) file.bytes = next->file_size(gone);
    if (!gone) files.push_back(std::move(file));
  }
  return files;
}

}  // namespace

std::optional<Response> StoredAnswers::Find(std::string_view key) const {
  const Result<std::string> content = Environment::Process().ReadRegularFile(PathOf(key));
  if (!content) return std::nullopt;
  std::string_view rest = *content;
  for (int lines = 0; lines < 3; ++lines) {
    if (!TakeLine(rest)) return std::nullopt;
  }
  const std::string_view head = std::string_view(*content).substr(0, content->size() - rest.size());
  return head == HeadOf(key, rest) ? ReadAnswer(rest) : std::nullopt;
}

void StoredAnswers::Keep(std::string_view key, const Response& answer) const {
  const std::string rest = WriteFields(answer) + answer.body;
  if (rest.size() > std::min(kLargest, max_bytes_ / kShare)) return;
  if (ReplaceFile(PathOf(key), HeadOf(key, rest) + rest)) MakeRoom();
}

void StoredAnswers::Renew(std::string_view key) const {
  std::error_code failed;  // somebody else may have taken it away
  fs::last_write_time(PathOf(key), fs::file_time_type::clock::now(), failed);
}

std::string StoredAnswers::PathOf(std::string_view key) const {
  return fmt::format("{}/{:0{}x}", folder_, ChecksumOf(key), kNameDigits);
}

void StoredAnswers::MakeRoom() const {
  std::vector<File> files = FilesIn(folder_);
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.changed > b.changed; });
  std::uint64_t bytes = 0;
  for (const File& file : files) {
    bytes += file.bytes;
    std::error_code failed;
    if (bytes > max_bytes_) fs::remove(file.path, failed);
  }
}

}  // namespace k8s::internal
