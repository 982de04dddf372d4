#pragma once

#include <k8s/api/core/v1/pod_template_spec.h>
#include <k8s/api/meta/v1/label_selector.h>
#include <k8s/meta/bytes.h>

/// Parts that many objects have.
namespace k8s::test {

/// Selects what PodTemplate() makes.
inline metav1::LabelSelector PodSelector() {
  metav1::LabelSelector selector;
  selector.matchLabels = {{"app", "sample"}};
  return selector;
}

inline corev1::PodSpec SamplePodSpec() {
  corev1::PodSpec spec;
  auto& container = spec.containers.emplace_back();
  container.name = "main";
  container.image = "example.com/image:1";
  return spec;
}

inline corev1::PodTemplateSpec PodTemplate() {
  corev1::PodTemplateSpec pod;
  pod.metadata.labels = PodSelector().matchLabels;
  pod.spec = SamplePodSpec();
  return pod;
}

/// A PKCS #10 request for CN=sample, whose key nobody has.
inline Bytes SampleSigningRequest() {
  return R"(-----BEGIN CERTIFICATE REQUEST-----
MIHKMHMCAQAwETEPMA0GA1UEAwwGc2FtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEDfrpGQIlMkQrbYUvK4tHTl2tRqIYemr0ndlyrEfXyf1LDtP58tW86clp
iK5mKAP2YBDR2GhWmfMv+bmqRkz9laAAMAoGCCqGSM49BAMCA0cAMEQCIAK2ZNvq
XvMOsC2NeXsQueFPpmUVaunYNJ7YCRJygSFCAiA1rimaZUv9ZliCKyGbw3mU/Ygs
5TNr6ACstyXTNaaXRw==
-----END CERTIFICATE REQUEST-----
)";
}

}  // namespace k8s::test
