#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/transport/transport.h>

/// What every Transport must hold to. A test program for one links the contract and instantiates its suites:
///
/// ```
/// INSTANTIATE_TEST_SUITE_P(Mine, TransportContract, testing::Values(k8s::contract::OverSockets("mine", MakeMine)));
/// INSTANTIATE_TEST_SUITE_P(Mine, WaitingContract, ...same...);      // cancels, deadlines, the end of the transport
/// INSTANTIATE_TEST_SUITE_P(Mine, MakingContract, ...same...);       // only what is made of TransportOptions
/// INSTANTIATE_TEST_SUITE_P(Mine, ConnectionContract, ...same...);   // only what has sockets: bytes on the wire, faults
/// INSTANTIATE_TEST_SUITE_P(Mine, FailureContract, ...same...);      // only what has sockets
/// INSTANTIATE_TEST_SUITE_P(Mine, TlsContract, ...same...);          // only what has sockets
/// ```
namespace k8s::contract {

/// How the server of a test answers one request, whatever carries it.
class Answer {
 public:
  virtual ~Answer() = default;
  virtual void Begin(int status, const Headers& headers) = 0;
  virtual void Write(std::string_view bytes) = 0;
  virtual void End() = 0;
  /// Leaves the answer as it is until the caller no longer wants it.
  virtual void WaitUntilAbandoned() = 0;

  /// A whole answer.
  void Whole(int status, std::string_view body);
};

using Handler = std::function<void(const Request&, Answer&)>;
using MakeTransport = std::function<Result<std::shared_ptr<Transport>>(const TransportOptions&)>;

/// A transport, and the server it leads to. Declared after what the server's handler refers to, it goes before that.
struct Served {
  std::shared_ptr<void> server;
  std::shared_ptr<Transport> transport;

  Transport* operator->() const { return transport.get(); }
};

/// A kind of transport that is put to the test.
struct TransportSubject {
  std::string name;
  /// A server that answers by the handler, and a transport to it.
  std::function<Served(Handler)> serve;
  /// Null if it has no sockets: then only the first two suites are for it.
  MakeTransport make = nullptr;

  friend std::ostream& operator<<(std::ostream& out, const TransportSubject& subject) { return out << subject.name; }
};

/// A kind of transport that talks HTTP over sockets, and can be made for any server.
TransportSubject OverSockets(std::string name, MakeTransport make);

class Contract : public testing::TestWithParam<TransportSubject> {
 protected:
  Served Serve(Handler handler) const { return GetParam().serve(std::move(handler)); }
  /// A transport that must be possible.
  std::shared_ptr<Transport> Make(const TransportOptions& options) const;
  /// Why one that must be impossible is.
  Error MakeError(const TransportOptions& options) const;
};

/// Requests and answers.
class TransportContract : public Contract {};
/// Everything that takes time ends when it should.
class WaitingContract : public Contract {};
/// Which options a transport is made for.
class MakingContract : public Contract {};
/// Connections, and servers that misbehave.
class ConnectionContract : public Contract {};
/// What is told about a failure: of which kind it is, and whether a write may have been done.
class FailureContract : public Contract {};
/// Whom a transport trusts.
class TlsContract : public Contract {};

/// The whole rest of a stream.
Result<std::string> ReadAll(ByteStream& stream);

}  // namespace k8s::contract
