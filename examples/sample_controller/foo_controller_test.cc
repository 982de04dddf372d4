// The controller on an API server within the process: no cluster, no socket.
#include "foo_controller.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "deployment.h"
#include <gtest/gtest.h>
#include <sample/api/registry.h>
#include <sample/client/samplecontroller/v1alpha1/foos.h>
#include <sample/validation/samplecontroller/v1alpha1/foo.h>

#include <k8s/api/registry.h>
#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/events.h>
#include <k8s/objects/owner_references.h>
#include <k8s/rest/wait.h>
#include <k8s/testkit/api_server.h>

namespace {

using k8s::appsv1::Deployment;
using sample::samplecontrollerv1alpha1::Foo;

Foo FooOf(const std::string& name, int replicas) {
  Foo foo;
  foo.metadata.name = name;
  foo.spec.deploymentName = name + "-deployment";
  foo.spec.replicas = replicas;
  return foo;
}

std::vector<const k8s::codec::ApiResource*> AllResources() {
  std::vector<const k8s::codec::ApiResource*> all(k8s::Resources().begin(), k8s::Resources().end());
  all.insert(all.end(), sample::Resources().begin(), sample::Resources().end());
  return all;
}

// A controller on a thread of its own, from here to its end.
class Running {
 public:
  explicit Running(const k8s::Clientset& clients) : controller_(clients, [](const std::string&) {}) {
    thread_ = std::jthread([this](std::stop_token stop) { EXPECT_TRUE(controller_.Run({.stop = std::move(stop)})); });
  }

 private:
  FooController controller_;
  std::jthread thread_;  // ends first
};

class FooControllerTest : public testing::Test {
 protected:
  static k8s::CallContext Soon() { return k8s::CallContext::Within(std::chrono::seconds(60)); }

  auto Foos() const { return custom_.SamplecontrollerV1alpha1().Foos("default"); }
  auto Deployments() const { return clients_.AppsV1().Deployments("default"); }

  // The Deployment, when it has that many replicas.
  k8s::Result<Deployment> AwaitSize(const std::string& name, int replicas) const {
    return k8s::WaitFor(
        Deployments(), name, [&](const Deployment& deployment) { return deployment.spec.replicas == replicas; }, {}, Soon());
  }
  void AwaitEvent(const std::string& reason) const {
    const auto events = clients_.CoreV1().Events("default");
    auto watch = events.Watch({.resourceVersion = "0"}, Soon()).value();
    for (;;) {
      const auto event = watch.Next().value();
      ASSERT_TRUE(event.has_value());
      if (event->object.reason == reason) return;
    }
  }

  const std::vector<const k8s::codec::ApiResource*> resources_ = AllResources();
  k8s::testkit::ApiServer server_{{.resources = resources_}};
  k8s::Clientset clients_ = k8s::Clientset::Create(server_.InMemoryTransport()).value();
  sample::Clientset custom_{clients_.Rest()};
};

TEST(DeploymentTest, IsOfTheFooAndOfItsSize) {
  Foo foo = FooOf("a", 3);
  foo.metadata.uid = "1-2-3";
  const Deployment deployment = DeploymentFor(foo).value();
  EXPECT_TRUE(k8s::IsControlledBy(deployment, foo));
  EXPECT_TRUE(HasRightSize(foo, deployment));
  foo.spec.replicas = 4;
  EXPECT_FALSE(HasRightSize(foo, deployment));
}

TEST(FooTest, IsCheckedBeforeItIsSent) {
  EXPECT_TRUE(Validate(FooOf("a", 10)).ok());
  EXPECT_EQ(Validate(FooOf("a", 11)).violations.at(0).ToString(), "spec.replicas is above 10");
}

TEST_F(FooControllerTest, MakesTheDeploymentAndTellsOfIt) {
  const Running controller(clients_);
  const Foo foo = Foos().Create(FooOf("a", 2)).value();
  const auto deployment = AwaitSize("a-deployment", 2);
  ASSERT_TRUE(deployment);
  EXPECT_TRUE(k8s::IsControlledBy(*deployment, foo));
  AwaitEvent("Synced");
}

TEST_F(FooControllerTest, FollowsTheSizeAndUndoesWhatOthersChange) {
  const Running controller(clients_);
  Foos().Create(FooOf("a", 2)).value();
  ASSERT_TRUE(AwaitSize("a-deployment", 2));
  Foos().Patch("a", k8s::MergePatch(R"({"spec":{"replicas":5}})")).value();
  ASSERT_TRUE(AwaitSize("a-deployment", 5));
  Deployments().Patch("a-deployment", k8s::MergePatch(R"({"spec":{"replicas":1}})")).value();
  EXPECT_TRUE(AwaitSize("a-deployment", 5));
}

TEST_F(FooControllerTest, SaysInTheStatusWhatIsAvailable) {
  const Running controller(clients_);
  Foos().Create(FooOf("a", 2)).value();
  ASSERT_TRUE(AwaitSize("a-deployment", 2));
  Deployments().PatchStatus("a-deployment", k8s::MergePatch(R"({"status":{"availableReplicas":2}})")).value();
  EXPECT_TRUE(k8s::WaitFor(
      Foos(), "a", [](const Foo& foo) { return foo.status.availableReplicas == 2; }, {}, Soon()));
}

TEST_F(FooControllerTest, LeavesTheDeploymentOfAnotherAlone) {
  Deployment other = DeploymentFor(FooOf("a", 7)).value();
  other.metadata.ownerReferences.clear();
  Deployments().Create(other).value();
  const Running controller(clients_);
  Foos().Create(FooOf("a", 2)).value();
  AwaitEvent("ErrResourceExists");
  EXPECT_EQ(Deployments().Get("a-deployment").value().spec.replicas, 7);
}

TEST_F(FooControllerTest, TheDeploymentGoesWithTheFoo) {
  const Running controller(clients_);
  Foos().Create(FooOf("a", 2)).value();
  ASSERT_TRUE(AwaitSize("a-deployment", 2));
  ASSERT_TRUE(Foos().Delete("a"));
  EXPECT_TRUE(k8s::WaitForDeletion(Deployments(), "a-deployment", {}, Soon()));
}

TEST_F(FooControllerTest, TakesUpAfterARestartWhatChangedMeanwhile) {
  {
    const Running controller(clients_);
    Foos().Create(FooOf("a", 2)).value();
    ASSERT_TRUE(AwaitSize("a-deployment", 2));
  }
  Foos().Patch("a", k8s::MergePatch(R"({"spec":{"replicas":5}})")).value();
  Foos().Create(FooOf("b", 1)).value();
  const Running controller(clients_);
  EXPECT_TRUE(AwaitSize("a-deployment", 5));
  EXPECT_TRUE(AwaitSize("b-deployment", 1));
}

}  // namespace
