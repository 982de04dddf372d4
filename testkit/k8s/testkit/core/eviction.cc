#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/dry_run.h>
#include <k8s/testkit/core/label_selection.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/subresource_handler.h>

namespace k8s::testkit::core {
namespace {

Failure TooManyDisruptions(std::string why) {
  Failure failure(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
  failure.causes = {{.reason = "DisruptionBudget", .message = std::move(why)}};
  return failure;
}

std::int64_t NumberAt(const JsonValue& object, std::string_view name) {
  const JsonValue* value = Find(object, name);
  return value != nullptr && value->IsInt64() ? value->GetInt64() : 0;
}

/// Whether a budget, which a controller must have looked at, leaves room for one more.
std::optional<Failure> CheckDisruptions(const Object& budget) {
  constexpr int kControllerSeconds = 10;
  const JsonValue& status = ObjectAt(budget.Value(), "status");
  const std::string name(budget.Name());
  if (NumberAt(status, "observedGeneration") < NumberAt(budget.Metadata(), "generation")) {
    Failure failure = TooManyDisruptions("The disruption budget " + name + " is still being processed by the server.");
    failure.retryAfterSeconds = kControllerSeconds;
    return failure;
  }
  if (NumberAt(status, "disruptionsAllowed") > 0) return std::nullopt;
  const std::int64_t desired = NumberAt(status, "desiredHealthy");
  const std::int64_t current = NumberAt(status, "currentHealthy");
  if (current > desired) {
    return TooManyDisruptions("The disruption budget " + name + " does not allow evicting pods currently");
  }
  return TooManyDisruptions("The disruption budget " + name + " needs " + std::to_string(desired) + " healthy pods and has " +
                            std::to_string(current) + " currently");
}

bool IsReady(const JsonValue& pod) {
  const JsonValue* conditions = Find(ObjectAt(pod, "status"), "conditions");
  return conditions != nullptr && conditions->IsArray() &&
         std::any_of(conditions->Begin(), conditions->End(), [](const JsonValue& condition) {
           return StringAt(condition, "type") == "Ready" && StringAt(condition, "status") == "True";
         });
}

/// Whether a budget does not count a pod that does no work anyhow.
bool Disregards(const Object& budget, const JsonValue& pod) {
  if (IsReady(pod)) return false;
  if (StringAt(ObjectAt(budget.Value(), "spec"), "unhealthyPodEvictionPolicy") == "AlwaysAllow") return true;
  const JsonValue& status = ObjectAt(budget.Value(), "status");
  const std::int64_t desired = NumberAt(status, "desiredHealthy");
  return desired > 0 && NumberAt(status, "currentHealthy") >= desired;
}

/// Whether a pod may go whatever its budgets say: it does no work, or goes already.
bool IsExpendable(const JsonValue& pod) {
  const std::string_view phase = StringAt(ObjectAt(pod, "status"), "phase");
  if (Find(ObjectAt(pod, "metadata"), "deletionTimestamp") != nullptr) return true;
  return phase.empty() || phase == "Pending" || phase == "Succeeded" || phase == "Failed";
}

constexpr std::string_view kDisruptionTarget = "DisruptionTarget";

/// The condition that the real server writes before a pod is evicted.
JsonValue Disrupted(const Time& now, JsonAllocator& allocator) {
  JsonValue condition(rapidjson::kObjectType);
  Set(condition, "type", kDisruptionTarget, allocator);
  Set(condition, "status", "True", allocator);
  Set(condition, "lastProbeTime", JsonValue(), allocator);
  Set(condition, "lastTransitionTime", now.ToString(), allocator);
  Set(condition, "reason", "EvictionByEvictionAPI", allocator);
  Set(condition, "message", "Eviction API: evicting", allocator);
  return condition;
}

/// Evictions are taken in the version before, too, which is the same.
void ModernizeEviction(Json& eviction) {
  if (StringAt(eviction, "apiVersion") == "policy/v1beta1") Set(eviction, "apiVersion", "policy/v1", eviction.GetAllocator());
}

/// Whether request and content agree on whether it is a trial. The real server has no reason for its failure.
std::optional<Failure> CheckTrial(const std::vector<std::string>& said, const std::vector<std::string>& content) {
  if (said.empty() || content.empty() || said == content) return std::nullopt;
  const auto shown = [](const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) text += (text.empty() ? "" : " ") + value;
    return "[" + text + "]";
  };
  return Failure(500, "", "Non-matching dry-run options in request and content: " + shown(said) + " and " + shown(content));
}

}  // namespace

Outcome<Answer> SubresourceHandler::Evict() {
  const auto options = WriteOptions::Of(target_, request_);
  if (!options) return options.failure();
  auto eviction = ReadObject(request_);
  if (!eviction) return eviction.failure();
  ModernizeEviction(*eviction);
  if (auto warnings = Decode(Shaped(), *eviction, FieldValidation::kIgnore); !warnings) return warnings.failure();
  if (auto failure = PlaceInNamespace(route_, *eviction)) return *failure;
  if (StringAt(ObjectAt(*eviction, "metadata"), "name") != route_.name) {
    return BadRequest("name in URL does not match name in Eviction object");
  }
  const JsonValue& wanted = ObjectAt(*eviction, "deleteOptions");
  if (auto failure = CheckTrial(target_.All("dryRun"), DryRunIn(wanted))) return *failure;
  const auto pod = FindParent();
  if (!pod) return pod.failure();
  auto deleteOptions = DeleteOptions::Of(wanted);
  if (!deleteOptions) return deleteOptions.failure();
  deleteOptions->dryRun = deleteOptions->dryRun || options->dryRun;
  if (!IsExpendable((*pod)->Value())) {
    if (auto failure = CheckBudgets(**pod, deleteOptions->dryRun)) return *failure;
  }
  if (auto failure = DeleteEvicted(**pod, *deleteOptions)) return *failure;
  return Done();
}

/// The pod says why it goes, if it stays for a while.
std::optional<Failure> SubresourceHandler::DeleteEvicted(const Object& pod, DeleteOptions options) {
  DeleteOptions trial = options;
  trial.dryRun = true;
  const auto tried = context_.writes.Delete(parent_, trial);
  if (!tried) return tried.failure();
  if (options.dryRun) return std::nullopt;
  Json next = CopyJson(pod.Value());
  JsonAllocator& allocator = next.GetAllocator();
  JsonValue& status = EnsureObject(next, "status", allocator);
  if (const JsonValue* there = Find(status, "conditions"); there == nullptr || !there->IsArray()) {
    Set(status, "conditions", JsonValue(rapidjson::kArrayType), allocator);
  }
  JsonValue& conditions = *Find(status, "conditions");
  const auto isOld = [](const JsonValue& condition) { return StringAt(condition, "type") == kDisruptionTarget; };
  for (auto old = conditions.Begin(); old != conditions.End();) old = isOld(*old) ? conditions.Erase(old) : old + 1;
  conditions.PushBack(Disrupted(context_.state->clock(), allocator), allocator);
  Route through = parent_;
  through.subresource = FindSubresource(*route_.resource, "status");
  const auto told = context_.writes.UpdateWithBooks(through, std::move(next), {});
  if (!told) return told.failure();
  options.preconditions = {};  // they held, and the version is another one now
  const auto deletion = context_.writes.Delete(parent_, options);
  return deletion ? std::nullopt : std::optional(deletion.failure());
}

/// Takes a disruption out of the one budget that covers the pod, or tells that none is left.
std::optional<Failure> SubresourceHandler::CheckBudgets(const Object& pod, bool dryRun) {
  const ApiResource* budgets = context_.catalog.Find("policy", "v1", "poddisruptionbudgets");
  if (budgets == nullptr) return std::nullopt;
  std::vector<ObjectPtr> covering;
  for (const ObjectKey& key : context_.state->store.Of(*budgets).KeysIn(route_.ns)) {
    ObjectPtr budget = context_.state->store.Of(*budgets).Find(key);
    if (Selects(ObjectAt(ObjectAt(budget->Value(), "spec"), "selector"), pod.Labels())) covering.push_back(std::move(budget));
  }
  if (covering.empty()) return std::nullopt;
  if (covering.size() > 1) {
    return Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
  }
  const Object& budget = *covering.front();
  if (Disregards(budget, pod.Value())) return std::nullopt;
  if (auto failure = CheckDisruptions(budget)) return failure;
  if (dryRun) return std::nullopt;
  Json next = CopyJson(budget.Value());
  JsonAllocator& allocator = next.GetAllocator();
  JsonValue& status = EnsureObject(next, "status", allocator);
  Set(status, "disruptionsAllowed", JsonValue(NumberAt(status, "disruptionsAllowed") - 1), allocator);
  Set(EnsureObject(status, "disruptedPods", allocator), pod.Name(), Time(context_.state->clock()).ToString(), allocator);
  const Route route{.resource = budgets,
                    .ns = route_.ns,
                    .name = std::string(budget.Name()),
                    .subresource = FindSubresource(*budgets, "status")};
  const auto written = context_.writes.Update(route, std::move(next), {});
  return written ? std::nullopt : std::optional(written.failure());
}

}  // namespace k8s::testkit::core
