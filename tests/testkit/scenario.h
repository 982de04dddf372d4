#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include <k8s/transport/transport.h>

/// Tables of requests, and what the real API server answers to them. The same table runs on the testkit and on a real API
/// server, so that the one is held to the other.
///
/// A file is a list of scenarios: `{"name": "...", "steps": [...]}`. A step is a request, `method`, `path`, `type` and `body`,
/// and `expect`, the `status` and the `body` of the answer. `{ns}` stands for the namespace. Of an object, `kind`, `apiVersion`
/// and the members count that `show` lists, by default `metadata` and `data`. What no two servers have in common is left out of
/// it: uid, times, versions. `resourceVersion` says whether the object is the `same` as in the last answer that had it, or
/// `new`; the time of managed fields, whether it is `set`; their entries are in the order of operation and manager.
namespace k8s::test {

struct Scenario {
  std::string name;
  std::string steps;  ///< a list, as JSON
};

using ScenarioPointer = std::shared_ptr<const Scenario>;

void PrintTo(const ScenarioPointer& scenario, std::ostream* out);

/// The scenarios of a file beside this one; a failed test and none if it cannot be read.
std::vector<ScenarioPointer> LoadScenarios(const std::string& file);

/// The name of a scenario as one of a test: "TellsConflicts".
std::string TestNameOf(const Scenario& scenario);

/// Asks what the scenario asks, in that namespace, and expects what it expects. A failure shows the answer as a file would.
void RunScenario(const Scenario& scenario, const std::string& ns, const std::function<Response(const Request&)>& ask);

}  // namespace k8s::test
