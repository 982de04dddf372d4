#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/codec/patch/strategic_schema.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/codec/value.h>

namespace k8s::codec {

/// Which differences a patch is made of. A patch that takes three versions to make is put together of two.
enum class StrategicDifferences { kAll, kOnlyDeletions, kNoDeletions };

/// Makes a strategic merge patch of two versions of an object. The steps return false, and leave the reason and the place,
/// where there can be none.
class StrategicDiffer {
 public:
  explicit StrategicDiffer(StrategicDifferences which)
      : sets_(which != StrategicDifferences::kOnlyDeletions), deletes_(which != StrategicDifferences::kNoDeletions) {}

  Result<Value> Run(const Value& before, const Value& after, const StrategicPlace& place);

 private:
  struct Item;

  bool Object(const ValueObject& before, const ValueObject& after, const StrategicPlace& place, bool retainsKeys,
              ValueObject& patch);
  bool Member(std::string_view name, const Value& before, const Value& after, const StrategicPlace& place, ValueObject& patch);
  bool List(std::string_view name, const ValueList& before, const ValueList& after, const StrategicPlace& field,
            ValueObject& patch);
  void Scalars(std::string_view name, const ValueList& before, const ValueList& after, ValueObject& patch) const;
  bool Objects(std::string_view name, const ValueList& before, const ValueList& after, const StrategicPlace& field,
               ValueObject& patch);
  bool ItemsByKey(const ValueList& list, std::string_view mergeKey, std::vector<Item>& items);
  bool ChangedItem(const Value& before, const Value& after, const StrategicPlace& field, Value& patch);

  bool Fail(std::string message) {
    message_ = std::move(message);
    return false;
  }

  bool sets_;
  bool deletes_;
  std::size_t depth_ = 0;
  UnwindPath path_;
  std::string message_;
};

}  // namespace k8s::codec
