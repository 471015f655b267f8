"""What the author of a form asks for in the looks of its questions and groups."""

from collections.abc import Sequence
from typing import Final

from civicdesk.i18n import say
from civicdesk.records.pages import NodeState, Part

QUICK: Final = ("quick", "quickcompact")
"""Beginnings of the appearances by which an author lets an answer go on by itself, whatever the worker's habit."""
INSTEAD: Final = {
    **dict.fromkeys(("image-map", "map"), "list"),
    **dict.fromkeys(("ethiopian", "coptic", "islamic", "bikram-sambat", "myanmar", "persian", "buddhist"), "calendar"),
    "printer": "printer",
    "url": "address",
}
"""Appearances that this version shows otherwise -> what it says about that."""
MOST_COLUMNS: Final = 12


def is_quick(app: Sequence[str]) -> bool:
    """Tell whether an answer goes on by itself."""
    return any(word.partition("-")[0] in QUICK for word in app)


def instead_of(state: NodeState) -> str:
    """Return the key of what is said about an appearance that this version shows otherwise; empty if there is none."""
    words = [word.casefold() for word in state.app]
    return next((INSTEAD[word] for word in words if word in INSTEAD), "program" if any(word.startswith("ex:") for word in words) else "")


def columns_of(app: Sequence[str]) -> int:
    """Return the number behind `columns-`, `compact-` or `quickcompact-`, 0 if the author asked for none."""
    for word in app:
        name, _, number = word.rpartition("-")
        if name in {"columns", "compact", "quickcompact"} and number.isdigit():
            return max(1, min(int(number), MOST_COLUMNS))
    return 0


def part_words(part: Part) -> str:
    """Return the words of a group: its label, and which instance of a repeat it is."""
    if not part.number:
        return part.label
    return (
        say("widget.part.one_of", label=part.label, number=part.number) if part.label else say("widget.part.nameless", number=part.number)
    )
