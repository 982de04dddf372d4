#include <utility>

#include <k8s/testkit/intercept/fault_plans.h>

namespace k8s::testkit {

void FaultPlans::Add(RequestMatcher matcher, Fault fault, Turns turns) {
  auto plan = std::make_shared<Plan>(Plan{std::move(matcher), std::move(fault), turns});
  std::lock_guard lock(mutex_);
  plans_.push_back(std::move(plan));
}

void FaultPlans::Clear() {
  std::lock_guard lock(mutex_);
  plans_.clear();
}

std::optional<Fault> FaultPlans::Draw(const Request& request) {
  std::unique_lock lock(mutex_);
  std::vector<std::shared_ptr<Plan>> matching = plans_;
  lock.unlock();
  std::erase_if(matching, [&](const auto& plan) { return !plan->matcher.Matches(request); });
  lock.lock();
  std::optional<Fault> drawn;
  for (const auto& plan : matching) {
    if (IsTurn(*plan) && !drawn) drawn = plan->fault;
  }
  return drawn;
}

bool FaultPlans::IsTurn(Plan& plan) {
  const std::size_t turn = plan.seen++;
  if (turn < plan.turns.skip || turn - plan.turns.skip >= plan.turns.times) return false;
  return plan.turns.chance >= 1 || std::uniform_real_distribution<double>()(random_) < plan.turns.chance;
}

}  // namespace k8s::testkit
