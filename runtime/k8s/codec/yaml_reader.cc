#include <algorithm>
#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/utf8.h>
#include <k8s/codec/yaml.h>
#include <k8s/codec/yaml_characters.h>
#include <k8s/codec/yaml_folded.h>
#include <k8s/codec/yaml_input.h>
#include <k8s/codec/yaml_json_builder.h>
#include <k8s/codec/yaml_reader.h>

namespace k8s::codec {

class YamlReader::Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  virtual Result<bool> Next(YamlDocument& document) = 0;
};

namespace {

// The text as yaml-cpp reads all of it: it forgets to ask for the closing quote of a string that ends with the last line, but
// not before the end of a document.
std::string WithEnd(std::string text) {
  const std::size_t end = text.find_last_not_of(" \t") + 1;
  if (end == 0 || text[end - 1] != '\n') return text;
  text.resize(end);
  return text + "...\n";
}

std::string_view LineAt(std::string_view text, std::size_t offset) {
  return text.substr(offset, text.find('\n', offset) - offset);
}

// Whether the last line of a text that says something ends a document.
bool EndsDocument(std::string_view text) {
  while (true) {
    text = text.substr(0, text.find_last_not_of(" \t\n") + 1);
    const std::size_t line = text.rfind('\n') + 1;
    if (text.empty() || text[line] != '#') return text.substr(line).starts_with("...");
    text = text.substr(0, line);
  }
}

// Hands the events of yaml-cpp to a builder, and finds what yaml-cpp lets pass.
class Events final : public YAML::EventHandler {
 public:
  Events(std::string_view text, YamlInput& input, bool isFirst, YamlJsonBuilder& builder)
      : text_(text), input_(input), is_first_(isFirst), builder_(builder) {}

  // What is left over where a block ends too early is another document to yaml-cpp.
  void OnDocumentStart(const YAML::Mark& mark) override {
    const std::string_view before = text_.substr(0, PlaceOf(mark).offset);
    const bool isMarked = text_.substr(before.size()).starts_with("---") || EndsDocument(before);
    if (!is_first_ && !isMarked) Stop(PlaceOf(mark), "a line that does not belong to the document");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    CheckAbsence(mark);
    Check(builder_.Scalar(PropertiesAt(mark, {}, anchor), {}));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { Check(builder_.Alias(PlaceOf(mark), anchor)); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override {
    const bool isPlain = tag == "?";
    if (!isPlain && IsOpenQuote(PlaceOf(mark).offset)) Stop(PlaceOf(mark), "a string without its closing quote");
    std::string value = Unescaped(text);
    if (!isPlain) value = WithKeptLines(text_.substr(PlaceOf(mark).offset), std::move(value));
    Check(builder_.Scalar(PropertiesAt(mark, isPlain ? std::string_view() : tag, anchor), value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    Check(builder_.BeginSequence(PropertiesAt(mark, {}, anchor), style == YAML::EmitterStyle::Flow));
  }
  void OnSequenceEnd() override { Check(builder_.End()); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value style) override {
    Check(builder_.BeginMapping(PropertiesAt(mark, {}, anchor), style == YAML::EmitterStyle::Flow));
  }
  void OnMapEnd() override { Check(builder_.End()); }

 private:
  static YamlPlace PlaceOf(const YAML::Mark& mark) {
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1,
            static_cast<std::size_t>(mark.pos)};
  }
  static YamlJsonBuilder::Properties PropertiesAt(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor) {
    return {PlaceOf(mark), tag, anchor};
  }

  // Throwing is how a handler stops yaml-cpp, which recurses once per level; YamlSource::Next() catches it.
  [[noreturn]] static void Stop(YamlPlace place, const std::string& message) {
    YAML::Mark mark;
    mark.line = static_cast<int>(place.line) - 1;
    mark.column = static_cast<int>(place.column) - 1;
    throw YAML::ParserException(mark, message);
  }

  void Check(bool taken) const {
    input_.Told();
    if (!taken) Stop(builder_.FailurePlace(), builder_.FailureMessage());
  }

  // yaml-cpp takes a quote with which the text ends for an empty string.
  bool IsOpenQuote(std::size_t offset) const {
    const std::string_view rest = text_.substr(offset);
    return rest == "\"" || rest == "'";
  }

  // A line of a block that is neither `key: value` nor `- item` is a key without a value to yaml-cpp, what two commas lack is a
  // null, and so is what has no place where it is: all of them mistakes of the author.
  void CheckAbsence(const YAML::Mark& mark) const {
    const YamlPlace place = PlaceOf(mark);
    const std::string_view next = text_.substr(place.offset, 1);
    if (builder_.IsInFlowSequence() && next == ",") Stop(place, "an element is missing");
    if (builder_.IsInBlock() && (next == "," || next == "]" || next == "}")) Stop(place, "a value is missing");
    const std::optional<YamlPlace> key = builder_.BlockKey();
    if (key && !HasColon(*key)) Stop(*key, "a key without a colon and a space");
  }

  bool HasColon(YamlPlace key) const {
    const std::string_view line = LineAt(text_, key.offset);
    const std::size_t before = text_.substr(0, key.offset).find_last_not_of(' ');
    const bool isExplicit = before != std::string_view::npos && text_[before] == '?';
    return isExplicit || line.ends_with(':') || line.find(": ") != std::string_view::npos ||
           line.find(":\t") != std::string_view::npos;
  }

  // yaml-cpp makes one byte of `\N` and of `\_`, where UTF-8 has two.
  static std::string Unescaped(const std::string& text) {
    if (IsUtf8(text)) return text;
    std::string unescaped;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t length = Utf8SequenceLength(rest);
      if (length == 0) unescaped += '\xC2';
      unescaped += rest.substr(0, std::max<std::size_t>(length, 1));
      rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return unescaped;
  }

  std::string_view text_;
  YamlInput& input_;
  bool is_first_;  // of the documents of the text
  YamlJsonBuilder& builder_;
};

class YamlSource final : public YamlReader::Source {
 public:
  YamlSource(std::string text, YamlJsonBuilder::Limits limits)
      : limits_(limits), text_(WithEnd(std::move(text))), input_(text_), stream_(&input_) {}

  Result<bool> Next(YamlDocument& document) override {
    try {
      if (!parser_.has_value()) parser_.emplace(stream_);
      YamlJsonBuilder builder(limits_);
      Events events(text_, input_, is_first_, builder);
      const bool isThere = parser_->HandleNextDocument(events);
      if (input_.IsCutOff()) return CutOff();
      if (!isThere) return false;
      is_first_ = false;
      document = builder.Take();
      return true;
    } catch (const YAML::Exception& exception) {
      if (input_.IsCutOff()) return CutOff();
      return Error(ErrorCode::kDecode,
                   fmt::format("line {}, column {}: {}", exception.mark.line + 1, exception.mark.column + 1, exception.msg));
    }
  }

 private:
  Error CutOff() const {
    const std::ptrdiff_t line =
        1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(input_.Offset()), '\n');
    return Error(ErrorCode::kDecode,
                 fmt::format("line {}: a list, mapping or string with more than {} indicators", line, YamlInput::kLookAhead));
  }

  YamlJsonBuilder::Limits limits_;
  std::string text_;
  YamlInput input_;
  std::istream stream_;
  bool is_first_ = true;
  std::optional<YAML::Parser> parser_;  // reads ahead, and may throw, as soon as it is made
};

class JsonSource final : public YamlReader::Source {
 public:
  JsonSource(std::string_view text, std::vector<std::string_view> objects)
      : cursor_(text.data()), objects_(std::move(objects)) {}

  Result<bool> Next(YamlDocument& document) override {
    if (next_ == objects_.size()) return false;
    const std::string_view object = objects_[next_++];
    for (; cursor_ != object.data(); ++cursor_) line_ += *cursor_ == '\n' ? 1U : 0U;
    document = {.json = std::string(object), .line = line_, .lines = {}};
    for (std::size_t i = 0; i < object.size(); ++i) {
      if (object[i] == '\n') document.lines.push_back({i + 1, ++line_});
    }
    cursor_ += object.size();
    return true;
  }

 private:
  const char* cursor_;
  std::size_t line_ = 1;
  std::vector<std::string_view> objects_;
  std::size_t next_ = 0;
};

// The objects of a text that is nothing but JSON; none, if it is something else.
std::vector<std::string_view> JsonObjects(std::string_view text, std::size_t maxDepth) {
  std::vector<std::string_view> objects;
  JsonReader reader(text, maxDepth);
  while (reader.Peek() == JsonShape::kObject) {
    if (!reader.ReadRaw(objects.emplace_back())) return {};
  }
  if (!reader.ReadEnd()) return {};
  return objects;
}

}  // namespace

Result<YamlReader> YamlReader::Create(std::string_view text, const YamlReadOptions& options) {
  if (text.size() > options.maxBytes) {
    return Error(ErrorCode::kDecode, fmt::format("{} bytes of YAML, more than the limit of {}", text.size(), options.maxBytes));
  }
  std::vector<std::string_view> objects = JsonObjects(text, options.maxDepth);
  if (!objects.empty()) return YamlReader(std::make_unique<JsonSource>(text, std::move(objects)));
  return CheckedYamlCharacters(text).transform([&options](std::string&& checked) {
    const YamlJsonBuilder::Limits limits = {std::min(options.maxDepth, JsonReader::kDepthLimit), options.maxAliasBytes};
    return YamlReader(std::make_unique<YamlSource>(std::move(checked), limits));
  });
}

YamlReader::YamlReader(std::unique_ptr<Source> source) : source_(std::move(source)) {}
YamlReader::YamlReader(YamlReader&& other) noexcept = default;
YamlReader& YamlReader::operator=(YamlReader&& other) noexcept = default;
YamlReader::~YamlReader() = default;

Result<bool> YamlReader::Next(YamlDocument& document) { return source_->Next(document); }

}  // namespace k8s::codec
