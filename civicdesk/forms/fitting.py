"""Whether a value from a table can be the answer to a question, and if not, why."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from civicdesk.forms.exchange import plain
from civicdesk.records.pages import NodeState

ASKED: Final = frozenset({"input", "select", "rank", "range", "trigger", "upload"})
WORKED_OUT: Final = "worked_out"
"""Why a value is no answer where the form makes the value itself."""
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
WHOLE: Final = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)


def problem(node: NodeState | None, value: str) -> str:
    """Return why a value is no answer to its question, empty if it is one.

    Args:
        node: the question once all answers are in; None if it is not there.
        value: as the table has it.
    """
    if node is None or not node.rel:
        return "asleep"
    if node.ro or node.t not in ASKED:
        return WORKED_OUT
    why = _other_kind(node, value)
    if why:
        return why
    if not node.v:
        return "unfit"
    return "constraint" if node.bad == "constraint" else ""


def is_given(node: NodeState, values: Mapping[str, str]) -> bool:
    """Tell whether a question has an answer that was given, not worked out.

    Args:
        node: the question once all answers are in.
        values: what was given, by reference without prefixes.
    """
    asked = node.count is None and node.rel and not node.ro and node.t in ASKED
    return asked and bool(node.v) and plain(node.ref) in values


def is_day(value: str) -> bool:
    """Tell whether a text is a day as year-month-day."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return DAY.fullmatch(value) is not None


def day_of(moment: str) -> str:
    """Return the day of a moment in ISO form, empty if it is none."""
    return moment[:10] if is_day(moment[:10]) else ""


def _other_kind(node: NodeState, value: str) -> str:
    if node.opts is not None:
        chosen = value.split() if node.multiple or node.t == "rank" else [value]
        return "" if set(chosen) <= {code for code, _ in node.opts} else "no_choice"
    why, fits = _TYPED.get(node.vt, ("", bool))
    return "" if fits(value) else why


_TYPED: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "int": ("no_whole", WHOLE.fullmatch),
    "integer": ("no_whole", WHOLE.fullmatch),
    "decimal": ("no_number", NUMBER.fullmatch),
    "date": ("no_day", is_day),
}
