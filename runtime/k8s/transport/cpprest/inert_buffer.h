#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>

#include <k8s/transport/cpprest/sdk.h>

namespace k8s::cpprest {

/// A stream buffer of cpprestsdk that can do nothing, as a base for those that do one thing: cpprestsdk demands thirty
/// operations of a buffer and calls three.
///
/// Not made from the base class that cpprestsdk offers for the purpose: when an operation fails, that one waits, on the pool's
/// thread, for a task that only the pool's thread can run.
class InertBuffer : public concurrency::streams::details::basic_streambuf<std::uint8_t> {
 public:
  bool can_read() const override { return false; }
  bool can_write() const override { return false; }
  bool can_seek() const override { return false; }
  bool has_size() const override { return false; }
  bool is_eof() const override { return false; }
  bool is_open() const override { return true; }
  std::size_t buffer_size(std::ios_base::openmode) const override { return 0; }
  void set_buffer_size(std::size_t, std::ios_base::openmode) override {}
  std::size_t in_avail() const override { return 0; }
  utility::size64_t size() const override { return 0; }
  pplx::task<void> close(std::ios_base::openmode) override { return pplx::task_from_result(); }
  pplx::task<void> close(std::ios_base::openmode, std::exception_ptr) override { return pplx::task_from_result(); }
  std::exception_ptr exception() const override { return nullptr; }

  pos_type getpos(std::ios_base::openmode) const override { return Nowhere(); }
  pos_type seekpos(pos_type, std::ios_base::openmode) override { return Nowhere(); }
  pos_type seekoff(off_type, std::ios_base::seekdir, std::ios_base::openmode) override { return Nowhere(); }

  pplx::task<int_type> putc(char_type) override { return NoCharacter(); }
  pplx::task<std::size_t> putn(const char_type*, std::size_t) override { return Nothing(); }
  pplx::task<std::size_t> putn_nocopy(const char_type*, std::size_t) override { return Nothing(); }
  pplx::task<void> sync() override { return pplx::task_from_result(); }
  char_type* alloc(std::size_t) override { return nullptr; }
  void commit(std::size_t) override {}

  pplx::task<int_type> bumpc() override { return NoCharacter(); }
  int_type sbumpc() override { return traits::eof(); }
  pplx::task<int_type> getc() override { return NoCharacter(); }
  int_type sgetc() override { return traits::eof(); }
  pplx::task<int_type> nextc() override { return NoCharacter(); }
  pplx::task<int_type> ungetc() override { return NoCharacter(); }
  pplx::task<std::size_t> getn(char_type*, std::size_t) override { return Nothing(); }
  std::size_t scopy(char_type*, std::size_t) override { return 0; }
  bool acquire(char_type*&, std::size_t&) override { return false; }
  void release(char_type*, std::size_t) override {}

 private:
  static pos_type Nowhere() { return static_cast<pos_type>(traits::eof()); }
  static pplx::task<int_type> NoCharacter() { return pplx::task_from_result<int_type>(traits::eof()); }
  static pplx::task<std::size_t> Nothing() { return pplx::task_from_result<std::size_t>(0); }
};

}  // namespace k8s::cpprest
