#include "conformance/api_server.h"

namespace k8s::test {
namespace {

class ApiServerAloneTest : public ApiServerTest {};

TEST_P(ApiServerAloneTest, AnswersAsTheTableSays) { ExpectThatTheTableIsTrue(); }

INSTANTIATE_TEST_SUITE_P(Conformance, ApiServerAloneTest, testing::ValuesIn(LoadScenariosFor(false)),
                         [](const auto& scenario) { return TestNameOf(*scenario.param); });

}  // namespace
}  // namespace k8s::test
