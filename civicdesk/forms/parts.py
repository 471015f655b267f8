"""Groups around questions: which of them a page names, and how much of a line the author gives to a question."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from civicdesk.records.ids import QuestionRef
from civicdesk.records.pages import NodeState, Part, Question

UNITS: Final = 4
"""Into so many parts a line is divided if its group does not say otherwise, as in the grid theme of other form programs."""
MOST: Final = 12
_WIDTH = re.compile(r"w([1-9]\d?)", re.IGNORECASE)
_GROUPS: Final = frozenset({"group", "repeat-instance"})


def above_of(ref: str, root: str) -> list[str]:
    """Return the references of all groups above a node and below the root, the outer first."""
    steps = ref[len(root) :].strip("/").split("/")
    return [f"{root}/{'/'.join(steps[:depth])}" for depth in range(1, len(steps))]


def around(state: Mapping[str, NodeState], page: str) -> tuple[Part, ...]:
    """Return the groups with words that a page stands in, the outer first; the instance of a repeat that it is comes last.

    Args:
        state: the state of every node.
        page: reference of the page; that of a repeat's page ends in `#range`.
    """
    above = above_of(page.partition("#")[0], _root(state))
    own = [page] if page in state and state[page].t == "repeat-instance" else []
    return _parts(state, above + own)


def placed(state: Mapping[str, NodeState], page: str, questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions of a page with the groups inside the page that they stand in, and with their share of a line."""
    root = _root(state)
    named = page in state and state[page].t in {"root", *_GROUPS}
    depth = len(above_of(page, root)) + (page != root) if named else len(above_of(page, root))
    found = []
    for question in questions:
        above = above_of(question.state.ref, root)
        share = _share(question.state, [state[each] for each in above if each in state])
        found.append(replace(question, inside=_parts(state, above[depth:]), share=share))
    return tuple(found)


def _root(state: Mapping[str, NodeState]) -> str:
    return next((node.ref for node in state.values() if node.t == "root"), "")


def _parts(state: Mapping[str, NodeState], above: Iterable[str]) -> tuple[Part, ...]:
    groups = [state[each] for each in above if each in state and state[each].t in _GROUPS]
    numbers = [_number(group) for group in groups]
    return tuple(
        Part(ref=QuestionRef(group.ref), label=group.label.strip(), number=number)
        for group, number in zip(groups, numbers, strict=True)
        if group.label.strip() or number
    )


def _number(group: NodeState) -> int:
    return int(group.ref.rpartition("[")[2].rstrip("]")) if group.t == "repeat-instance" else 0


def _share(node: NodeState, above: list[NodeState]) -> float:
    """Return how much of a line a question takes: its width over that of the innermost group that has one."""
    width = _width(node.app)
    units = next((found for group in reversed(above) if (found := _width(group.app))), UNITS)
    return min(1.0, width / units) if width else 1.0


def _width(app: Iterable[str]) -> int:
    """Return the number of `w1` to `w12` among appearances, 0 without one."""
    found = [int(word[1]) for each in app if (word := _WIDTH.fullmatch(each))]
    return found[0] if found and found[0] <= MOST else 0
