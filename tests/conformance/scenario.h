#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include <k8s/transport/transport.h>

/// Tables of requests, and what the real API server answers to them. The same table runs on the testkit and on a real API
/// server, so that the one is held to the other.
///
/// A file is a list of scenarios: `{"name": "...", "show": [...], "steps": [...]}`. A step is a request, `method`, `path`,
/// `type`, `accept`, other `headers` and `body`, and `expect`: the `status`, the `body` of the answer or the `events` of a
/// watch, the `warnings`, and of the `headers` those that `showHeaders` lists. In texts of a request, `{ns}` stands for the
/// namespace, and `{name}` for what an earlier step kept by its `save`: `{"name": "metadata.uid"}`, of a watch out of its last
/// event; or by its `saveHeaders`: `{"name": "ETag"}`. An answer is compared with those names put in again. The step
/// `{"forget": true}` asks nothing: after it the server does not know the past any more. A scenario with
/// `"controllers": true` is for a server that has those of garbage and namespaces, all others for one without. A step that is
/// to be so `eventually` is asked again as long as something else comes: the real server does many things after it has
/// answered. Any step is asked again that is answered by a 429 which it does not expect, as clients do.
///
/// A step is asked by an administrator, or by its `user`: "nobody", who may do in the namespace what the `rules` of the
/// scenario say (those of a Role), "anonymous", who does not say who they are, or a "stranger", whose token nobody knows.
///
/// Of an object, `kind`, `apiVersion` and the places count that `show` lists, of the step or else of the scenario, or else
/// `metadata` and `data`; and not those that `hide` lists: words of which each server has its own. What no two servers have in
/// common is left out or named: `resourceVersion` says whether the object is the `same` as in the last answer that had it, or
/// `new`; a `deletionTimestamp`, a token to continue with, an `ETag` and the time of managed fields say whether they are `set`;
/// the entries of the latter are in the order of operation and manager. Of bookmarks, that which ends the initial events
/// counts; with `"bookmarks": true` in a step all do, those in a row as one. Where one server has more to list than another,
/// `"among": {"groups": ["apps", "batch"]}` says which of the items count, by their names.
///
/// Every scenario is asked in JSON and, where the kinds have it, in protobuf. Then what `omitempty` leaves out counts as equal
/// to being left out.
namespace k8s::test {

struct Scenario {
  std::string topic;  ///< the name of the file
  std::string name;
  std::string text;          ///< as JSON
  bool controllers = false;  ///< whether it is for a server that has some
};

/// Something that nobody may do.
struct Rule {
  std::vector<std::string> verbs;
  std::vector<std::string> groups;
  std::vector<std::string> resources;
  std::vector<std::string> names;
};

/// A server that scenarios are asked of.
class Subject {
 public:
  Subject() = default;
  virtual ~Subject() = default;
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  /// Sends a request as a user; the name is empty for the administrator. Gives the whole of a body, that of a watch too.
  virtual Response Ask(const std::string& user, const Request& request) = 0;
  /// From now on who lists or watches from an earlier version gets a 410.
  virtual void Forget() = 0;
};

/// In which form objects come and go.
enum class Form { kJson, kProtobuf };
inline constexpr Form kForms[] = {Form::kJson, Form::kProtobuf};

using ScenarioPointer = std::shared_ptr<const Scenario>;

void PrintTo(const ScenarioPointer& scenario, std::ostream* out);

/// The scenarios of all files beside this one; those of a file that cannot be read are one that fails.
std::vector<ScenarioPointer> LoadScenarios();

/// The name of a scenario as one of a test: "ApplyTellsConflicts".
std::string TestNameOf(const Scenario& scenario);

std::vector<Rule> RulesOf(const Scenario& scenario);

/// Asks what the scenario asks, in that namespace, and expects what it expects. A failure shows the answer as a file would.
void RunScenario(const Scenario& scenario, const std::string& ns, Form form, Subject& subject);

}  // namespace k8s::test
