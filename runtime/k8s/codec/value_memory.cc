#include <vector>

#include <k8s/codec/value_memory.h>

namespace k8s::codec {
namespace {

// Without recursion: a value may be deeper than a stack.
class Measure {
 public:
  std::size_t Run() {
    while (!pending_.empty()) {
      const Value& value = *pending_.back();
      pending_.pop_back();
      bytes_ += sizeof(Value);
      if (const auto text = value.AsString()) bytes_ += text->size();
      if (const ValueObject* object = value.AsObject()) Add(*object);
      if (const ValueList* list = value.AsList()) Add(*list);
    }
    return bytes_;
  }

  void Add(const Value& value) { pending_.push_back(&value); }
  void Add(const ValueList& list) {
    for (const Value& element : list) Add(element);
  }
  void Add(const ValueObject& object) {
    for (const auto [key, member] : object) {
      bytes_ += key.size();
      Add(member);
    }
  }

 private:
  std::vector<const Value*> pending_;
  std::size_t bytes_ = 0;
};

template <class T>
std::size_t Measured(const T& measured) {
  Measure measure;
  measure.Add(measured);
  return measure.Run();
}

}  // namespace

std::size_t MemoryOf(const Value& value) { return Measured(value); }
std::size_t MemoryOf(const ValueObject& object) { return Measured(object); }

}  // namespace k8s::codec
