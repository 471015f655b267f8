"""What the page of groupings shows: values, the groups in which they lie, and what is still wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from civicdesk.records.groupings import Grouping


@dataclass(frozen=True, slots=True, kw_only=True)
class HierarchiesState:
    """The page. `sentence` says what went wrong, `told` what has just been done."""

    name: str = ""
    """Name of the file, or of the shipped grouping it began with."""
    grouping: Grouping = Grouping()  # noqa: RUF009 - a frozen record
    marked: frozenset[tuple[int, int]] = frozenset()
    """(line, cell) of each fault."""
    faults: tuple[str, ...] = ()
    """What is wrong, in words."""
    numbers: bool = False
    """Most values are whole numbers, so bands can be made."""
    changed: bool = False
    """Something was changed since the file was read or written."""
    may_undo: bool = False
    working: bool = False
    sentence: str = ""
    told: str = ""


_HOUSING = Grouping(
    lines=(
        ("Own home", "Settled"),
        ("Council or housing association", "Settled"),
        ("Supported housing", "Not settled"),
        ("Staying with friends", "Not settled"),
        ("No home now", "Not settled"),
    )
)
_FULL = HierarchiesState(name="housing", grouping=_HOUSING)
_AGES = HierarchiesState(
    name="ages.csv",
    grouping=Grouping(lines=tuple((str(age), f"{age // 5 * 5}-{age // 5 * 5 + 4}") for age in range(18, 30) if age != 21)),
    faults=("Between the numbers, 21 has no line.",),
    numbers=True,
)

EXAMPLES: Mapping[str, HierarchiesState] = {
    "empty": HierarchiesState(),
    "opening": HierarchiesState(working=True),
    "full": _FULL,
    "numbers with a gap": _AGES,
    "with faults": replace(
        _FULL,
        grouping=Grouping(lines=(*_HOUSING.lines, ("Hostel", ""), ("Own home", "Settled"))),
        marked=frozenset({(5, 1), (0, 0), (6, 0)}),
        faults=("Line 1: “Own home” stands on two lines.", "Line 6: a cell is empty.", "Line 7: “Own home” stands on two lines."),
        changed=True,
        may_undo=True,
    ),
    "saved": replace(_FULL, told="housing.csv is saved. Put it into the folder “hierarchies” of your pack."),
    "no such file": HierarchiesState(sentence="housing.csv, line 3: this is not plain text in UTF-8. (PACK-HIERARCHY-TEXT)"),
}
