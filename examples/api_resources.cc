// What a server serves, without a type of any of it: prints what `kubectl api-resources` and `kubectl api-versions` print.
//
//   api_resources [--api-group=G] [--namespaced=BOOL] [--verbs=V,...] [--categories=C,...] [--sort-by=name|kind]
//                 [-o wide|name] [--no-headers] [--cached]
//   api_resources --versions
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <k8s/config/config.h>
#include <k8s/config/load_config.h>
#include <k8s/discovery/cached_discovery.h>
#include <k8s/rest/rest_client.h>

namespace metav1 = k8s::metav1;

namespace {

struct Options {
  std::optional<std::string> group;
  std::optional<bool> namespaced;
  std::vector<std::string> verbs;
  std::vector<std::string> categories;
  std::string sortBy;
  std::string output;
  bool headers = true;
  bool cached = false;
  bool versions = false;
};

// A resource, and where it is served.
struct Row {
  k8s::GroupVersion version;
  metav1::APIResource resource;
};

std::vector<std::string> Split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

// All the words that kubectl takes.
std::optional<bool> ToBool(std::string_view word) {
  constexpr std::string_view kYes[] = {"1", "t", "T", "true", "TRUE", "True"};
  constexpr std::string_view kNo[] = {"0", "f", "F", "false", "FALSE", "False"};
  if (std::ranges::find(kYes, word) != std::end(kYes)) return true;
  if (std::ranges::find(kNo, word) != std::end(kNo)) return false;
  return std::nullopt;
}

// "--name=value" or, as with kubectl, "-o value"; false for what is no option.
bool Take(Options& options, std::string_view argument) {
  const auto value = [&](std::string_view name) -> std::optional<std::string> {
    if (!argument.starts_with(name)) return std::nullopt;
    return std::string(argument.substr(name.size()));
  };
  if (argument == "--no-headers") return options.headers = false, true;
  if (argument == "--cached") return options.cached = true;
  if (argument == "--versions") return options.versions = true;
  if (auto group = value("--api-group=")) return options.group = *group, true;
  if (auto namespaced = value("--namespaced=")) return (options.namespaced = ToBool(*namespaced)).has_value();
  if (auto verbs = value("--verbs=")) return options.verbs = Split(*verbs), true;
  if (auto categories = value("--categories=")) return options.categories = Split(*categories), true;
  if (auto sortBy = value("--sort-by=")) {
    options.sortBy = *sortBy;
    return sortBy->empty() || *sortBy == "name" || *sortBy == "kind";
  }
  if (auto output = value("-o=")) {
    options.output = *output;
    return *output == "wide" || *output == "name";
  }
  return false;
}

bool HasAll(const std::vector<std::string>& there, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const std::string& each) { return std::count(there.begin(), there.end(), each) > 0; });
}

std::vector<Row> Select(const k8s::ServedResources& served, const Options& options) {
  std::vector<Row> rows;
  for (const metav1::APIResourceList& list : k8s::PreferredResources(served)) {
    const auto version = k8s::GroupVersion::Parse(list.groupVersion);
    if (!version || (options.group && version->group != *options.group)) continue;
    for (const metav1::APIResource& resource : list.resources) {
      if (resource.verbs.empty() || (options.namespaced && resource.namespaced != *options.namespaced)) continue;
      if (!HasAll(resource.verbs, options.verbs) || !HasAll(resource.categories, options.categories)) continue;
      rows.push_back({*version, resource});
    }
  }
  const auto key = [&](const Row& row) {
    const std::string& first = options.sortBy == "name"   ? row.resource.name
                               : options.sortBy == "kind" ? row.resource.kind
                                                          : row.version.group;
    return std::tie(first, row.resource.name);
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return key(a) < key(b); });
  return rows;
}

// Columns as wide as what is in them, and three blanks between.
void PrintTable(const std::vector<std::vector<std::string>>& table) {
  constexpr std::size_t kLeast = 6;
  constexpr std::size_t kBetween = 3;
  std::vector<std::size_t> widths;
  for (const auto& line : table) {
    widths.resize(std::max(widths.size(), line.size()), kLeast);
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size() + kBetween);
  }
  for (const auto& line : table) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) fmt::print("{:<{}}", line[i], widths[i]);
    fmt::print("{}\n", line.back());
  }
}

void Print(const std::vector<Row>& rows, const Options& options) {
  if (options.output == "name") {
    for (const Row& row : rows) fmt::print("{}\n", k8s::GroupResource{row.version.group, row.resource.name}.ToString());
    return;
  }
  const bool wide = options.output == "wide";
  std::vector<std::vector<std::string>> table;
  if (options.headers) {
    table.push_back({"NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"});
    if (wide) table.back().insert(table.back().end(), {"VERBS", "CATEGORIES"});
  }
  for (const auto& [version, resource] : rows) {
    const std::string namespaced = resource.namespaced ? "true" : "false";
    table.push_back(
        {resource.name, fmt::format("{}", fmt::join(resource.shortNames, ",")), version.ToString(), namespaced, resource.kind});
    if (!wide) continue;
    table.back().push_back(fmt::format("{}", fmt::join(resource.verbs, ",")));
    table.back().push_back(fmt::format("{}", fmt::join(resource.categories, ",")));
  }
  PrintTable(table);
}

void PrintVersions(const k8s::ServedResources& served) {
  std::vector<std::string> versions;
  for (const metav1::APIGroup& group : served.groups) {
    for (const auto& version : group.versions) versions.push_back(version.groupVersion);
  }
  std::sort(versions.begin(), versions.end());
  for (const std::string& version : versions) fmt::print("{}\n", version);
}

int Fail(const k8s::Error& error) {
  fmt::print(stderr, "{}\n", error.ToString());
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    std::string argument = arguments[i];
    if (argument == "-o" && i + 1 < count) argument = "-o=" + std::string(arguments[++i]);
    if (!Take(options, argument)) {
      fmt::print(stderr, "what is {}? See the head of this program\n", argument);
      return 2;
    }
  }
  const auto config = k8s::LoadConfig();
  if (!config) return Fail(config.error());
  const auto client = k8s::RestClient::Create(*config);
  if (!client) return Fail(client.error());

  const k8s::CachedDiscovery discovery(k8s::DiscoveryClient(*client), {.folder = k8s::KubectlDiscoveryFolder(*config)});
  if (!options.cached) discovery.Invalidate();
  const auto served = discovery.Served();
  if (!served) return Fail(served.error());
  if (options.versions) {
    PrintVersions(**served);
    return 0;
  }
  Print(Select(**served, options), options);
  if ((*served)->failed.empty()) return 0;
  fmt::print(stderr, "not all could be read: {}\n", k8s::DescribeFailures(**served));
  return 1;
}
