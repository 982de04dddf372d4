// Reads manifests with the types that were generated for PUBLISHED, writes the objects again, and tells which are not what they
// were. For tests/custom/published.py.
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include PUBLISHED_REGISTRY

#include <k8s/codec/manifest.h>
#include <k8s/codec/value_convert.h>

namespace {

// What is empty may be left out: it means the same.
bool IsEmpty(const k8s::Value& value) {
  return value.IsNull() || (value.AsObject() != nullptr && value.AsObject()->empty()) ||
         (value.AsList() != nullptr && value.AsList()->empty());
}

void DropEmpty(k8s::Value& value) {
  if (k8s::ValueList* list = value.AsList()) {
    for (k8s::Value& element : *list) DropEmpty(element);
  }
  if (k8s::ValueObject* object = value.AsObject()) {
    for (auto [name, member] : *object) DropEmpty(member);
    object->RemoveIf([](std::string_view, const k8s::Value& member) { return IsEmpty(member); });
  }
}

std::string Text(k8s::Value value) {
  DropEmpty(value);
  return value.ToJson().value();
}

// How many objects have a type; less than none where one is not kept.
int Check(const std::string& file) {
  std::ifstream stream(file);
  const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  const auto typed = k8s::FromManifest(text, PUBLISHED::Kinds());
  const auto plain = k8s::FromManifest(text, {});
  if (!typed || !plain) {
    std::cerr << file << ": " << (typed ? plain : typed).error().ToString() << '\n';
    return -1;
  }
  int count = 0;
  for (std::size_t index = 0; index < typed->size(); ++index) {
    const k8s::ManifestObject& object = (*typed)[index];
    if (object.type == nullptr) continue;
    ++count;
    k8s::Value before = (*plain)[index].value;
    k8s::Value after = k8s::codec::WriteValue(*object.type, object.object.get()).value();
    DropEmpty(before);
    DropEmpty(after);
    if (before == after) continue;
    std::cerr << file << ": " << object.kind << "\n  was " << Text(before) << "\n  is  " << Text(after) << '\n';
    return -1;
  }
  return count;
}

}  // namespace

int main(int count, char** files) {
  int objects = 0;
  for (int index = 1; index < count; ++index) {
    const int found = Check(files[index]);
    if (found < 0) return 1;
    objects += found;
  }
  std::cout << objects << '\n';
}
