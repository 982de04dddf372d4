#include <atomic>
#include <chrono>
#include <future>
#include <thread>
#include <type_traits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/clientset.h>
#include <k8s/informers/apps/v1/deployments.h>
#include <k8s/informers/core/v1/namespaces.h>
#include <k8s/listers/apps/v1/deployments.h>
#include <k8s/testkit/api_server.h>

// The generated face of informers: what a program finds by group, version and resource.
namespace k8s {
namespace {

using namespace std::chrono_literals;

static_assert(std::is_same_v<decltype(std::declval<appsv1::DeploymentInformer>().Lister()), appsv1::DeploymentLister>);

class InformerFactoryTest : public testing::Test {
 protected:
  void CreateDeployment(const std::string& name) {
    appsv1::Deployment deployment;
    deployment.metadata.name = name;
    deployment.spec.selector.matchLabels = {{"app", name}};
    deployment.spec.template_.metadata.labels = {{"app", name}};
    corev1::Container& container = deployment.spec.template_.spec.containers.emplace_back();
    container.name = "main";
    container.image = "image";
    const auto created = clients.AppsV1().Deployments("default").Create(deployment);
    ASSERT_TRUE(created) << created.error().ToString();
  }

  testkit::ApiServer server;
  Clientset clients = *Clientset::Create(server.InMemoryTransport());
};

TEST_F(InformerFactoryTest, FollowsAResourceThatIsNamedByGroupAndVersion) {
  CreateDeployment("web");
  const InformerFactory informers(clients);
  const auto deployments = informers.AppsV1().Deployments();
  informers.Start();
  ASSERT_TRUE(informers.WaitForCacheSync(CallContext::Within(20s)));
  const appsv1::DeploymentLister lister = deployments.Lister();
  EXPECT_TRUE(lister.Namespaced("default").Get("web"));
  EXPECT_EQ(lister.Namespaced("kube-system").List().size(), 0U);
}

TEST_F(InformerFactoryTest, GivesTheSameInformerByNameAndByType) {
  const InformerFactory informers(clients);
  const auto byName = informers.AppsV1().Deployments();
  const auto byType = informers.For<appsv1::Deployment>();
  ASSERT_TRUE(byName.AddIndex("name", [](const appsv1::Deployment& d) { return std::vector{d.metadata.name}; }));
  EXPECT_THAT(byType.IndexNames(), testing::ElementsAre("name"));
  EXPECT_EQ(informers.Statuses().size(), 1U);
}

TEST_F(InformerFactoryTest, SharesItsInformersWithAFactoryThatIsMadeOfIt) {
  const InformerFactory informers(clients);
  const InformerFactoryBase base = informers;
  const InformerFactory again(base);
  const auto namespaces = again.CoreV1().Namespaces();
  informers.Start();
  ASSERT_TRUE(informers.WaitForCacheSync(CallContext::Within(20s)));
  EXPECT_TRUE(namespaces.Lister().Get("default"));
}

TEST_F(InformerFactoryTest, StopsAllThoughAHandlerOfOneTakesItsTime) {
  CreateDeployment("web");
  const InformerFactory informers(clients);
  const auto deployments = informers.AppsV1().Deployments();
  const auto namespaces = informers.CoreV1().Namespaces();
  std::promise<void> called;
  std::atomic<bool> isOtherStopped = false;
  const auto handler = deployments.AddEventHandler({.onAdd = [&](const Shared<appsv1::Deployment>&, bool) {
    called.set_value();
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < end && !isOtherStopped) {
      isOtherStopped = namespaces.Status().stopped;
      std::this_thread::yield();
    }
  }});
  informers.Start();
  called.get_future().wait();
  informers.Stop();
  EXPECT_TRUE(isOtherStopped);
}

}  // namespace
}  // namespace k8s
