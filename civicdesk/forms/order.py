"""Strongly connected components in order: what comes first stands first."""

from collections.abc import Iterator


def components(count: int, before: list[list[int]]) -> list[list[int]]:
    """Return groups of vertices that need each other, each group after all that its members need.

    Args:
        count: number of vertices, named from 0.
        before: for each vertex the ones that must come before it.

    Source: R. Tarjan, Depth-first search and linear graph algorithms (1972), written without recursion.
    """
    search = _Search(count, before)
    for vertex in range(count):
        if search.number[vertex] < 0:
            search.visit(vertex)
    return search.groups


class _Search:
    def __init__(self, count: int, before: list[list[int]]) -> None:
        self._before = before
        self.number = [-1] * count
        self._low = [0] * count
        self._waiting: list[int] = []
        self._is_waiting = [False] * count
        self._next = 0
        self.groups: list[list[int]] = []

    def _enter(self, vertex: int) -> Iterator[int]:
        self.number[vertex] = self._low[vertex] = self._next
        self._next += 1
        self._waiting.append(vertex)
        self._is_waiting[vertex] = True
        return iter(self._before[vertex])

    def visit(self, start: int) -> None:
        path = [(start, self._enter(start))]
        while path:
            vertex, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                self._leave(vertex)
                if path:
                    above = path[-1][0]
                    self._low[above] = min(self._low[above], self._low[vertex])
            elif self.number[following] < 0:
                path.append((following, self._enter(following)))
            elif self._is_waiting[following]:
                self._low[vertex] = min(self._low[vertex], self.number[following])

    def _leave(self, vertex: int) -> None:
        if self._low[vertex] != self.number[vertex]:
            return
        group: list[int] = []
        while not group or group[-1] != vertex:
            group.append(self._waiting.pop())
            self._is_waiting[group[-1]] = False
        self.groups.append(group)
