"""A pack is tried in the office as a laptop would take it: a form or a place that no laptop takes is told where it can be mended."""

from collections.abc import Callable, Iterable, Mapping

from civicdesk.directory import tabular
from civicdesk.errors import Refused
from civicdesk.records.instruments import Finding, Level
from civicdesk.workflows.kit import read_pack


def must_be_taken(made: bytes, check: Callable[[bytes, Mapping[str, bytes]], Iterable[Finding]]) -> None:
    """Refuse a pack that laptops could not take whole.

    Args:
        made: the signed pack.
        check: reads a form with the lists of the pack, and returns what it noticed.

    Raises:
        Refused: FORM-..., SCORE-...: a form cannot be read, or has a fault that no laptop takes; DIRECTORY-...: an entry of the directory;
            PACK-...: no pack.
    """
    pack = read_pack(made)
    for data in pack.instruments.values():
        for each in check(data, pack.lists):
            if each.level is Level.REFUSED:
                raise Refused(each.code, sheet=each.sheet, row=each.row, column=each.column, question=each.question)
    if pack.directory:
        read = tabular.read_entries(pack.directory)
        for _ in read:
            pass
        if read.errors:
            first = read.errors[0]
            raise Refused("DIRECTORY-ROWS", count=len(read.errors), row=first.row, column=first.column, sentence=first.sentence)
