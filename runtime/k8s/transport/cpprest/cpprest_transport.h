#pragma once

#include <memory>

#include <k8s/transport/transport.h>

namespace k8s {

/// A Transport over cpprestsdk (HTTP/1.1 on Boost.Asio), with connections that are kept alive.
///
/// What it cannot do is an Error here, not later: kUnsupported for proxies other than `http://` and for an IPv6 server behind a
/// proxy; kConfig for a bad URL, unreadable PEM, a certificate without its key.
///
/// All transports of a process share cpprestsdk's pool, which gets one thread unless something else in the process used it
/// before. Destroying a transport waits for its connections to close, up to a second; destroyed on the pool's own thread, in a
/// continuation, it leaves that to the pool. One that is still there when the process exits is left as it is.
///
/// Of a write that is cancelled, or overdue, before it is connected, it says IsOutcomeUnknown(): cpprestsdk does not tell how
/// far it is.
///
/// What cpprestsdk leaves open: headers and single chunks of an answer are held in memory whole, however large;
/// `idleTimeout` bounds each step of an exchange (a chunk is one), so a single huge chunk over a slow line may exceed it;
/// repeated headers of an answer arrive joined by ", "; the body of a stream that comes without chunks is read byte by byte;
/// TCP keep-alive probes are sent only to servers given by IP address; a call stuck in a name lookup or in the CONNECT of a
/// proxy ends at once, its socket later. Where OpenSSL has a default bundle of roots in one file (`openssl version -d`,
/// cert.pem), cpprestsdk reads it anew for each TLS connection, some 30 ms on the calling thread, whatever roots are trusted;
/// `SSL_CERT_FILE=/dev/null` in the environment of a process that gives its own roots spares that.
Result<std::shared_ptr<Transport>> MakeCpprestTransport(const TransportOptions& options);

}  // namespace k8s
