#include <string>
#include <type_traits>

#include <gtest/gtest.h>
#include <sink/api/autoscaling/v1/horizontal_pod_autoscaler.h>
#include <sink/api/networking/v1/network_policy.h>
#include <sink/api/registry.h>
#include <sink/api/sink/v1/sink.h>
#include <sink/api/sink/v1/sink_spec_mode.h>
#include <sink/api/sink/v1/sink_spec_policy.h>
#include <sink/api/sink/v1/status_client.h>
#include <sink/api/sink/v1alpha1/sink.h>
#include <sink/client/sink/v1/statuses.h>
#include <sink/informers/sink/v1/statuses.h>

#include <k8s/api/autoscaling/v1/horizontal_pod_autoscaler.h>
#include <k8s/codec/describe.h>

namespace k8s::test {
namespace {

// Each is called as the library's own, in a group that begins alike: they meet in one program.
TEST(CustomNamesTest, KindsOfTheLibraryStandBesideThoseOfTheUser) {
  EXPECT_EQ(Describe<sink::autoscalingv1::HorizontalPodAutoscaler>().kind->group, "autoscaling.k8s.io");
  EXPECT_EQ(Describe<autoscalingv1::HorizontalPodAutoscaler>().kind->group, "autoscaling");
  EXPECT_EQ(Describe<sink::networkingv1::NetworkPolicy>().kind->group, "networking.istio.io");
}

TEST(CustomNamesTest, EachVersionHasItsOwnTypes) {
  EXPECT_EQ(Describe<sink::sinkv1::Sink>().kind->ApiVersion(), "sink.example.com/v1");
  EXPECT_EQ(Describe<sink::sinkv1alpha1::Sink>().kind->ApiVersion(), "sink.example.com/v1alpha1");
}

TEST(CustomNamesTest, AKindMayBeCalledAsAMemberOfItsInformerOrAsItsClient) {
  EXPECT_TRUE((std::is_base_of_v<SharedInformer<sink::sinkv1::Status>, sink::sinkv1::StatusInformer>));
  EXPECT_TRUE((std::is_base_of_v<ResourceClient<sink::sinkv1::Status>, sink::sinkv1::StatusClient2>));
  EXPECT_EQ(Describe<sink::sinkv1::StatusClient>().kind->kind, "StatusClient");
}

TEST(CustomNamesTest, EnumerationsAreConstants) {
  EXPECT_STREQ(sink::sinkv1::SinkSpecPolicy::kForbid, "Forbid");
  EXPECT_STREQ(sink::sinkv1::SinkSpecMode::kEmpty, "");
  EXPECT_STREQ(sink::sinkv1::SinkSpecMode::kAll, "*");
  EXPECT_STREQ(sink::sinkv1::SinkSpecMode::k10x, "10x");
  EXPECT_STREQ(sink::sinkv1::SinkSpecMode::kAB, "a b");
  EXPECT_STREQ(sink::sinkv1::SinkSpecMode::kAB2, "a-b");
  EXPECT_STREQ(sink::sinkv1::SinkSpecMode::kQuoted, "\"quoted\"\\");
}

TEST(CustomNamesTest, TheRegistryHasThemAll) { EXPECT_EQ(sink::Resources().size(), 8U); }

}  // namespace
}  // namespace k8s::test
