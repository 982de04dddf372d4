#include "cluster/exercise.h"
#include <gtest/gtest.h>

#include <k8s/client/apiserverinternal/v1alpha1/storage_versions.h>
#include <k8s/client/node/v1/runtime_classes.h>
#include <k8s/client/resource/v1/device_classes.h>
#include <k8s/client/resource/v1/resource_claim_templates.h>
#include <k8s/client/resource/v1/resource_claims.h>
#include <k8s/client/resource/v1/resource_slices.h>
#include <k8s/client/resource/v1beta2/device_taint_rules.h>
#include <k8s/client/storage/v1/csi_drivers.h>
#include <k8s/client/storage/v1/csi_nodes.h>
#include <k8s/client/storage/v1/csi_storage_capacities.h>
#include <k8s/client/storage/v1/storage_classes.h>
#include <k8s/client/storage/v1/volume_attachments.h>
#include <k8s/client/storage/v1/volume_attributes_classes.h>
#include <k8s/client/storagemigration/v1beta1/storage_version_migrations.h>

// Storage and devices.
namespace k8s::test {
namespace {

class StorageVerbsTest : public VerbsTest {};

TEST_F(StorageVerbsTest, CSIDrivers) {
  storagev1::CSIDriver driver;
  driver.spec.attachRequired = false;
  ExerciseVerbs(Clients().StorageV1().CSIDrivers(), driver);
}

TEST_F(StorageVerbsTest, CSINodes) {
  storagev1::CSINode node;
  auto& driver = node.spec.drivers.emplace_back();
  driver.name = "driver.example.com";
  driver.nodeID = "1";
  ExerciseVerbs(Clients().StorageV1().CSINodes(), node);
}

TEST_F(StorageVerbsTest, CSIStorageCapacities) {
  storagev1::CSIStorageCapacity capacity;
  capacity.storageClassName = "none";
  capacity.capacity = "0";
  ExerciseVerbs(Clients().StorageV1().CSIStorageCapacities(Namespace()), capacity);
}

TEST_F(StorageVerbsTest, StorageClasses) {
  storagev1::StorageClass storageClass;
  storageClass.provisioner = "example.com/provisioner";
  storageClass.allowVolumeExpansion = false;
  ExerciseVerbs(Clients().StorageV1().StorageClasses(), storageClass);
}

TEST_F(StorageVerbsTest, VolumeAttachments) {
  storagev1::VolumeAttachment attachment;
  attachment.spec.attacher = "attacher.example.com";
  attachment.spec.nodeName = "none";
  attachment.spec.source.persistentVolumeName = "none";
  ExerciseVerbs(Clients().StorageV1().VolumeAttachments(), attachment);
}

TEST_F(StorageVerbsTest, VolumeAttributesClasses) {
  storagev1::VolumeAttributesClass attributes;
  attributes.driverName = "driver.example.com";
  attributes.parameters = {{"iops", "100"}};
  ExerciseVerbs(Clients().StorageV1().VolumeAttributesClasses(), attributes);
}

// A version says nothing of itself; its name must be that of a group and a resource.
TEST_F(StorageVerbsTest, StorageVersions) {
  apiserverinternalv1alpha1::StorageVersion version;
  version.metadata.name = Namespace() + ".example.com.nothings";
  ExerciseVerbs(Clients().InternalV1alpha1().StorageVersions(), version);
}

TEST_F(StorageVerbsTest, StorageVersionMigrations) {
  storagemigrationv1beta1::StorageVersionMigration migration;
  migration.spec.resource.group = "nothing.example.com";
  migration.spec.resource.resource = "nothings";
  ExerciseVerbs(Clients().StoragemigrationV1beta1().StorageVersionMigrations(), migration);
}

TEST_F(StorageVerbsTest, RuntimeClasses) {
  nodev1::RuntimeClass runtime;
  runtime.handler = "runc";
  runtime.overhead.Ensure().podFixed = {{"cpu", "10m"}};
  ExerciseVerbs(Clients().NodeV1().RuntimeClasses(), runtime);
}

TEST_F(StorageVerbsTest, DeviceClasses) {
  resourcev1::DeviceClass deviceClass;
  deviceClass.spec.selectors.emplace_back().cel.Ensure().expression = "true";
  ExerciseVerbs(Clients().ResourceV1().DeviceClasses(), deviceClass);
}

resourcev1::ResourceClaimSpec OneDevice() {
  resourcev1::ResourceClaimSpec spec;
  auto& request = spec.devices.requests.emplace_back();
  request.name = "device";
  request.exactly.Ensure().deviceClassName = "none";
  return spec;
}

TEST_F(StorageVerbsTest, ResourceClaims) {
  resourcev1::ResourceClaim claim;
  claim.spec = OneDevice();
  ExerciseVerbs(Clients().ResourceV1().ResourceClaims(Namespace()), claim);
}

TEST_F(StorageVerbsTest, ResourceClaimTemplates) {
  resourcev1::ResourceClaimTemplate object;
  object.spec.spec = OneDevice();
  ExerciseVerbs(Clients().ResourceV1().ResourceClaimTemplates(Namespace()), object);
}

TEST_F(StorageVerbsTest, ResourceSlices) {
  resourcev1::ResourceSlice slice;
  slice.spec.driver = "driver.example.com";
  slice.spec.pool.name = Namespace();
  slice.spec.pool.generation = 1;
  slice.spec.pool.resourceSliceCount = 1;
  slice.spec.allNodes = true;
  auto& device = slice.spec.devices.emplace_back();
  device.name = "device-0";
  device.attributes["example.com/good"].bool_ = false;
  ExerciseVerbs(Clients().ResourceV1().ResourceSlices(), slice);
}

TEST_F(StorageVerbsTest, DeviceTaintRules) {
  resourcev1beta2::DeviceTaintRule rule;
  rule.spec.deviceSelector.Ensure().driver = "driver.example.com";
  rule.spec.taint.key = "example.com/broken";
  rule.spec.taint.effect = "NoSchedule";
  ExerciseVerbs(Clients().ResourceV1beta2().DeviceTaintRules(), rule);
}

}  // namespace
}  // namespace k8s::test
