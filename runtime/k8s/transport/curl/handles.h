#pragma once

#include <memory>

#include <curl/curl.h>

namespace k8s::curl {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Easy = std::unique_ptr<CURL, Deleter<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Deleter<curl_multi_cleanup>>;
using ParsedUrl = std::unique_ptr<CURLU, Deleter<curl_url_cleanup>>;
using List = std::unique_ptr<curl_slist, Deleter<curl_slist_free_all>>;

}  // namespace k8s::curl
