#include "cluster/exercise.h"
#include "cluster/samples.h"
#include <gtest/gtest.h>

#include <k8s/client/coordination/v1/leases.h>
#include <k8s/client/coordination/v1beta1/lease_candidates.h>
#include <k8s/client/discovery/v1/endpoint_slices.h>
#include <k8s/client/events/v1/events.h>
#include <k8s/client/networking/v1/ingress_classes.h>
#include <k8s/client/networking/v1/ingresses.h>
#include <k8s/client/networking/v1/ip_addresses.h>
#include <k8s/client/networking/v1/network_policies.h>
#include <k8s/client/networking/v1beta1/ip_addresses.h>

namespace k8s::test {
namespace {

class NetworkVerbsTest : public VerbsTest {};

TEST_F(NetworkVerbsTest, Leases) {
  coordinationv1::Lease lease;
  lease.spec.holderIdentity = "me";
  lease.spec.leaseDurationSeconds = 15;
  lease.spec.renewTime = MicroTime::Now();
  ExerciseVerbs(Clients().CoordinationV1().Leases(Namespace()), lease);
}

TEST_F(NetworkVerbsTest, LeaseCandidates) {
  coordinationv1beta1::LeaseCandidate candidate;
  candidate.spec.leaseName = "sample";
  candidate.spec.binaryVersion = "1.0.0";
  candidate.spec.emulationVersion = "1.0.0";
  candidate.spec.strategy = "OldestEmulationVersion";
  ExerciseVerbs(Clients().CoordinationV1beta1().LeaseCandidates(Namespace()), candidate);
}

TEST_F(NetworkVerbsTest, EndpointSlices) {
  discoveryv1::EndpointSlice slice;
  slice.addressType = discoveryv1::AddressType::kIPv6;
  slice.endpoints.emplace_back().addresses = {"2001:db8::1"};
  slice.endpoints.back().conditions.ready = false;
  slice.ports.emplace_back().port = 443;
  ExerciseVerbs(Clients().DiscoveryV1().EndpointSlices(Namespace()), slice);
}

TEST_F(NetworkVerbsTest, Events) {
  eventsv1::Event event;
  event.eventTime = MicroTime::Now();
  event.regarding.namespace_ = Namespace();
  event.reportingController = "example.com/tests";
  event.reportingInstance = "tests";
  event.action = "Testing";
  event.reason = "Testing";
  event.type = "Normal";
  ExerciseVerbs(Clients().EventsV1().Events(Namespace()), event);
}

TEST_F(NetworkVerbsTest, IngressClasses) {
  networkingv1::IngressClass ingressClass;
  ingressClass.spec.controller = "example.com/controller";
  ExerciseVerbs(Clients().NetworkingV1().IngressClasses(), ingressClass);
}

TEST_F(NetworkVerbsTest, Ingresses) {
  networkingv1::Ingress ingress;
  auto& service = ingress.spec.defaultBackend.Ensure().service.Ensure();
  service.name = "web";
  service.port.number = 80;
  ExerciseVerbs(Clients().NetworkingV1().Ingresses(Namespace()), ingress);
}

TEST_F(NetworkVerbsTest, IPAddresses) {
  networkingv1::IPAddress address;
  address.metadata.name = "192.0.2.10";
  address.spec.parentRef.resource = "services";
  address.spec.parentRef.namespace_ = Namespace();
  address.spec.parentRef.name = "none";
  ExerciseVerbs(Clients().NetworkingV1().IPAddresses(), address);
}

TEST_F(NetworkVerbsTest, IPAddressesV1beta1) {
  networkingv1beta1::IPAddress address;
  address.metadata.name = "192.0.2.11";
  address.spec.parentRef.resource = "services";
  address.spec.parentRef.namespace_ = Namespace();
  address.spec.parentRef.name = "none";
  ExerciseVerbs(Clients().NetworkingV1beta1().IPAddresses(), address);
}

TEST_F(NetworkVerbsTest, NetworkPolicies) {
  networkingv1::NetworkPolicy policy;
  policy.spec.ingress.emplace_back().from.emplace_back().namespaceSelector.Ensure();
  policy.spec.policyTypes = {networkingv1::PolicyType::kIngress};
  ExerciseVerbs(Clients().NetworkingV1().NetworkPolicies(Namespace()), policy);
}

}  // namespace
}  // namespace k8s::test
