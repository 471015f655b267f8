"""A release that is too large for one file goes in several, each a whole bundle.

Everybody stands in one part alone, with all rows. Look-alikes stay together; a group that is too large for one part is cut so that each
piece still has k people. So each part hides its people by itself, whichever of the others arrive. Why: docs/decisions/0017.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from civicdesk.errors import Refused
from civicdesk.export import csvs
from civicdesk.export.tables import tables
from civicdesk.records.releases import Batch

_BLOCK = 65_536
_TAG = 16
_RECIPIENT = 400
"""Bytes that encryption adds: to each block of 64 KiB its tag; for each recipient a few lines at the top. Source: age, version 1."""


def room_inside(sealed: int, recipients: int) -> int:
    """Return how many bytes an archive may have so that it is no larger than `sealed` once it is encrypted."""
    return (sealed - _RECIPIENT * (recipients + 1)) * _BLOCK // (_BLOCK + _TAG)


def split(batch: Batch, k: int, size: Callable[[Batch], int], limit: int) -> tuple[Batch, ...]:
    """Return a batch in as many parts as are needed, the same ones whatever the order of its rows.

    Words, tables, corrections and link codes go in the first part; withdrawals in each, so that none is lost with a part.

    Args:
        batch: rows after recoding.
        k: people in the smallest piece of a group of look-alikes.
        size: how many bytes the archive of a batch has.
        limit: the most that one may have.

    Raises:
        Refused: EXPORT-ROOM: k people and what goes with them do not fit into one.
    """
    if size(batch) <= limit:
        return (batch,)
    weights = _weights(batch)
    room = limit - size(_part(batch, frozenset(), first=True))
    while True:
        if not weights:
            raise Refused("EXPORT-ROOM", k=k)
        chosen = _packed(_pieces(batch, k, weights, room), room)
        made = tuple(_part(batch, codes, first=not number) for number, codes in enumerate(chosen))
        over = max(map(size, made)) - limit
        if over <= 0:
            return made
        room -= over


def _weights(batch: Batch) -> Mapping[str, int]:
    """Return the bytes of all rows of each person."""
    found: dict[str, int] = defaultdict(int)
    for table in tables(batch):
        names = [field.name for field in table.fields]
        if table.of_people or table.name == "people":
            for row in table.rows:
                found[row[names.index("person_code")]] += len(csvs.line(row))
    return found


def _pieces(batch: Batch, k: int, weights: Mapping[str, int], room: int) -> Sequence[tuple[Sequence[str], int]]:
    """Return the groups of look-alikes, large ones cut, each with its bytes."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code, _, labels in sorted(batch.people, key=lambda person: person[0]):
        groups[tuple(labels[column] for column in batch.quasi_columns)].append(code)
    pieces = [piece for _, codes in sorted(groups.items()) for piece in _cut(codes, k, weights, room)]
    return [(piece, sum(weights[code] for code in piece)) for piece in pieces]


def _cut(codes: Sequence[str], k: int, weights: Mapping[str, int], room: int) -> Sequence[Sequence[str]]:
    """Cut a group into as few pieces as fit; their numbers of people differ by one at the most."""
    for count in range(1, max(len(codes) // k, 1) + 1):
        pieces = [codes[len(codes) * at // count : len(codes) * (at + 1) // count] for at in range(count)]
        if all(sum(weights[code] for code in piece) <= room for piece in pieces):
            return pieces
    raise Refused("EXPORT-ROOM", k=k)


def _packed(pieces: Sequence[tuple[Sequence[str], int]], room: int) -> Sequence[frozenset[str]]:
    """Put each piece into the first part that still has room for it."""
    parts: list[tuple[set[str], int]] = []
    for codes, weight in pieces:
        at = next((number for number, (_, used) in enumerate(parts) if used + weight <= room), len(parts))
        others, used = parts.pop(at) if at < len(parts) else (set[str](), 0)
        parts.insert(at, (others | set(codes), used + weight))
    return [frozenset(codes) for codes, _ in parts]


def _part(batch: Batch, codes: frozenset[str], *, first: bool) -> Batch:
    mine = replace(
        batch,
        people=tuple(person for person in batch.people if person[0] in codes),
        responses=tuple(each for each in batch.responses if each.code in codes),
        scores=tuple(each for each in batch.scores if each.code in codes),
    )
    return mine if first else replace(mine, notes=(), tables=(), corrections=(), linkage=b"")
