"""A hierarchy while somebody works on it: a table that may still have faults, every one of them told, and the steps that change it.

A line is a value with its groups, the narrowest first. The last cell of a file, `*`, follows by itself and is not in here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from civicdesk.export import hierarchies
from civicdesk.export.values import NOT_ASKED
from civicdesk.records.groupings import Fault, Grouping, Line

_RESERVED = frozenset({hierarchies.TOP, NOT_ASKED})
_DIGITS = 9
_MOST = 20
"""Missing numbers that are told."""


def read(name: str, data: bytes) -> Grouping:
    """Read a file, whole or half made: short lines are filled up, and a last column of `*` is left away.

    Raises:
        Refused: PACK-HIERARCHY-TEXT, -EMPTY, -LIMIT, with `file` and `line`.
    """
    lines = [[cell.strip() for cell in line] for line in hierarchies.table(name, data) if any(cell.strip() for cell in line)]
    kept = [line[:-1] if len(line) > 1 and line[-1] == hierarchies.TOP else line for line in lines]
    width = max(map(len, kept), default=1)
    return Grouping(lines=tuple((*line, *[""] * (width - len(line))) for line in kept))


def write(grouping: Grouping) -> bytes:
    """Return the file of a hierarchy: one line for each value, `;` between cells, `*` at the end."""
    return "".join(";".join(map(_quoted, (*line, hierarchies.TOP))) + "\n" for line in grouping.lines).encode()


def faults(grouping: Grouping) -> tuple[Fault, ...]:
    """Return everything that is wrong, by line and cell; then the numbers that a list of numbers leaves out."""
    times = Counter(line[0] for line in grouping.lines)
    wider = _wider(grouping)
    found = [
        fault
        for at, line in enumerate(grouping.lines)
        for cell, label in enumerate(line)
        for fault in _of_cell((at, cell, label), times, wider)
    ]
    return (*found, *_gaps(grouping))


def put(grouping: Grouping, at: int, cell: int, text: str) -> Grouping:
    """Write into one cell."""
    return Grouping(lines=_changed(grouping.lines, {at}, cell, text.strip()))


def gather(grouping: Grouping, chosen: Collection[int], cell: int, label: str) -> Grouping:
    """Put lines into one group. If it exists already, they lie in the same wider groups as its other lines.

    Args:
        grouping: the table.
        chosen: numbers of lines.
        cell: which step, from 1.
        label: name of the group.
    """
    label = label.strip()
    like = next((line for at, line in enumerate(grouping.lines) if at not in chosen and line[cell] == label), None)
    tail = (label,) if like is None else like[cell:]
    return Grouping(
        lines=tuple((*line[:cell], *tail, *line[cell + len(tail) :]) if at in chosen else line for at, line in enumerate(grouping.lines))
    )


def with_values(grouping: Grouping, values: Iterable[str]) -> Grouping:
    """Add a line for each value that has none yet; its groups are still empty."""
    known = {line[0] for line in grouping.lines}
    new = [value for value in dict.fromkeys(each.strip() for each in values) if value and value not in known]
    return Grouping(lines=(*grouping.lines, *((value, *[""] * grouping.levels) for value in new)))


def without(grouping: Grouping, chosen: Collection[int]) -> Grouping:
    """Take lines out."""
    return Grouping(lines=tuple(line for at, line in enumerate(grouping.lines) if at not in chosen))


def wider(grouping: Grouping) -> Grouping:
    """Add a step in front of `*`, with nothing in it yet."""
    return Grouping(lines=tuple((*line, "") for line in grouping.lines))


def narrower(grouping: Grouping) -> Grouping:
    """Take the last step in front of `*` away."""
    return Grouping(lines=tuple(line[:-1] if len(line) > 1 else line for line in grouping.lines))


def in_bands(grouping: Grouping, width: int) -> Grouping:
    """Add a step of bands, such as `20-24`, before all others; lines that are no whole numbers keep their own name there.

    Args:
        grouping: the table.
        width: whole numbers in one band, 2 and more.
    """
    return Grouping(lines=tuple((line[0], _band(line[0], width), *line[1:]) for line in grouping.lines))


def _band(value: str, width: int) -> str:
    number = _number(value)
    if number is None:
        return value
    low = number // width * width
    return f"{low}-{low + width - 1}"


def _number(text: str) -> int | None:
    """Return a whole number, None for other words and for one too long to be a number of anything here."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def _changed(lines: Sequence[Line], chosen: Collection[int], cell: int, text: str) -> tuple[Line, ...]:
    return tuple((*line[:cell], text, *line[cell + 1 :]) if at in chosen else line for at, line in enumerate(lines))


def _wider(grouping: Grouping) -> dict[tuple[int, str], set[str]]:
    """Return in which groups of the next step each group lies, empty cells aside."""
    found: dict[tuple[int, str], set[str]] = {}
    for line in grouping.lines:
        for cell in range(1, len(line) - 1):
            if line[cell] and line[cell + 1]:
                found.setdefault((cell, line[cell]), set()).add(line[cell + 1])
    return found


def _of_cell(place: tuple[int, int, str], times: Counter[str], wider: dict[tuple[int, str], set[str]]) -> Iterable[Fault]:
    at, cell, label = place
    if not label:
        yield Fault(line=at, cell=cell, kind="empty")
    elif label in _RESERVED:
        yield Fault(line=at, cell=cell, kind="reserved", words=(label,))
    elif not cell and times[label] > 1:
        yield Fault(line=at, cell=cell, kind="twice", words=(label,))
    elif len(above := wider.get((cell, label), set())) > 1:
        yield Fault(line=at, cell=cell, kind="parents", words=(label, *sorted(above)[:2]))


def _gaps(grouping: Grouping) -> tuple[Fault, ...]:
    numbers = {number for line in grouping.lines if (number := _number(line[0])) is not None}
    if 2 * len(numbers) < len(grouping.lines) or not numbers:
        return ()
    # Looked for one by one: between two numbers there may be a thousand million others.
    missing = tuple(islice((str(number) for number in range(min(numbers), max(numbers)) if number not in numbers), _MOST))
    return (Fault(line=-1, cell=-1, kind="gap", words=missing),) if missing else ()


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(mark in cell for mark in ';"\r\n') else cell
