#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cache/hand_server.h"
#include "cache/manual_executor.h"
#include "cache/recorder.h"
#include "fakes/manual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/cache/informer_factory_base.h>
#include <k8s/cache/object_decoder.h>
#include <k8s/cache/shared_informer.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using corev1::ConfigMap;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// As JSON: the data may be whatever the test wants.
std::string Map(const std::string& name, const std::string& version, const std::string& value = R"("1")") {
  return R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":")" + name +
         R"(","namespace":"default","resourceVersion":")" + version + R"("},"data":{"v":)" + value + "}}";
}
std::string Unreadable(const std::string& name, const std::string& version) { return Map(name, version, "7"); }
std::string Nameless(const std::string& version) {
  return R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"default","resourceVersion":")" + version + "\"}}";
}
std::string ListOf(const std::string& version, std::initializer_list<std::string> items) {
  std::string joined;
  for (const std::string& item : items) joined += (joined.empty() ? "" : ",") + item;
  return R"({"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":")" + version + R"("},"items":[)" + joined +
         "]}";
}
std::string EventOf(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}
std::string Bookmark(const std::string& version, bool endsInitialEvents = false) {
  const char* annotations = endsInitialEvents ? R"(,"annotations":{"k8s.io/initial-events-end":"true"})" : "";
  return EventOf("BOOKMARK", R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":")" + version + "\"" +
                                 annotations + "}}");
}

// An informer, a server that the test plays, and a clock that it turns: all on its thread.
class ReflectorTest : public testing::Test {
 protected:
  ~ReflectorTest() override {
    if (maps) client->RunWhile([this] { maps->Stop(); });
    handlers->RunAll();
  }

  static InformerOptions Lists() {
    InformerOptions options;
    options.watchList = false;
    return options;
  }

  void Begin(InformerOptions options = Lists(), std::function<Result<void>(ConfigMap&)> transform = {}) {
    options.backoff.jitter = 0.0;
    options.clock = clock;
    options.handlerExecutor = handlers;
    options.onError = [this](const Error& error) { errors.push_back(error.ToString()); };
    ClientOptions clientOptions;
    clientOptions.executor = client;
    clientOptions.clock = clock;
    clientOptions.contentType = ContentType::kJson;
    clientOptions.retry.maxRetries = 0;
    factory.emplace(*RestClient::Create(server, clientOptions), options);
    maps.emplace(factory->For<ConfigMap>());
    if (transform) {
      ASSERT_TRUE(maps->SetTransform(std::move(transform)));
    }
    registration = maps->AddEventHandler(heard.Handler());
    maps->Start();
    Run();
  }
  // Through a list to a watch that is open.
  void BeginWith(const std::string& list) {
    Begin();
    Answer(list);
    End();
    Answer();
  }

  void Run() {
    client->RunAll();
    handlers->RunAll();
  }
  void Pass(std::chrono::milliseconds time) {
    clock->Advance(time);
    Run();
  }
  void Answer(const std::string& body = {}) {
    ASSERT_NE(server->Asked(), "");
    server->Answer(body);
    Run();
  }
  void Write(const std::string& bytes) {
    server->Write(bytes);
    Run();
  }
  void End() {
    server->End();
    Run();
  }

  std::shared_ptr<fakes::ManualClock> clock = std::make_shared<fakes::ManualClock>();
  std::shared_ptr<fakes::ManualExecutor> client = std::make_shared<fakes::ManualExecutor>();
  std::shared_ptr<fakes::ManualExecutor> handlers = std::make_shared<fakes::ManualExecutor>();
  std::shared_ptr<fakes::HandServer> server = std::make_shared<fakes::HandServer>(clock);
  fakes::Recorder heard;
  std::vector<std::string> errors;
  std::optional<InformerFactoryBase> factory;
  std::optional<SharedInformer<ConfigMap>> maps;
  HandlerRegistration registration;
};

TEST_F(ReflectorTest, TakesAnObjectAwayThatWasDeletedInAStateItCannotRead) {
  BeginWith(ListOf("5", {Map("a", "4")}));
  Write(EventOf("DELETED", Unreadable("a", "6")));
  EXPECT_EQ(maps->Size(), 0U);
  EXPECT_EQ(maps->ResourceVersion(), "6");
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1", "delete? a=1"));
  EXPECT_THAT(errors, ElementsAre(HasSubstr("leaving configmaps \"default/a\" out of the cache: data.v: not a string")));
  End();
  EXPECT_EQ(server->Asked(), "") << "it ended at once";
  Pass(1s);
  EXPECT_THAT(server->Asked(), HasSubstr("resourceVersion=6"));
}

TEST_F(ReflectorTest, TakesAnObjectAwayThatWasDeletedInAStateThatItsTransformRefuses) {
  Begin(Lists(), [](ConfigMap& map) -> Result<void> {
    if (map.metadata.resourceVersion == "6") return Error(ErrorCode::kInvalidArgument, "not wanted");
    return {};
  });
  Answer(ListOf("5", {Map("a", "4")}));
  End();
  Answer(EventOf("DELETED", Map("a", "6")));
  EXPECT_EQ(maps->Size(), 0U);
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1", "delete? a=1"));
}

TEST_F(ReflectorTest, ReadsAllAnewWhenNobodyCanTellWhatWasDeleted) {
  BeginWith(ListOf("5", {Map("a", "4"), Map("b", "3")}));
  Write(EventOf("DELETED", Nameless("6")));
  EXPECT_EQ(maps->Size(), 2U);
  EXPECT_THAT(errors, ElementsAre(HasSubstr("an object without a name")));
  EXPECT_EQ(server->Asked(), "") << "not without a pause";
  Pass(1s);
  EXPECT_THAT(server->Asked(), Not(HasSubstr("resourceVersion="))) << "a list of before would not do";
  Answer(ListOf("7", {Map("b", "3")}));
  End();
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1", "add! b=1", "delete? a=1"));
}

TEST_F(ReflectorTest, KeepsTheLastStateThatItCouldRead) {
  BeginWith(ListOf("5", {Map("a", "4")}));
  Write(EventOf("MODIFIED", Unreadable("a", "6")));
  EXPECT_EQ(maps->ResourceVersion(), "6");
  EXPECT_EQ(maps->Get({"default", "a"})->metadata.resourceVersion, "4");
  Write(EventOf("ERROR", R"({"kind":"Status","status":"Failure","reason":"Expired","code":410})"));
  Pass(1s);
  Answer(ListOf("9", {Unreadable("a", "6"), Map("b", "8"), Unreadable("c", "7")}));
  End();
  EXPECT_THAT(maps->Keys(), ElementsAre(ObjectKey{"default", "a"}, ObjectKey{"default", "b"}));
  Answer(EventOf("MODIFIED", Map("a", "10", R"("2")")));
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1", "add b=1", "update a=1>2")) << "it was never gone";
}

TEST_F(ReflectorTest, KeepsNoObjectThatIsGoneWhereThePresentStateIsWatched) {
  Begin(InformerOptions());
  Answer(EventOf("ADDED", Map("a", "2")) + EventOf("ADDED", Map("b", "3")) + EventOf("ADDED", Map("c", "4")) +
         Bookmark("5", true));
  EXPECT_EQ(maps->Size(), 3U);
  Write(EventOf("ERROR", R"({"kind":"Status","status":"Failure","reason":"Expired","code":410})"));
  Pass(1s);
  Answer(EventOf("ADDED", Unreadable("a", "6")) + EventOf("ADDED", Map("b", "3")) + EventOf("ADDED", Unreadable("c", "7")) +
         EventOf("DELETED", Unreadable("b", "8")) + EventOf("DELETED", Map("c", "9")) + Bookmark("9", true));
  EXPECT_THAT(maps->Keys(), ElementsAre(ObjectKey{"default", "a"}));
}

TEST_F(ReflectorTest, LeavesAnObjectWithoutANameOut) {
  BeginWith(ListOf("5", {Nameless("3"), Map("a", "4")}));
  Write(EventOf("ADDED", Nameless("6")) + EventOf("ADDED", Map("b", "7")));
  EXPECT_THAT(maps->Keys(), ElementsAre(ObjectKey{"default", "a"}, ObjectKey{"default", "b"}));
  EXPECT_THAT(errors, ElementsAre(HasSubstr("leaving configmaps \"default/\" out of the cache: an object without a name"),
                                  HasSubstr("an object without a name")));
  EXPECT_EQ(maps->Status().restarts, 0U);
}

TEST_F(ReflectorTest, GivesAListUpThatStallsAndAsksAgain) {
  Begin();
  const std::string list = ListOf("5", {Map("a", "4"), Map("b", "3")});
  Answer(list.substr(0, 150));
  Pass(59s);
  Write(list.substr(150, 10));
  Pass(59s);
  EXPECT_THAT(errors, IsEmpty()) << "each read has its own time";
  Pass(1s);
  EXPECT_THAT(errors, ElementsAre(HasSubstr("listing configmaps: nothing more came for 60 s")));
  Pass(1s);
  Answer(list);
  End();
  EXPECT_EQ(maps->Size(), 2U);
  EXPECT_EQ(maps->Status().restarts, 1U);
}

TEST_F(ReflectorTest, WaitsForAListAsLongAsItIsToldTo) {
  InformerOptions options = Lists();
  options.listSilence = 0ms;
  Begin(options);
  Answer(R"({"kind":"ConfigMapList",)");
  Pass(24h);
  EXPECT_THAT(errors, IsEmpty());
  Write(ListOf("5", {Map("a", "4")}).substr(1));
  End();
  EXPECT_EQ(maps->Size(), 1U);
}

TEST_F(ReflectorTest, GoesOnBehindAWatchThatFellSilent) {
  BeginWith(ListOf("5", {Map("a", "4")}));
  Write(EventOf("MODIFIED", Map("a", "6", R"("2")")));
  // At most twice minWatchTimeout, and 30 s.
  for (int seconds = 0; seconds < 631 && server->Asked().empty(); ++seconds) Pass(1s);
  EXPECT_THAT(server->Asked(), HasSubstr("resourceVersion=6"));
  Answer(EventOf("DELETED", Map("a", "7", R"("2")")));
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1", "update a=1>2", "delete a=2"));
  EXPECT_EQ(maps->Status().restarts, 0U);
  EXPECT_THAT(errors, IsEmpty());
}

TEST_F(ReflectorTest, ListsWhereTheEndOfThePresentStateDoesNotCome) {
  Begin(InformerOptions());
  EXPECT_THAT(server->Asked(), HasSubstr("sendInitialEvents=true"));
  Answer(EventOf("ADDED", Map("a", "4")));
  Pass(29s);
  EXPECT_EQ(server->Asked(), "");
  EXPECT_FALSE(maps->HasSynced());
  Pass(1s);
  EXPECT_THAT(server->Asked(), Not(HasSubstr("watch=true")));
  EXPECT_THAT(errors, ElementsAre(HasSubstr("sent nothing for 30 s")));
  Answer(ListOf("5", {Map("a", "4")}));
  End();
  EXPECT_TRUE(maps->HasSynced());
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1")) << "once";
}

TEST_F(ReflectorTest, SaysOnceThatASelectorCannotBeReadAndSendsNothing) {
  InformerOptions options;
  options.labelSelector = "app in (";
  Begin(options);
  for (int i = 0; i < 100; ++i) Pass(60s);
  EXPECT_EQ(server->Requests(), 0U);
  EXPECT_THAT(errors, ElementsAre(HasSubstr("ListOptions::labelSelector")));
  EXPECT_THAT(errors.front(), HasSubstr("at byte")) << "with the place";
  EXPECT_GE(maps->Status().restarts, 10U);
  EXPECT_LE(maps->Status().restarts, 101U) << "with a pause before each";
}

TEST_F(ReflectorTest, GoesOnOnceItIsNoLongerForbidden) {
  Begin();
  server->Refuse(403, "Forbidden");
  Run();
  EXPECT_THAT(errors, ElementsAre(HasSubstr("HTTP 403, Forbidden")));
  EXPECT_FALSE(maps->Status().parked);
  Pass(1s);
  Answer(ListOf("5", {Map("a", "4")}));
  End();
  EXPECT_TRUE(maps->HasSynced());
}

TEST_F(ReflectorTest, IsParkedWhileThereIsNoSuchResource) {
  Begin();
  for (int i = 0; i < 3; ++i) {
    server->Refuse(404, "NotFound");
    Run();
    EXPECT_TRUE(maps->Status().parked);
    Pass(60s);
  }
  EXPECT_THAT(errors, ElementsAre(HasSubstr("HTTP 404, NotFound"))) << "said once";
  Answer(ListOf("5", {}));
  End();
  EXPECT_FALSE(maps->Status().parked);
  EXPECT_TRUE(maps->HasSynced());
}

// A field of bytes, short ones.
std::string ProtobufField(int number, const std::string& bytes) {
  return std::string(1, static_cast<char>(number << 3 | 2)) + static_cast<char>(bytes.size()) + bytes;
}

TEST(DecodeObjectTest, TellsWhichObjectItCannotReadOfProtobuf) {
  const std::string metadata = ProtobufField(1, "a") + ProtobufField(3, "default") + ProtobufField(6, "12");
  const std::string wrong = {0x10, 0x07};  // the data as a number
  const std::string text = std::string("k8s\0", 4) + ProtobufField(1, ProtobufField(1, "v1") + ProtobufField(2, "ConfigMap")) +
                           ProtobufField(2, ProtobufField(1, metadata) + wrong);
  const auto kind = internal::ObjectKind::Of(ConfigMap::kResource);
  const internal::DecodedObject object = internal::DecodeObject(text, *kind, {});
  ASSERT_FALSE(object.stored);
  EXPECT_THAT(object.stored.error().Message(), HasSubstr("leaving configmaps \"default/a\" out of the cache"));
  EXPECT_EQ(object.leftOut, (ObjectKey{"default", "a"}));
  EXPECT_EQ(object.resourceVersion, "12");
}

}  // namespace
}  // namespace k8s
