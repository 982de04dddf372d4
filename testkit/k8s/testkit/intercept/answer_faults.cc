#include <array>
#include <ctime>
#include <functional>
#include <string_view>
#include <utility>

#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/intercept/effect.h>

namespace k8s::testkit {
namespace {

using Respond = core::Handler::Respond;

/// Answers in the server's place.
class Instead final : public Fault::Effect {
 public:
  explicit Instead(Response response) : response_(std::move(response)) {}

  void Happen(const Surroundings&, const Request&, Respond respond) const override {
    respond({.head = response_, .stream = nullptr});
  }

 private:
  const Response response_;
};

/// Nothing of an answer arrives, and the server does not hear of the request.
class Unheard final : public Fault::Effect {
 public:
  explicit Unheard(core::Fate fate) : fate_(fate) {}

  void Happen(const Surroundings&, const Request&, Respond respond) const override {
    respond({.head = {}, .stream = nullptr, .fate = fate_});
  }

 private:
  const core::Fate fate_;
};

class Lost final : public Fault::Effect {
 public:
  void Happen(const Surroundings& around, const Request& request, Respond respond) const override {
    around.server->Handle(request, [respond = std::move(respond)](const core::Answer&) mutable {
      respond({.head = {}, .stream = nullptr, .fate = core::Fate::kReset});
    });
  }
};

class Late final : public Fault::Effect {
 public:
  explicit Late(std::chrono::nanoseconds by) : by_(std::chrono::ceil<Clock::TimePoint::duration>(by)) {}

  void Happen(const Surroundings& around, const Request& request, Respond respond) const override {
    const CallContext context{.stop = around.end};
    static_cast<void>(around.clock->WaitUntilAsync(around.clock->Now() + by_, context)
                          .Then([server = around.server, request, respond = std::move(respond)](Result<void> waited) mutable {
                            if (waited) server->Handle(request, std::move(respond));
                          }));
  }

 private:
  const Clock::TimePoint::duration by_;
};

std::string_view ReasonOf(int code) {
  constexpr auto kReasons = std::to_array<std::pair<int, std::string_view>>({{400, "BadRequest"},
                                                                             {401, "Unauthorized"},
                                                                             {403, "Forbidden"},
                                                                             {404, "NotFound"},
                                                                             {405, "MethodNotAllowed"},
                                                                             {406, "NotAcceptable"},
                                                                             {409, "Conflict"},
                                                                             {410, "Expired"},
                                                                             {413, "RequestEntityTooLarge"},
                                                                             {415, "UnsupportedMediaType"},
                                                                             {422, "Invalid"},
                                                                             {429, "TooManyRequests"},
                                                                             {500, "InternalError"},
                                                                             {503, "ServiceUnavailable"},
                                                                             {504, "Timeout"}});
  for (const auto& [status, reason] : kReasons) {
    if (status == code) return reason;
  }
  return "";
}

Response StatusOf(int code, std::string message, std::string reason) {
  if (reason.empty()) reason = ReasonOf(code);
  return core::ToResponse({code, std::move(reason), std::move(message)});
}

/// As in RFC 9110: "Sun, 06 Nov 1994 08:49:37 GMT", in the C locale's words.
std::string HttpDate(std::chrono::system_clock::time_point time) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts = {};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> numbers = {};
  const std::size_t length = std::strftime(numbers.data(), numbers.size(), "%Y %H:%M:%S GMT", &parts);
  const std::string day = (parts.tm_mday < 10 ? "0" : "") + std::to_string(parts.tm_mday);
  return std::string(kDays[static_cast<std::size_t>(parts.tm_wday)]) + ", " + day + " " +
         kMonths[static_cast<std::size_t>(parts.tm_mon)] + " " + std::string(numbers.data(), length);
}

Fault Refused(int code, std::string message, std::string retryAfter) {
  Response response = StatusOf(code, std::move(message), {});
  if (!retryAfter.empty()) response.headers.Set("Retry-After", std::move(retryAfter));
  return AnswerWith(std::move(response));
}

Fault Throttled(std::string retryAfter) {
  return Refused(429, "the server has received too many requests and has asked us to try again later", std::move(retryAfter));
}

Fault Overloaded(std::string retryAfter) {
  return Refused(503, "the server is currently unable to handle the request", std::move(retryAfter));
}

}  // namespace

Fault AnswerWith(Response response) { return Fault(std::make_shared<Instead>(std::move(response))); }

Fault AnswerStatus(int code, std::string message, std::string reason) {
  return AnswerWith(StatusOf(code, std::move(message), std::move(reason)));
}

Fault TooManyRequests() { return Throttled({}); }
Fault TooManyRequests(std::chrono::seconds retryAfter) { return Throttled(std::to_string(retryAfter.count())); }
Fault TooManyRequests(std::chrono::system_clock::time_point retryAt) { return Throttled(HttpDate(retryAt)); }
Fault ServiceUnavailable() { return Overloaded({}); }
Fault ServiceUnavailable(std::chrono::seconds retryAfter) { return Overloaded(std::to_string(retryAfter.count())); }
Fault ServiceUnavailable(std::chrono::system_clock::time_point retryAt) { return Overloaded(HttpDate(retryAt)); }

Fault ResetConnection() { return Fault(std::make_shared<Unheard>(core::Fate::kReset)); }
Fault NeverAnswer() { return Fault(std::make_shared<Unheard>(core::Fate::kNeverComes)); }
Fault LoseAnswer() { return Fault(std::make_shared<Lost>()); }
Fault AnswerLate(std::chrono::nanoseconds by) { return Fault(std::make_shared<Late>(by)); }

}  // namespace k8s::testkit
