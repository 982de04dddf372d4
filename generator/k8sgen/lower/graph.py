"""Cycles among definitions: which types contain each other, and whether they can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8sgen.errors import SpecError


def components(edges: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """The number of the strongly connected component of each node (Tarjan's algorithm, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    component: dict[str, int] = {}
    stack: list[str] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(sorted(edges[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    work.append((target, iter(sorted(edges[target]))))
                    break
                if target not in component:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    _close(node, stack, component)
    return component


def _close(node: str, stack: list[str], component: dict[str, int]) -> None:
    number = len(component)
    while True:
        member = stack.pop()
        component[member] = number
        if member == node:
            return


def check_finite(held: Mapping[str, Mapping[str, str]], pointers: Mapping[str, str]) -> None:
    """`held`: for each definition the property through which it holds the value of another."""
    component = components(held)
    sizes: dict[int, int] = {}
    for number in component.values():
        sizes[number] = sizes.get(number, 0) + 1
    for name in sorted(held):
        for target in sorted(held[name]):
            if target == name or (component[target] == component[name] and sizes[component[name]] > 1):
                member = held[name][target]
                raise SpecError(
                    pointers[name],
                    f"contains itself: {member!r} is required and holds {target}; a cycle needs an optional member",
                )
