"""The one place that turns names of the API into names of C++."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable

from k8sgen.errors import NamingError

_KEYWORDS = frozenset(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl concept
    const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do double
    dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept
    not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires return short signed sizeof
    static static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union
    unsigned using virtual void volatile wchar_t while xor xor_eq
    """.split()
)

# Object-like macros of system headers, or of compilers unless they are told to be strict. There are a thousand of capitals, and
# more in headers of others, so a word without a small letter is taken for one; and some others.
_MACROS = re.compile(
    r"[A-Z][A-Z0-9_]+|(SYS|L|P)_\w+|errno|h_addr|h_errno|i386|linux|math_errhandling|s6_addr|sa_handler|sa_sigaction"
    r"|sched_priority|st_[acm]time|stderr|stdin|stdout|unix"
)

# Names that a struct of ours has already, or a parameter in one.
_MEMBERS = frozenset({"ListType", "kNamespaced", "kResource", "kType", "kVerbs", "that"})
# Names beside the structs: of functions. No struct may be called as its own members either.
_FUNCTIONS = frozenset({"Validate"})
_NAMESPACES = frozenset({"codec", "internal", "k8s", "std", "testkit"})

# Names that begin like this are for compilers and their libraries.
_RESERVED = re.compile(r"^(__+(?=[a-z])|_+(?=[A-Z])|_+(?=_[^A-Za-z]))")

_BEFORE_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Where capitals end and a capitalized word begins. A plural s is no such word: CIDRs is one.
_BEFORE_WORD = re.compile(r"(?<=[A-Z])(?=[A-Z](?!s(?![a-z]))[a-z])")


def identifier(name: str, taken: Container[str] = ()) -> str:
    """The name as it stands, if C++ permits it.

    A character that no identifier can have becomes `_`, except that `$` is dropped; a name that had to be changed at its
    beginning, is a keyword, a macro, or taken, gets a `_` behind: `$ref` is `ref_`, `template` is
    `template_`, `x-kubernetes-list-type` is `x_kubernetes_list_type`. One that begins with a digit gets a `_` in front. What
    is reserved for compilers is not kept: `__file__` is `file___`, `_Bool` is `Bool_`.
    """
    bare = name.removeprefix("$")
    result = re.sub(r"[^A-Za-z0-9_]", "_", bare)
    if result[:1].isdigit():
        result = "_" + result
    plain = _RESERVED.sub("", result)
    if bare != name or plain != result or not plain or plain in _KEYWORDS or _MACROS.fullmatch(plain) or plain in taken:
        plain += "_"
    return plain


def members(owner: str, properties: Iterable[str], types: Container[str], *, renames: bool = False) -> dict[str, str]:
    """The members of a struct by property. `types` are the names of types that it mentions, which members must not hide."""
    chosen: dict[str, str] = {}
    by_member: dict[str, str] = {}
    numbers = Numbers()
    for name in properties:
        member = identifier(name)
        if member in _MEMBERS or member in types:
            member += "_"
        if renames:
            member = numbers.free(member, by_member)
        other = by_member.setdefault(member, name)
        if other != name:
            raise NamingError(f"{owner}: the properties {other!r} and {name!r} would both be {member}; rename one of them")
        chosen[name] = member
    return chosen


class Numbers:
    """Numbers behind names that others have. What is taken stays taken, so that each is looked for behind the last."""

    def __init__(self, key: Callable[[str], str] = str) -> None:
        """Names with the same key are as good as one."""
        self._key = key
        self._last: dict[str, int] = {}

    def free(self, name: str, taken: Container[str]) -> str:
        """`taken` are keys."""
        key = self._key(name)
        if key not in taken:
            return name
        number = self._last.get(key, 1) + 1
        while self._key(f"{name}{number}") in taken:
            number += 1
        self._last[key] = number
        return f"{name}{number}"


def type_name(name: str, namespaces: frozenset[str]) -> str:
    """A type never has the name of a namespace, which it would hide, nor one that is used beside or within every type."""
    return identifier(name, _NAMESPACES | namespaces | _MEMBERS | _FUNCTIONS)


def namespace(package: str, version: str) -> str:
    return identifier(package.replace("-", "_") + version, _NAMESPACES)


def snake(name: str) -> str:
    """`PodDNSConfig` is `pod_dns_config`, `podCIDRs` is `pod_cidrs`."""
    return _BEFORE_WORD.sub("_", _BEFORE_CAPITAL.sub("_", name)).lower()


def pascal(name: str) -> str:
    """`stopSignal`, `server-auth` and `server auth` are `StopSignal` and `ServerAuth`; other capitals stay."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


_SYMBOLS = {"*": "All", "+": "Plus", "-": "Minus"}


def enumerator(value: str) -> str:
    """The constant for a value: kRunning. `kEmpty` is "", `kAll` is "*"; `+` and `-` count before digits: kSIGRTMINPlus1."""
    if not value:
        return "kEmpty"
    spelled = re.sub(r"[+-](?=[0-9])|\*", lambda symbol: f" {_SYMBOLS[symbol[0]]} ", value)
    return "k" + (pascal(spelled) or "Other")


def enumerators(owner: str, values: Iterable[str], *, renames: bool = False) -> dict[str, str]:
    """The constants by value."""
    chosen: dict[str, str] = {}
    by_name: dict[str, str] = {}
    numbers = Numbers()
    for value in values:
        name = enumerator(value)
        if renames:
            name = numbers.free(name, by_name)
        other = by_name.setdefault(name, value)
        if other != value:
            raise NamingError(f"{owner}: the values {other!r} and {value!r} would both be {name}; rename one of them")
        chosen[value] = name
    return chosen


def plural_of(kind: str, resource: str) -> str:
    """The resource with the capitals of its kind: NetworkPolicies, for NetworkPolicy and `networkpolicies`."""
    stem = shared_stem(kind, resource)
    return pascal(kind[:stem] + resource[stem:])


def plural_file(kind: str, resource: str) -> str:
    stem = shared_stem(kind, resource)
    rest = re.sub(r"[^a-z0-9]", "_", resource[stem:].lower())
    return snake(kind[:stem]) + rest


def shared_stem(kind: str, resource: str) -> int:
    """How many characters of a kind its resource begins with."""
    length = 0
    for ours, theirs in zip(kind.lower(), resource.lower(), strict=False):
        if ours != theirs:
            break
        length += 1
    return length
