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
/// A file is a list of scenarios: `{"name": "...", "show": [...], "steps": [...]}`. A step is a request, `method`, `path`,
/// `type`, `accept` and `body`, and `expect`: the `status`, the `body` of the answer or the `events` of a watch, and the
/// `warnings`. In texts of a request, `{ns}` stands for the namespace, and `{name}` for what an earlier step kept by its
/// `save`: `{"name": "metadata.uid"}`. An answer is compared with those names put in again. A step with `until` is asked again
/// as long as it has another status.
///
/// Of an object, `kind`, `apiVersion` and the places count that `show` lists, of the step or else of the scenario, or else
/// `metadata` and `data`; and not those that `hide` lists: words of which each server has its own. What no two servers have in
/// common is left out or named: `resourceVersion` says whether the object is the `same` as in the last answer that had it, or
/// `new`; a `deletionTimestamp`, a token to continue with and the time of managed fields say whether they are `set`; the
/// entries of the latter are in the order of operation and manager. Of bookmarks, that which ends the initial events counts.
namespace k8s::test {

struct Scenario {
  std::string topic;  ///< the name of the file
  std::string name;
  std::string text;  ///< as JSON
};

using ScenarioPointer = std::shared_ptr<const Scenario>;

void PrintTo(const ScenarioPointer& scenario, std::ostream* out);

/// The scenarios of all files beside this one; those of a file that cannot be read are one that fails.
std::vector<ScenarioPointer> LoadScenarios();

/// The name of a scenario as one of a test: "ApplyTellsConflicts".
std::string TestNameOf(const Scenario& scenario);

/// Asks what the scenario asks, in that namespace, and expects what it expects. `ask` gives the whole of a body, that of a
/// watch too. A failure shows the answer as a file would.
void RunScenario(const Scenario& scenario, const std::string& ns, const std::function<Response(const Request&)>& ask);

}  // namespace k8s::test
