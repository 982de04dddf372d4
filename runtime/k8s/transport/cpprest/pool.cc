#include <chrono>
#include <exception>
#include <future>
#include <memory>

#include <boost/asio/post.hpp>
#include <openssl/ssl.h>

#include <k8s/base/service_thread.h>
#include <k8s/transport/cpprest/pool.h>
#include <k8s/transport/cpprest/sdk.h>

namespace k8s::cpprest {
namespace {

struct AtExit {
  ~AtExit() {
    PoolGate().Close();
    constexpr std::chrono::seconds kPatience{1};                 // the child of a fork has no thread in its pool
    if (!OnPoolThread()) PassThroughPool().wait_for(kPatience);  // cpprestsdk would leak what is still to be done
  }
};

boost::asio::io_context& CreatePool() {
  // OpenSSL cleans up at exit what it set up first: started after it, the pool is gone by then, with every TLS connection in
  // it.
  OPENSSL_init_ssl(0, nullptr);
  try {
    crossplat::threadpool::initialize_with_threads(1);
  } catch (const std::exception&) {
    // It exists: somebody else in this process uses cpprestsdk, and we share.
  }
  return crossplat::threadpool::shared_instance().service();
}

}  // namespace

boost::asio::io_context& Pool() {
  static boost::asio::io_context& pool = CreatePool();
  static const AtExit sooner;  // made later, so destroyed sooner
  return pool;
}

internal::ExitGate& PoolGate() {
  static auto& gate = *new internal::ExitGate;
  return gate;
}

std::future<void> PassThroughPool() {
  const auto passed = std::make_shared<std::promise<void>>();
  boost::asio::post(Pool(), [passed] { passed->set_value(); });
  return passed->get_future();
}

bool OnPoolThread() { return Pool().get_executor().running_in_this_thread(); }

void ServeHere() {
  if (OnPoolThread()) internal::BecomeServiceThread();
}

}  // namespace k8s::cpprest
