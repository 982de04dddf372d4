#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/field_filter.h>

namespace k8s {

namespace codec {

FieldChoices::FieldChoices(const Struct& structure, bool all) : members_(structure.fields.size()) {
  for (Member& member : members_) member.kept = all;
}

void FieldChoices::Keep(std::size_t field) {
  members_[field].kept = true;
  members_[field].below.reset();
}

void FieldChoices::Drop(std::size_t field) {
  members_[field].kept = false;
  members_[field].below.reset();
}

FieldChoices& FieldChoices::Narrow(std::size_t field, const Struct& inside) {
  Member& member = members_[field];
  if (member.below == nullptr) member.below = std::make_unique<FieldChoices>(inside, member.kept);
  member.kept = true;
  return *member.below;
}

}  // namespace codec

namespace {

using codec::Field;
using codec::FieldChoices;
using codec::Kind;
using codec::Struct;
using codec::Type;

constexpr std::string_view kEveryElement = "[*]";

const Type& Present(const Type& type) { return type.kind == Kind::kOptional ? *type.element : type; }

bool HasElements(const Type& type) { return type.kind == Kind::kList || type.kind == Kind::kMap; }

// The struct in which paths go on; null for a leaf, and for a union, whose members have no names in JSON.
const Struct* StructOf(const Type& type) {
  return type.kind == Kind::kStruct && !type.structure->shapeUnion ? type.structure : nullptr;
}

std::size_t IndexOf(const Struct& structure, const Field& field) {
  return static_cast<std::size_t>(&field - structure.fields.data());
}

// One step of a path: a field, and the type that its path stands for, which lies within optionals, lists and maps.
struct Step {
  const Struct* structure;
  const Field* field;
  const Type* type;
};

// The steps of a path from `structure` on.
class PathParser {
 public:
  PathParser(const Struct& structure, std::string_view path) : structure_(&structure), path_(path), rest_(path) {}

  Result<std::vector<Step>> Run() {
    std::vector<Step> steps;
    while (true) {
      Result<Step> step = TakeStep();
      if (!step) return step.error();
      steps.push_back(*step);
      if (rest_.empty()) return steps;
      if (!rest_.starts_with('.')) return Bad("a dot or [*] must follow a name");
      structure_ = StructOf(*step->type);
      if (structure_ == nullptr) return Bad(fmt::format("nothing can be chosen below {}", Done()));
      rest_.remove_prefix(1);
    }
  }

 private:
  Result<Step> TakeStep() {
    const std::string_view name = rest_.substr(0, std::min(rest_.find('.'), rest_.find('[')));
    const Field* field = codec::FindField(*structure_, name);
    if (field == nullptr) return Bad(fmt::format("{} has no field \"{}\"", structure_->name, name));
    rest_.remove_prefix(name.size());
    const Type* type = &Present(*field->type);
    for (; rest_.starts_with(kEveryElement); rest_.remove_prefix(kEveryElement.size())) {
      if (!HasElements(*type)) return Bad(fmt::format("{} is neither a list nor a map", Done()));
      type = &Present(*type->element);
    }
    if (!rest_.empty() && HasElements(*type)) return Bad(fmt::format("the elements of {0} are {0}[*]", Done()));
    return Step{structure_, field, type};
  }

  std::string_view Done() const { return path_.substr(0, path_.size() - rest_.size()); }

  Error Bad(std::string_view why) const {
    return Error(ErrorCode::kInvalidArgument, fmt::format("the field path \"{}\": {}", path_, why));
  }

  const Struct* structure_;
  std::string_view path_;
  std::string_view rest_;
};

Result<void> KeepPath(FieldChoices& choices, const Struct& structure, std::string_view path) {
  const Result<std::vector<Step>> steps = PathParser(structure, path).Run();
  if (!steps) return steps.error();
  FieldChoices* at = &choices;
  for (const Step& step : *steps) {
    const std::size_t index = IndexOf(*step.structure, *step.field);
    const bool isWhole = at->Keeps(index) && at->Below(index) == nullptr;
    if (&step == &steps->back()) at->Keep(index);
    if (&step == &steps->back() || isWhole) break;
    at = &at->Narrow(index, *step.type->structure);
  }
  return {};
}

void DropManagedFields(FieldChoices& choices, const Struct& structure) {
  const Field* metadata = codec::FindField(structure, "metadata");
  const Struct* inside = metadata == nullptr ? nullptr : StructOf(Present(*metadata->type));
  const Field* managedFields = inside == nullptr ? nullptr : codec::FindField(*inside, "managedFields");
  if (managedFields == nullptr) return;
  const std::size_t index = IndexOf(structure, *metadata);
  if (choices.Keeps(index)) choices.Narrow(index, *inside).Drop(IndexOf(*inside, *managedFields));
}

// The field with the items of a list, null if the struct is none.
const Field* ItemsOf(const Struct& structure) {
  const Field* items = structure.kind == nullptr ? nullptr : codec::FindField(structure, "items");
  if (items == nullptr || items->type->kind != Kind::kList) return nullptr;
  const Struct* item = StructOf(*items->type->element);
  return item != nullptr && item->kind != nullptr ? items : nullptr;
}

Result<void> Choose(FieldChoices& choices, const Struct& structure, const FieldFilterOptions& options) {
  for (const std::string& path : options.keep) {
    if (Result<void> kept = KeepPath(choices, structure, path); !kept) return kept;
  }
  if (options.dropManagedFields) DropManagedFields(choices, structure);
  return {};
}

}  // namespace

Result<FieldFilter> FieldFilter::Compile(const Type& type, const FieldFilterOptions& options) {
  const bool keepsAll = options.keep.empty();
  const Struct* structure = StructOf(type);
  if (structure == nullptr && !keepsAll) return Error(ErrorCode::kInvalidArgument, "no fields can be chosen of this type");
  FieldFilter filter;
  if (structure == nullptr || (keepsAll && !options.dropManagedFields)) return filter;

  const Field* items = ItemsOf(*structure);
  auto root = std::make_shared<FieldChoices>(*structure, keepsAll || items != nullptr);
  Result<void> chosen;
  if (items == nullptr) {
    chosen = Choose(*root, *structure, options);
  } else {
    const Struct& item = *items->type->element->structure;
    const std::size_t index = IndexOf(*structure, *items);
    if (!keepsAll) root->Drop(index);
    chosen = Choose(root->Narrow(index, item), item, options);
  }
  if (!chosen) return chosen.error();

  filter.structure_ = structure;
  filter.root_ = std::move(root);
  return filter;
}

}  // namespace k8s
