#include "cluster/exercise.h"
#include "cluster/samples.h"
#include <gtest/gtest.h>

#include <k8s/client/apps/v1/controller_revisions.h>
#include <k8s/client/apps/v1/daemon_sets.h>
#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/apps/v1/replica_sets.h>
#include <k8s/client/apps/v1/stateful_sets.h>
#include <k8s/client/autoscaling/v1/horizontal_pod_autoscalers.h>
#include <k8s/client/autoscaling/v2/horizontal_pod_autoscalers.h>
#include <k8s/client/batch/v1/cron_jobs.h>
#include <k8s/client/batch/v1/jobs.h>
#include <k8s/client/policy/v1/pod_disruption_budgets.h>
#include <k8s/client/scheduling/v1/priority_classes.h>
#include <k8s/client/scheduling/v1alpha2/workloads.h>

namespace k8s::test {
namespace {

class WorkloadVerbsTest : public VerbsTest {};

TEST_F(WorkloadVerbsTest, ControllerRevisions) {
  appsv1::ControllerRevision revision;
  revision.data = RawJson(R"({"spec":{"replicas":1}})");
  revision.revision = 1;
  ExerciseVerbs(Clients().AppsV1().ControllerRevisions(Namespace()), revision);
}

TEST_F(WorkloadVerbsTest, DaemonSets) {
  appsv1::DaemonSet set;
  set.spec.selector = PodSelector();
  set.spec.template_ = PodTemplate();
  set.spec.template_.spec.nodeSelector = {{"nowhere", "true"}};
  ExerciseVerbs(Clients().AppsV1().DaemonSets(Namespace()), set);
}

TEST_F(WorkloadVerbsTest, Deployments) {
  appsv1::Deployment deployment;
  deployment.spec.replicas = 0;
  deployment.spec.selector = PodSelector();
  deployment.spec.template_ = PodTemplate();
  deployment.spec.strategy.rollingUpdate.Ensure().maxSurge = "25%";
  ExerciseVerbs(Clients().AppsV1().Deployments(Namespace()), deployment);
}

TEST_F(WorkloadVerbsTest, ReplicaSets) {
  appsv1::ReplicaSet set;
  set.spec.replicas = 0;
  set.spec.selector = PodSelector();
  set.spec.template_ = PodTemplate();
  ExerciseVerbs(Clients().AppsV1().ReplicaSets(Namespace()), set);
}

TEST_F(WorkloadVerbsTest, StatefulSets) {
  appsv1::StatefulSet set;
  set.spec.replicas = 0;
  set.spec.selector = PodSelector();
  set.spec.template_ = PodTemplate();
  ExerciseVerbs(Clients().AppsV1().StatefulSets(Namespace()), set);
}

TEST_F(WorkloadVerbsTest, HorizontalPodAutoscalersV1) {
  autoscalingv1::HorizontalPodAutoscaler scaler;
  scaler.spec.scaleTargetRef.apiVersion = "apps/v1";
  scaler.spec.scaleTargetRef.kind = "Deployment";
  scaler.spec.scaleTargetRef.name = "none";
  scaler.spec.maxReplicas = 3;
  ExerciseVerbs(Clients().AutoscalingV1().HorizontalPodAutoscalers(Namespace()), scaler);
}

TEST_F(WorkloadVerbsTest, HorizontalPodAutoscalersV2) {
  autoscalingv2::HorizontalPodAutoscaler scaler;
  scaler.spec.scaleTargetRef.apiVersion = "apps/v1";
  scaler.spec.scaleTargetRef.kind = "Deployment";
  scaler.spec.scaleTargetRef.name = "none";
  scaler.spec.maxReplicas = 3;
  auto& metric = scaler.spec.metrics.emplace_back();
  metric.type = "Resource";
  auto& resource = metric.resource.Ensure();
  resource.name = "cpu";
  resource.target.type = "Utilization";
  resource.target.averageUtilization = 80;
  ExerciseVerbs(Clients().AutoscalingV2().HorizontalPodAutoscalers(Namespace()), scaler);
}

TEST_F(WorkloadVerbsTest, Jobs) {
  batchv1::Job job;
  job.spec.suspend = true;
  job.spec.template_.spec = SamplePodSpec();
  job.spec.template_.spec.restartPolicy = corev1::RestartPolicy::kNever;
  ExerciseVerbs(Clients().BatchV1().Jobs(Namespace()), job);
}

TEST_F(WorkloadVerbsTest, CronJobs) {
  batchv1::CronJob job;
  job.spec.schedule = "0 0 1 1 *";
  job.spec.jobTemplate.spec.template_.spec = SamplePodSpec();
  job.spec.jobTemplate.spec.template_.spec.restartPolicy = corev1::RestartPolicy::kNever;
  ExerciseVerbs(Clients().BatchV1().CronJobs(Namespace()), job);
}

TEST_F(WorkloadVerbsTest, PodDisruptionBudgets) {
  policyv1::PodDisruptionBudget budget;
  budget.spec.minAvailable = 0;
  budget.spec.selector = PodSelector();
  ExerciseVerbs(Clients().PolicyV1().PodDisruptionBudgets(Namespace()), budget);
}

TEST_F(WorkloadVerbsTest, PriorityClasses) {
  schedulingv1::PriorityClass priority;
  priority.value = -10;
  ExerciseVerbs(Clients().SchedulingV1().PriorityClasses(), priority);
}

TEST_F(WorkloadVerbsTest, Workloads) {
  schedulingv1alpha2::Workload workload;
  auto& group = workload.spec.podGroupTemplates.emplace_back();
  group.name = "workers";
  group.schedulingPolicy.basic.Ensure();
  ExerciseVerbs(Clients().SchedulingV1alpha2().Workloads(Namespace()), workload);
}

}  // namespace
}  // namespace k8s::test
