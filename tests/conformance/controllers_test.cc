#include "conformance/api_server.h"

namespace k8s::test {
namespace {

class ApiServerWithControllersTest : public ApiServerTest {};

TEST_P(ApiServerWithControllersTest, AnswersAsTheTableSays) { ExpectThatTheTableIsTrue(); }

INSTANTIATE_TEST_SUITE_P(Conformance, ApiServerWithControllersTest, testing::ValuesIn(LoadScenariosFor(true)),
                         [](const auto& scenario) { return TestNameOf(*scenario.param); });

}  // namespace
}  // namespace k8s::test
