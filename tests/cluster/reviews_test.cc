#include <algorithm>
#include <string>
#include <vector>

#include "cluster/cluster.h"
#include <gtest/gtest.h>

#include <k8s/client/authentication/v1/self_subject_reviews.h>
#include <k8s/client/authentication/v1/token_reviews.h>
#include <k8s/client/authorization/v1/local_subject_access_reviews.h>
#include <k8s/client/authorization/v1/self_subject_access_reviews.h>
#include <k8s/client/authorization/v1/self_subject_rules_reviews.h>
#include <k8s/client/authorization/v1/subject_access_reviews.h>
#include <k8s/client/core/v1/component_statuses.h>

// Kinds that are questions: they are created, and nothing is stored.
namespace k8s::test {
namespace {

class ReviewsTest : public ClusterTest {
 protected:
  static Clientset Nobody() { return Clientset::Create(ConfigOf("nobody")).value(); }
  static CreateOptions Strict() { return {.fieldValidation = StrictIfJson()}; }

  authorizationv1::ResourceAttributes DeletePods() const {
    authorizationv1::ResourceAttributes attributes;
    attributes.namespace_ = Namespace();
    attributes.verb = "delete";
    attributes.resource = "pods";
    return attributes;
  }
};

TEST_F(ReviewsTest, OneCanAskWhoOneIs) {
  const auto review = Nobody().AuthenticationV1().SelfSubjectReviews().Create({}, Strict(), Soon()).value();
  EXPECT_EQ(review.status.userInfo.username, "nobody");
}

TEST_F(ReviewsTest, ATokenTellsItsUser) {
  authenticationv1::TokenReview review;
  review.spec.token = ConfigOf("nobody").token;
  const auto reviews = Clients().AuthenticationV1().TokenReviews();
  const auto known = reviews.Create(review, Strict(), Soon()).value();
  EXPECT_TRUE(known.status.authenticated);
  EXPECT_EQ(known.status.user.username, "nobody");
  review.spec.token = "unknown";
  EXPECT_FALSE(reviews.Create(review, Strict(), Soon()).value().status.authenticated);
}

TEST_F(ReviewsTest, OneCanAskWhatOneMay) {
  authorizationv1::SelfSubjectAccessReview review;
  review.spec.resourceAttributes = DeletePods();
  const auto asked = [&](const Clientset& clients) {
    return clients.AuthorizationV1().SelfSubjectAccessReviews().Create(review, Strict(), Soon()).value().status.allowed;
  };
  EXPECT_TRUE(asked(Clients()));
  EXPECT_FALSE(asked(Nobody()));
}

TEST_F(ReviewsTest, OneCanAskWhatOthersMay) {
  authorizationv1::SubjectAccessReview review;
  review.spec.user = "jane";
  review.spec.groups = {"system:masters"};
  review.spec.resourceAttributes = DeletePods();
  const auto reviews = Clients().AuthorizationV1().SubjectAccessReviews();
  EXPECT_TRUE(reviews.Create(review, Strict(), Soon()).value().status.allowed);
  review.spec.groups.clear();
  EXPECT_FALSE(reviews.Create(review, Strict(), Soon()).value().status.allowed);
}

TEST_F(ReviewsTest, OneCanAskWhatOthersMayInANamespace) {
  authorizationv1::LocalSubjectAccessReview review;
  review.metadata.namespace_ = Namespace();
  review.spec.user = "jane";
  review.spec.resourceAttributes = DeletePods();
  const auto answer = Clients().AuthorizationV1().LocalSubjectAccessReviews(Namespace()).Create(review, Strict(), Soon());
  EXPECT_FALSE(answer.value().status.allowed);
}

TEST_F(ReviewsTest, OneCanAskForOnesRules) {
  authorizationv1::SelfSubjectRulesReview review;
  review.spec.namespace_ = Namespace();
  const auto answer = Clients().AuthorizationV1().SelfSubjectRulesReviews().Create(review, Strict(), Soon()).value();
  EXPECT_TRUE(std::ranges::any_of(answer.status.resourceRules,
                                  [](const auto& rule) { return rule.verbs == std::vector<std::string>{"*"}; }));
}

TEST_F(ReviewsTest, ComponentsTellHowTheyAre) {
  const auto components = Clients().CoreV1().ComponentStatuses();
  EXPECT_FALSE(components.List({}, Soon()).value().items.empty());
  EXPECT_EQ(components.Get("etcd-0", {}, Soon()).value().conditions.at(0).type, "Healthy");
}

}  // namespace
}  // namespace k8s::test
