#pragma once

#include <exception>

#include <k8s/base/error.h>

namespace k8s::cpprest {

struct Line;

/// Carries an Error of ours through code of cpprestsdk, which knows only exceptions.
class Failure final : public std::exception {
 public:
  explicit Failure(Error error) : error_(std::move(error)) {}
  const Error& GetError() const { return error_; }

 private:
  Error error_;
};

/// Whether an exchange failed before anything of it was sent, over a connection that had died unnoticed.
bool IsStaleConnection(const std::exception_ptr& failure);

/// What an exchange over `line` failed with, in words that help: cpprestsdk has numbers without their meaning. `isWrite`: the
/// outcome is unknown if any of it may have been sent.
Error ToError(const std::exception_ptr& failure, const Line& line, bool isWrite);

}  // namespace k8s::cpprest
