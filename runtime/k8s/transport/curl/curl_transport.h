#pragma once

#include <memory>

#include <k8s/transport/transport.h>

namespace k8s {

/// A Transport over libcurl.
///
/// Send() does everything on the thread that calls it, over a connection that no other call uses meanwhile; so any thread may
/// call it, one that runs continuations too. SendAsync(), OpenAsync() and streams share one thread, which starts with the first
/// of them. Open() and Read() of a stream wait for that thread: not from a continuation on it.
///
/// Plain requests speak HTTP/1.1. Watches (RequestInfo::verb "watch") speak HTTP/2 where the server does, 90 on a connection;
/// of one whose reader does not keep up, libcurl takes in 32 MB before the server has to wait; the others on its connection go
/// on. Other streams, as that of a log, have a connection each. Idle connections are kept for 55 s, which is less than the load
/// balancers in front of API servers do, 32 of the calling threads at most. TCP keep-alive finds a server that vanished within
/// a minute.
///
/// kConfig for a bad URL, unreadable PEM, a certificate without its key; kUnsupported for a proxy other than `http://`,
/// `https://`, `socks5://` or `socks5h://` (both let the proxy look names up), and for a libcurl without OpenSSL, HTTP/2 or
/// look-ups of names on threads of their own. Nothing is taken from the environment, no proxy and no .netrc.
///
/// libcurl itself refuses headers beyond 300 kB altogether, or 100 kB for one, whatever `maxHeaderBytes` says. A call that ends
/// while its host's name is looked up leaves the look-up to itself: libcurl's thread for it ends when the resolver answers.
/// A transport that is still there when the process exits is left as it is.
Result<std::shared_ptr<Transport>> MakeCurlTransport(const TransportOptions& options);

}  // namespace k8s
