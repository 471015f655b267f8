"""Groupings: how a project may tell values more coarsely. A coordinator makes the files here that a project pack then brings."""

from pathlib import Path

from civicdesk import paths
from civicdesk.errors import Refused, Unavailable
from civicdesk.export import groupings, hierarchies
from civicdesk.i18n import say
from civicdesk.records.groupings import Fault, Grouping
from civicdesk.store import files

SHIPPED = ("age", "sex", "ethnicity", "district", "housing", "employment", "language")
"""Those that come with the program, to begin with."""
put, gather, with_values, without = groupings.put, groupings.gather, groupings.with_values, groupings.without
wider, narrower, in_bands, faults = groupings.wider, groupings.narrower, groupings.in_bands, groupings.faults
TOLD = 5
"""Faults that are told in words at once; of the others only how many there are."""


def begin(name: str) -> Grouping:
    """Return a grouping that comes with the program."""
    return groupings.read(f"{name}.csv", hierarchies.shipped(name))


def open_file(path: Path) -> Grouping:
    """Read a file, whole or half made.

    Raises:
        Refused: PACK-HIERARCHY-TEXT, -EMPTY, -LIMIT, IMPORT-SIZE.
        Unavailable: GROUPING-FILE.
    """
    try:
        data = paths.read_from_outside(path)
    except OSError as why:
        raise Unavailable("GROUPING-FILE", file=path.name) from why
    return groupings.read(path.name, data)


def save(path: Path, grouping: Grouping) -> None:
    """Write the file for a pack.

    Raises:
        Refused: GROUPING-EMPTY: there is nothing to write; GROUPING-FAULTS: a release would stumble over it.
        Unavailable: STORE-FILE; what was there is there.
    """
    if not grouping.lines:
        raise Refused("GROUPING-EMPTY")
    if found := [fault for fault in faults(grouping) if fault.kind != "gap"]:
        raise Refused("GROUPING-FAULTS", count=len(found))
    files.write_whole(path, groupings.write(grouping))


def sentences(grouping: Grouping) -> tuple[str, ...]:
    """Return what is wrong, in words: the first few, and how many more there are."""
    found = faults(grouping)
    told = [_sentence(fault) for fault in found[:TOLD]]
    return (*told, say("groupings.more", count=len(found) - TOLD)) if len(found) > TOLD else tuple(told)


def _sentence(fault: Fault) -> str:
    facts = dict(zip(("label", "one", "other"), fault.words, strict=False))
    if fault.kind == "gap":
        return say("groupings.fault.gap", numbers=", ".join(fault.words), count=len(fault.words))
    return say(f"groupings.fault.{fault.kind}", line=fault.line + 1, **facts)
