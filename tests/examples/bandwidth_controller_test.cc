#include "bandwidth_controller.h"

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "bandwidth_limits.h"
#include "cache/flaky_transport.h"
#include "controller/journal.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/rest/wait.h>
#include <k8s/testkit/api_server.h>

// The example is what people copy: it is tested as a product is.
namespace bandwidth {
namespace {

using namespace std::chrono_literals;
using k8s::corev1::ConfigMap;
using k8s::corev1::Pod;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

using Texts = std::map<std::string, std::string>;

Pod PodOf(const std::string& name, const std::string& class_, Texts annotations = {}) {
  Pod pod;
  pod.metadata.name = name;
  pod.metadata.labels = {{kClassLabel, class_}};
  pod.metadata.annotations = std::move(annotations);
  auto& container = pod.spec.containers.emplace_back();
  container.name = "main";
  container.image = "image";
  return pod;
}

ConfigMap ClassesOf(Texts data) {
  ConfigMap classes;
  classes.metadata.name = kConfigMap;
  classes.data = std::move(data);
  return classes;
}

const Texts kGold = {{"gold.ingress", "10M"}, {"gold.egress", "5M"}};

TEST(BandwidthLimitsTest, AreThoseOfTheClass) {
  const ConfigMap classes = ClassesOf({{"gold.ingress", "10M"}, {"gold.egress", "5M"}, {"silver.ingress", "1M"}});
  EXPECT_THAT(WithLimits(PodOf("a", "gold"), &classes)->metadata.annotations,
              UnorderedElementsAre(Pair(kIngress, "10M"), Pair(kEgress, "5M")));
  EXPECT_THAT(WithLimits(PodOf("a", "silver"), &classes)->metadata.annotations, UnorderedElementsAre(Pair(kIngress, "1M")));
}

TEST(BandwidthLimitsTest, AreTakenAwayWhereNothingIsSaid) {
  const Pod pod = PodOf("a", "gold", {{kIngress, "1G"}, {kEgress, "1G"}, {"other", "stays"}});
  EXPECT_THAT(WithLimits(pod, nullptr)->metadata.annotations, UnorderedElementsAre(Pair("other", "stays")));
  const ConfigMap classes = ClassesOf({{"gold.egress", "5M"}});
  EXPECT_THAT(WithLimits(pod, &classes)->metadata.annotations,
              UnorderedElementsAre(Pair(kEgress, "5M"), Pair("other", "stays")));
}

TEST(BandwidthLimitsTest, AreNotThoseOfAPodWithoutAClass) {
  Pod pod = PodOf("a", "gold", {{kIngress, "1G"}});
  pod.metadata.labels.clear();
  const ConfigMap classes = ClassesOf(kGold);
  EXPECT_EQ(*WithLimits(pod, &classes), pod);
}

TEST(BandwidthLimitsTest, MustBeQuantities) {
  const ConfigMap classes = ClassesOf({{"gold.ingress", "fast"}});
  const auto pod = WithLimits(PodOf("a", "gold"), &classes);
  ASSERT_FALSE(pod);
  EXPECT_EQ(pod.error().Code(), k8s::ErrorCode::kInvalidArgument);
  EXPECT_THAT(pod.error().Message(), HasSubstr("gold.ingress: \"fast\""));
}

TEST(BandwidthLimitsTest, ArePatchedIntoThePodThatWasSeen) {
  Pod pod = PodOf("a", "gold", {{kEgress, "1G"}});
  pod.metadata.resourceVersion = "7";
  const ConfigMap classes = ClassesOf({{"gold.ingress", "10M"}});
  const auto patch = PatchOf(pod, *WithLimits(pod, &classes));
  ASSERT_TRUE(patch);
  EXPECT_EQ(patch->contentType, "application/merge-patch+json");
  EXPECT_EQ(patch->body, R"({"metadata":{"resourceVersion":"7","annotations":{"kubernetes.io/ingress-bandwidth":"10M",)"
                         R"("kubernetes.io/egress-bandwidth":null}}})");
}

// The road to a server that is killed and started again: what is open is cut off, and nobody is reached meanwhile.
class Road final : public k8s::Transport {
 public:
  explicit Road(std::shared_ptr<k8s::Transport> server) : server_(std::move(server)) {}

  void Shut() { Closing().request_stop(); }
  void Clear() {
    std::lock_guard lock(mutex_);
    closing_ = std::stop_source();
  }

  k8s::Future<k8s::Response> SendAsync(k8s::Request request, k8s::CallContext context) override {
    if (Closing().stop_requested()) return k8s::Future<k8s::Response>(Refused());
    return server_->SendAsync(std::move(request), std::move(context));
  }
  k8s::Future<std::unique_ptr<k8s::ByteStream>> OpenAsync(k8s::Request request, k8s::CallContext context) override {
    using Opened = std::unique_ptr<k8s::ByteStream>;
    const std::stop_token cut = Closing().get_token();
    if (cut.stop_requested()) return k8s::Future<Opened>(Refused());
    auto end = std::make_unique<End>(context.stop, cut);
    context.stop = end->Token();
    auto opening = server_->OpenAsync(std::move(request), std::move(context));
    return opening.Then([end = std::move(end)](k8s::Result<Opened> opened) mutable -> k8s::Result<Opened> {
      if (!opened) return opened;
      return Opened(std::make_unique<Cut>(*std::move(opened), std::move(end)));
    });
  }

 private:
  // Either of two.
  class End {
   public:
    End(std::stop_token one, std::stop_token other)
        : one_(std::move(one), Stop{both_}), other_(other, Stop{both_}), cut_(std::move(other)) {}
    std::stop_token Token() const { return both_.get_token(); }
    bool WasCut() const { return cut_.stop_requested(); }

   private:
    struct Stop {
      std::stop_source both;
      void operator()() { both.request_stop(); }
    };
    std::stop_source both_;
    std::stop_callback<Stop> one_;
    std::stop_callback<Stop> other_;
    std::stop_token cut_;
  };

  class Cut final : public k8s::ByteStream {
   public:
    Cut(std::unique_ptr<k8s::ByteStream> inner, std::shared_ptr<End> end) : inner_(std::move(inner)), end_(std::move(end)) {}
    const k8s::Response& Head() const override { return inner_->Head(); }
    k8s::Future<std::string> ReadAsync() override {
      return inner_->ReadAsync().Then([end = end_](k8s::Result<std::string> read) -> k8s::Result<std::string> {
        if (read || !end->WasCut()) return read;
        return k8s::Error(k8s::ErrorCode::kUnavailable, k8s::TransportFailure::kReset, "cut off");
      });
    }

   private:
    std::unique_ptr<k8s::ByteStream> inner_;
    std::shared_ptr<End> end_;
  };

  static k8s::Error Refused() {
    return k8s::Error(k8s::ErrorCode::kUnavailable, k8s::TransportFailure::kRefused, "nobody listens");
  }

  std::stop_source Closing() {
    std::lock_guard lock(mutex_);
    return closing_;
  }

  const std::shared_ptr<k8s::Transport> server_;
  std::mutex mutex_;
  std::stop_source closing_;
};

class BandwidthControllerTest : public testing::Test {
 protected:
  ~BandwidthControllerTest() override { EndController(); }

  void BeginController() {
    k8s::InformerOptions follow;
    follow.backoff = {.initial = 1ms, .cap = 2ms};
    k8s::ClientOptions options;
    options.retry.maxRetries = 0;
    controller.emplace(
        *k8s::Clientset::Create(flaky, options), [this](const std::string& line) { said.Note(line); }, follow);
    stop = std::stop_source();
    thread = std::thread([this] { EXPECT_TRUE(controller->Run({.stop = stop.get_token()})); });
  }
  void EndController() {
    stop.request_stop();
    if (thread.joinable()) thread.join();
    controller.reset();
  }

  k8s::corev1::PodClient Pods() { return clients.CoreV1().Pods("default"); }
  void Create(const Pod& pod) {
    const auto created = Pods().Create(pod);
    ASSERT_TRUE(created) << created.error().ToString();
  }
  void Classify(Texts data) {
    const auto maps = clients.CoreV1().ConfigMaps("default");
    const auto created = maps.Create(ClassesOf(data));
    if (!created) {
      ASSERT_TRUE(maps.Update(ClassesOf(data)));
    }
  }
  void Annotate(const std::string& name, const std::string& annotation, const std::string& value) {
    ASSERT_TRUE(
        Pods().Patch(name, k8s::MergePatch(R"({"metadata":{"annotations":{")" + annotation + R"(":")" + value + R"("}}})")));
  }
  // Whether the pod gets just these annotations in time.
  bool Becomes(const std::string& name, const Texts& annotations) {
    return k8s::WaitFor(
               Pods(), name, [&](const Pod& pod) { return pod.metadata.annotations == annotations; }, {},
               k8s::CallContext::Within(20s))
        .has_value();
  }

  k8s::testkit::ApiServer server;
  k8s::Clientset clients = *k8s::Clientset::Create(server.InMemoryTransport());
  std::shared_ptr<Road> road = std::make_shared<Road>(server.InMemoryTransport());
  std::shared_ptr<k8s::fakes::FlakyTransport> flaky = std::make_shared<k8s::fakes::FlakyTransport>(road);
  k8s::fakes::Journal said;
  std::optional<BandwidthController> controller;
  std::stop_source stop;
  std::thread thread;
};

TEST_F(BandwidthControllerTest, LimitsPodsThatAreThereAndThatCome) {
  Classify(kGold);
  Create(PodOf("before", "gold"));
  BeginController();
  EXPECT_TRUE(Becomes("before", {{kIngress, "10M"}, {kEgress, "5M"}}));
  Create(PodOf("after", "gold"));
  EXPECT_TRUE(Becomes("after", {{kIngress, "10M"}, {kEgress, "5M"}}));
  EXPECT_TRUE(said.WaitFor("default/after: ingress 10M, egress 5M"));
}

TEST_F(BandwidthControllerTest, LeavesPodsWithoutTheLabelAlone) {
  Classify(kGold);
  Pod other = PodOf("other", "gold", {{kIngress, "1G"}});
  other.metadata.labels = {{"app", "web"}};
  Create(other);
  BeginController();
  Create(PodOf("ours", "gold"));
  EXPECT_TRUE(Becomes("ours", {{kIngress, "10M"}, {kEgress, "5M"}}));
  EXPECT_TRUE(Becomes("other", {{kIngress, "1G"}}));
}

TEST_F(BandwidthControllerTest, FollowsTheConfigMap) {
  Create(PodOf("a", "gold"));
  Create(PodOf("b", "silver"));
  BeginController();
  Classify({{"gold.ingress", "10M"}, {"silver.egress", "1M"}});
  EXPECT_TRUE(Becomes("a", {{kIngress, "10M"}}));
  EXPECT_TRUE(Becomes("b", {{kEgress, "1M"}}));
  Classify({{"gold.ingress", "20M"}});
  EXPECT_TRUE(Becomes("a", {{kIngress, "20M"}}));
  EXPECT_TRUE(Becomes("b", {}));
}

TEST_F(BandwidthControllerTest, PutsBackWhatSomebodyChanges) {
  Classify(kGold);
  Create(PodOf("a", "gold"));
  BeginController();
  ASSERT_TRUE(Becomes("a", {{kIngress, "10M"}, {kEgress, "5M"}}));
  Annotate("a", kIngress, "1G");
  EXPECT_TRUE(Becomes("a", {{kIngress, "10M"}, {kEgress, "5M"}}));
}

TEST_F(BandwidthControllerTest, SaysWhatIsWrongInTheConfigMapAndGoesOnWhenItIsRight) {
  Classify({{"gold.ingress", "fast"}});
  Create(PodOf("a", "gold"));
  BeginController();
  EXPECT_TRUE(said.WaitFor("default/a: gold.ingress: \"fast\" is no bandwidth"));
  Classify(kGold);
  EXPECT_TRUE(Becomes("a", {{kIngress, "10M"}, {kEgress, "5M"}}));
}

TEST_F(BandwidthControllerTest, TakesUpAfterARestartWhatChangedMeanwhileAndWritesNothingElse) {
  Classify(kGold);
  Create(PodOf("a", "gold"));
  Create(PodOf("b", "silver"));
  BeginController();
  ASSERT_TRUE(Becomes("a", {{kIngress, "10M"}, {kEgress, "5M"}}));
  EndController();
  Classify({{"gold.ingress", "10M"}, {"gold.egress", "5M"}, {"silver.ingress", "1M"}});
  const std::string before = Pods().Get("a")->metadata.resourceVersion;
  BeginController();
  EXPECT_TRUE(Becomes("b", {{kIngress, "1M"}}));
  EndController();
  EXPECT_EQ(Pods().Get("a")->metadata.resourceVersion, before);
}

TEST_F(BandwidthControllerTest, DecidesAnewAfterAConflict) {
  Classify(kGold);
  Create(PodOf("a", "gold"));
  std::atomic<bool> met = false;
  flaky->Set([&](const k8s::Request& request) -> k8s::fakes::FlakyTransport::Fate {
    if (request.method == "PATCH" && !met.exchange(true)) Annotate("a", "other", "faster");
    return {};
  });
  BeginController();
  EXPECT_TRUE(Becomes("a", {{kIngress, "10M"}, {kEgress, "5M"}, {"other", "faster"}}));
  EndController();
  ASSERT_TRUE(met);
  EXPECT_THAT(said.Lines(), testing::Contains(testing::AllOf(HasSubstr("default/a"), HasSubstr("trying again"))));
}

TEST_F(BandwidthControllerTest, GoesOnWithAnApiServerThatIsRestarted) {
  Classify(kGold);
  for (int i = 0; i < 5; ++i) Create(PodOf("early" + std::to_string(i), "gold"));
  BeginController();
  ASSERT_TRUE(Becomes("early4", {{kIngress, "10M"}, {kEgress, "5M"}}));
  road->Shut();
  Classify({{"gold.ingress", "20M"}});
  Create(PodOf("late", "gold"));
  server.Compact();  // the new process does not remember what was watched
  road->Clear();
  EXPECT_TRUE(Becomes("late", {{kIngress, "20M"}}));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Becomes("early" + std::to_string(i), {{kIngress, "20M"}}));
}

}  // namespace
}  // namespace bandwidth
