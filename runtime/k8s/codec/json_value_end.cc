#include <k8s/codec/json_scan.h>
#include <k8s/codec/json_value_end.h>

namespace k8s::codec::internal {

void JsonValueEnd::Begin() {
  depth_ = 0;
  in_string_ = escaped_ = found_ = is_too_deep_ = false;
}

const char* JsonValueEnd::Find(const char* cursor, const char* end) {
  while (cursor != end) {
    if (in_string_) {
      cursor = FindInString(cursor, end);
      if (in_string_) return end;
      found_ = depth_ == 0;
      if (found_) return cursor;
      continue;
    }
    switch (*cursor) {
      case '"': in_string_ = true; break;
      case '{':
      case '[':
        is_too_deep_ = depth_ == max_depth_;
        if (is_too_deep_) return cursor;
        ++depth_;
        break;
      case '}':
      case ']':
        found_ = depth_ <= 1;
        if (found_) return depth_ == 0 ? cursor : cursor + 1;
        --depth_;
        break;
      case ',':
      case ' ':
      case '\n':
      case '\r':
      case '\t':
        found_ = depth_ == 0;
        if (found_) return cursor;
        break;
      default: break;
    }
    ++cursor;
  }
  return cursor;
}

// To behind the closing quote, if that is there.
const char* JsonValueEnd::FindInString(const char* cursor, const char* end) {
  while (cursor != end) {
    if (escaped_) {
      escaped_ = false;
      ++cursor;
      continue;
    }
    cursor = FindStringSpecial(cursor, end);
    if (cursor == end) break;
    const char special = *cursor++;
    escaped_ = special == '\\';
    in_string_ = special != '"';
    if (!in_string_) break;
  }
  return cursor;
}

}  // namespace k8s::codec::internal
