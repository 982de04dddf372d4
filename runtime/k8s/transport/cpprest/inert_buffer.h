#pragma once

#include <cstddef>
#include <cstdint>

#include <k8s/transport/cpprest/sdk.h>

namespace k8s::cpprest {

/// A stream buffer of cpprestsdk that can do nothing, as a base for those that do one thing: cpprestsdk demands two dozen
/// operations of a buffer and calls three.
class InertBuffer : public concurrency::streams::details::streambuf_state_manager<std::uint8_t> {
 protected:
  using Base = concurrency::streams::details::streambuf_state_manager<std::uint8_t>;
  using Base::Base;

  static pplx::task<int_type> NoCharacter() { return pplx::task_from_result<int_type>(traits::eof()); }

  bool can_seek() const override { return false; }
  bool has_size() const override { return false; }
  std::size_t buffer_size(std::ios_base::openmode) const override { return 0; }
  void set_buffer_size(std::size_t, std::ios_base::openmode) override {}
  std::size_t in_avail() const override { return 0; }
  pos_type getpos(std::ios_base::openmode) const override { return static_cast<pos_type>(traits::eof()); }
  pos_type seekpos(pos_type, std::ios_base::openmode) override { return static_cast<pos_type>(traits::eof()); }
  pos_type seekoff(off_type, std::ios_base::seekdir, std::ios_base::openmode) override {
    return static_cast<pos_type>(traits::eof());
  }
  bool acquire(std::uint8_t*&, std::size_t&) override { return false; }
  void release(std::uint8_t*, std::size_t) override {}

  pplx::task<int_type> _putc(std::uint8_t) override { return NoCharacter(); }
  pplx::task<std::size_t> _putn(const std::uint8_t*, std::size_t) override { return pplx::task_from_result<std::size_t>(0); }
  pplx::task<int_type> _bumpc() override { return NoCharacter(); }
  int_type _sbumpc() override { return traits::eof(); }
  pplx::task<int_type> _getc() override { return NoCharacter(); }
  int_type _sgetc() override { return traits::eof(); }
  pplx::task<int_type> _nextc() override { return NoCharacter(); }
  pplx::task<int_type> _ungetc() override { return NoCharacter(); }
  pplx::task<std::size_t> _getn(std::uint8_t*, std::size_t) override { return pplx::task_from_result<std::size_t>(0); }
  std::size_t _scopy(std::uint8_t*, std::size_t) override { return 0; }
  pplx::task<bool> _sync() override { return pplx::task_from_result(true); }
  std::uint8_t* _alloc(std::size_t) override { return nullptr; }
  void _commit(std::size_t) override {}
};

}  // namespace k8s::cpprest
