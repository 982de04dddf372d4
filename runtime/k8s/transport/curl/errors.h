#pragma once

#include <string>

#include <k8s/base/error.h>
#include <k8s/transport/curl/handles.h>

namespace k8s::curl {

/// What libcurl tells about a request that failed.
struct Fault {
  CURLcode code = CURLE_OK;
  std::string words = {};  ///< Its own; may be empty
  bool proxied = false;    ///< A proxy is in between
  bool connected = false;  ///< The request was begun to be sent
  bool inHead = false;     ///< The head of the answer was not complete
  long proxyAnswer = 0;    ///< The status with which a proxy answered CONNECT; 0: none
  long systemError = 0;    ///< errno, of connecting above all; 0: none
};

/// The Error of a failure, in words that name `server`.
Error ToError(const Fault& fault, const std::string& server);

/// Of a request that could not even be begun.
Error OutOfResources();

}  // namespace k8s::curl
