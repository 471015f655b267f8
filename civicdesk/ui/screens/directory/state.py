"""What the directory shows: what is looked for, what was found, one entry, and the steps of adding and putting right."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

CHECK = "check"
FILTERS = ("free", "step_free", "evening", "weekend", "child_welcome", "drink_drug_free", "online")
"""What an entry must be; `free` and `CHECK` are chips like these."""


class Step(StrEnum):
    """Where somebody stands."""

    LIST = "list"
    ENTRY = "entry"
    CHANGE = "change"
    ADD = "add"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry in the list."""

    entry: str
    name: str
    when: str = ""
    where: str = ""
    confirmed: str = ""
    """When it was confirmed, or why it should be looked at, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """One entry: its facts as (label, words), and its fields as (name, text) for putting right."""

    entry: str
    name: str
    facts: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryState:
    """The directory as it stands."""

    step: Step = Step.LIST
    ready: bool = False
    text: str = ""
    filters: frozenset[str] = frozenset()
    lines: tuple[EntryLine, ...] = ()
    total: int = 0
    """Entries that were found; more than there are lines if the list was cut."""
    may_edit: bool = True
    """A coordinator; everybody else finds, confirms and closes."""
    shown: EntryShown | None = None
    field: str = ""
    """Which field is put right."""
    told: str = ""
    problem: str = ""


_LINES = (
    EntryLine(entry="e1", name="Imaginary Recovery Choir", when="Thursdays 19:00", where="ZZ3", confirmed="20 October 2026"),
    EntryLine(
        entry="e2", name="Placeholder Allotment Group", when="Tuesdays 10 to 12", where="About 2 km away", confirmed="2 October 2026"
    ),
    EntryLine(entry="e3", name="Old Notreal Drop-in", when="Weekdays", where="ZZ1", confirmed="Not confirmed for over a year"),
)
_CHOIR = EntryShown(
    entry="e1",
    name="Imaginary Recovery Choir",
    facts=(
        ("What happens", "Sing together. No notes needed."),
        ("Who runs it", "Imaginary Arts"),
        ("When", "Thursdays 19:00"),
        ("Where", "Notreal Chapel, Dummy Street, ZZ3"),
        ("Telephone", "01632 960104"),
        ("Cost", "Free"),
        ("Step-free", "Not known: ring first"),
        ("Topics", "music, peer support"),
        ("Confirmed", "20 October 2026"),
    ),
    fields=(("name", "Imaginary Recovery Choir"), ("phone", "01632 960104"), ("when", "Thursdays 19:00")),
)

EXAMPLES: Mapping[str, DirectoryState] = {
    "loading": DirectoryState(),
    "empty": DirectoryState(ready=True),
    "empty, worker": DirectoryState(ready=True, may_edit=False),
    "found": DirectoryState(ready=True, lines=_LINES, total=3),
    "narrowed": DirectoryState(ready=True, text="cho", filters=frozenset({"free", "evening"}), lines=_LINES[:1], total=1),
    "no match": DirectoryState(ready=True, text="zebra"),
    "many": DirectoryState(ready=True, lines=_LINES * 30, total=1_480),
    "to check": DirectoryState(ready=True, filters=frozenset({CHECK}), lines=_LINES[2:], total=1),
    "all confirmed": DirectoryState(ready=True, filters=frozenset({CHECK})),
    "entry": DirectoryState(step=Step.ENTRY, ready=True, shown=_CHOIR),
    "entry, worker": DirectoryState(step=Step.ENTRY, ready=True, shown=_CHOIR, may_edit=False),
    "confirmed": DirectoryState(step=Step.ENTRY, ready=True, shown=_CHOIR, told="Kept: “Imaginary Recovery Choir” is right as of today."),
    "change": DirectoryState(step=Step.CHANGE, ready=True, shown=_CHOIR, field="phone"),
    "change, odd": DirectoryState(
        step=Step.CHANGE,
        ready=True,
        shown=_CHOIR,
        field="phone",
        problem="This cannot be kept as “phone”. Write digits and spaces only, or leave it empty. (DIRECTORY-VALUE)",
    ),
    "close": DirectoryState(step=Step.CLOSE, ready=True, shown=_CHOIR),
    "add": DirectoryState(step=Step.ADD, ready=True),
    "add, no name": DirectoryState(step=Step.ADD, ready=True, problem="Write the name of the place or group."),
    "cannot": DirectoryState(ready=True, problem="Part of the file is damaged. Stop here, and restore a backup. (STORE-DAMAGED)"),
}
