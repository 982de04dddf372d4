#pragma once

#include <map>
#include <string>
#include <vector>

#include "generated/documents.h"

#include <k8s/transport/transport.h>

/// What counts of an answer, wherever it comes from: see scenario.h.
namespace k8s::test {

/// The names for what differs from run to run.
class Names {
 public:
  explicit Names(std::string ns) : ns_(std::move(ns)) {}

  /// Keeps the text at a path of an answer.
  void Keep(const std::string& name, const k8s_rapidjson::Value& body, std::string path);
  void Keep(const std::string& name, const std::string& text) { kept_[name] = text; }
  /// A text of a request, with what the names stand for.
  std::string Filled(std::string text) const;
  /// The text of an answer, with the names for what they stand for, as far as that is too long to be there by chance.
  std::string Named(std::string text) const;
  /// A sentence of an answer, in which short ones are put in too.
  std::string NamedInWords(const std::string& text) const;

 private:
  std::string ns_;
  std::map<std::string, std::string> kept_;
};

/// What to look at.
struct View {
  std::vector<std::string> show;
  std::vector<std::string> hide;
  bool bookmarks = false;                                      ///< all of them, not only that which ends the initial events
  std::map<std::string, std::vector<std::string>> among = {};  ///< of a list, the names of the items that count
  std::vector<std::string> headers = {};
};

/// The versions in which objects were last seen.
using Versions = std::map<std::string, std::string>;

/// In the form of `expect`.
k8s_rapidjson::Document EssenceOf(const Response& answer, const View& view, const Names& names, Versions& versions);

}  // namespace k8s::test
