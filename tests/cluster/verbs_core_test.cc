#include "cluster/exercise.h"
#include "cluster/samples.h"
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/client/core/v1/endpoints.h>
#include <k8s/client/core/v1/events.h>
#include <k8s/client/core/v1/limit_ranges.h>
#include <k8s/client/core/v1/namespaces.h>
#include <k8s/client/core/v1/nodes.h>
#include <k8s/client/core/v1/persistent_volume_claims.h>
#include <k8s/client/core/v1/persistent_volumes.h>
#include <k8s/client/core/v1/pod_templates.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/client/core/v1/replication_controllers.h>
#include <k8s/client/core/v1/resource_quotas.h>
#include <k8s/client/core/v1/secrets.h>
#include <k8s/client/core/v1/service_accounts.h>
#include <k8s/client/core/v1/services.h>

namespace k8s::test {
namespace {

class CoreVerbsTest : public VerbsTest {
 protected:
  CoreV1Client Core() const { return Clients().CoreV1(); }
};

TEST_F(CoreVerbsTest, ConfigMaps) {
  corev1::ConfigMap map;
  map.data = {{"key", "value"}};
  map.binaryData = {{"bytes", Bytes("\x01\x02")}};
  ExerciseVerbs(Core().ConfigMaps(Namespace()), map);
}

TEST_F(CoreVerbsTest, Endpoints) {
  corev1::Endpoints endpoints;
  auto& subset = endpoints.subsets.emplace_back();
  subset.addresses.emplace_back().ip = "192.0.2.1";
  subset.ports.emplace_back().port = 80;
  ExerciseVerbs(Core().Endpoints(Namespace()), endpoints);
}

TEST_F(CoreVerbsTest, Events) {
  corev1::Event event;
  event.involvedObject.namespace_ = Namespace();
  event.reason = "Testing";
  event.type = "Normal";
  ExerciseVerbs(Core().Events(Namespace()), event);
}

TEST_F(CoreVerbsTest, LimitRanges) {
  corev1::LimitRange range;
  auto& limit = range.spec.limits.emplace_back();
  limit.type = "Container";
  limit.default_ = {{"cpu", "500m"}};
  ExerciseVerbs(Core().LimitRanges(Namespace()), range);
}

TEST_F(CoreVerbsTest, Namespaces) {
  corev1::Namespace other;
  other.metadata.name = Unique("other");
  ExerciseVerbs(Core().Namespaces(), other);
}

TEST_F(CoreVerbsTest, Nodes) {
  corev1::Node node;
  node.spec.unschedulable = true;
  ExerciseVerbs(Core().Nodes(), node);
}

TEST_F(CoreVerbsTest, PersistentVolumes) {
  corev1::PersistentVolume volume;
  volume.spec.capacity = {{"storage", "1Gi"}};
  volume.spec.accessModes = {corev1::PersistentVolumeAccessMode::kReadWriteOnce};
  volume.spec.hostPath.Ensure().path = "/tmp";
  ExerciseVerbs(Core().PersistentVolumes(), volume);
}

TEST_F(CoreVerbsTest, PersistentVolumeClaims) {
  corev1::PersistentVolumeClaim claim;
  claim.spec.accessModes = {corev1::PersistentVolumeAccessMode::kReadWriteOnce};
  claim.spec.resources.requests = {{"storage", "1Gi"}};
  claim.spec.storageClassName = "none";
  ExerciseVerbs(Core().PersistentVolumeClaims(Namespace()), claim);
}

TEST_F(CoreVerbsTest, Pods) {
  corev1::Pod pod;
  pod.spec = SamplePodSpec();
  pod.spec.schedulerName = "none";
  ExerciseVerbs(Core().Pods(Namespace()), pod);
}

TEST_F(CoreVerbsTest, PodTemplates) {
  corev1::PodTemplate object;
  object.template_ = PodTemplate();
  ExerciseVerbs(Core().PodTemplates(Namespace()), object);
}

TEST_F(CoreVerbsTest, ReplicationControllers) {
  corev1::ReplicationController controller;
  controller.spec.replicas = 0;
  controller.spec.selector = PodSelector().matchLabels;
  controller.spec.template_ = PodTemplate();
  ExerciseVerbs(Core().ReplicationControllers(Namespace()), controller);
}

TEST_F(CoreVerbsTest, ResourceQuotas) {
  corev1::ResourceQuota quota;
  quota.spec.hard = {{"pods", "10"}};
  ExerciseVerbs(Core().ResourceQuotas(Namespace()), quota);
}

TEST_F(CoreVerbsTest, Secrets) {
  corev1::Secret secret;
  secret.data = {{"password", Bytes("\x00\xff")}};
  ExerciseVerbs(Core().Secrets(Namespace()), secret);
}

TEST_F(CoreVerbsTest, ServiceAccounts) {
  corev1::ServiceAccount account;
  account.automountServiceAccountToken = false;
  ExerciseVerbs(Core().ServiceAccounts(Namespace()), account);
}

TEST_F(CoreVerbsTest, Services) {
  corev1::Service service;
  auto& port = service.spec.ports.emplace_back();
  port.port = 80;
  port.targetPort = "http";
  ExerciseVerbs(Core().Services(Namespace()), service);
}

}  // namespace
}  // namespace k8s::test
