#include "contract/transport_contract.h"

#include <k8s/transport/curl/curl_transport.h>

namespace k8s::contract {
namespace {

const auto kSubjects = testing::Values(OverSockets("curl", MakeCurlTransport));
INSTANTIATE_TEST_SUITE_P(Curl, TransportContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, WaitingContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, ConnectionContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, FailureContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, TlsContract, kSubjects);

}  // namespace
}  // namespace k8s::contract
