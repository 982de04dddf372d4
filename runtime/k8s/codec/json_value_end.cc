#include <k8s/codec/json_scan.h>
#include <k8s/codec/json_value_end.h>

namespace k8s::codec::internal {

void JsonValueEnd::Begin() {
  depth_ = 0;
  in_string_ = escaped_ = found_ = is_too_deep_ = false;
}

// To behind the closing quote, if that is there.
inline const char* JsonValueEnd::FindStringEnd(const char* cursor, const char* end) {
  in_string_ = true;
  if (escaped_ && cursor != end) {
    escaped_ = false;
    ++cursor;
  }
  while ((cursor = FindStringSpecial(cursor, end)) != end) {
    const char special = *cursor++;
    if (special == '"') {
      in_string_ = false;
      break;
    }
    if (special == '\\') {
      escaped_ = cursor == end;
      if (escaped_) break;
      ++cursor;
    }
  }
  return cursor;
}

const char* JsonValueEnd::Find(const char* cursor, const char* end) {
  if (in_string_) {
    cursor = FindStringEnd(cursor, end);
    found_ = !in_string_ && depth_ == 0;
  }
  while (cursor != end && !found_) {
    switch (*cursor) {
      case '"':
        cursor = FindStringEnd(cursor + 1, end);
        found_ = !in_string_ && depth_ == 0;
        break;
      case '{':
      case '[':
        is_too_deep_ = depth_ == max_depth_;
        if (is_too_deep_) return cursor;
        ++depth_;
        ++cursor;
        break;
      case '}':
      case ']':
        found_ = depth_ <= 1;
        if (depth_ == 0) return cursor;
        --depth_;
        ++cursor;
        break;
      case ',':
      case ' ':
      case '\n':
      case '\r':
      case '\t':
        found_ = depth_ == 0;
        if (found_) return cursor;
        ++cursor;
        break;
      default: ++cursor;
    }
  }
  return cursor;
}

}  // namespace k8s::codec::internal
