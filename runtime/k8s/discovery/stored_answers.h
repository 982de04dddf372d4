#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/transport/transport.h>

namespace k8s::internal {

/// Answers in the files of a folder, by keys: a key is a line of text. A file tells its key, so that two keys may share a name
/// (the later stays), and the length and a checksum of the rest, so that one that is torn is as good as none.
///
/// Thread safety: all members, from any thread; others may use the folder, too.
class StoredAnswers {
 public:
  StoredAnswers(std::string folder, std::uint64_t maxBytes) : folder_(std::move(folder)), max_bytes_(maxBytes) {}

  std::optional<Response> Find(std::string_view key) const;
  /// Keeps an answer, unless it is too large; then the oldest go that there is no more room for. What cannot be written is left
  /// out.
  void Keep(std::string_view key, const Response& answer) const;
  /// Makes what is kept the newest, so that it goes after all others.
  void Renew(std::string_view key) const;

 private:
  std::string PathOf(std::string_view key) const;
  void MakeRoom() const;

  const std::string folder_;
  const std::uint64_t max_bytes_;
};

}  // namespace k8s::internal
