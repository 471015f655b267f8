"""Words that a licence keeps as they are: a new version of such a questionnaire may change its scoring, never its words."""

from collections.abc import Iterator, Mapping

from civicdesk.records.instruments import Workbook
from civicdesk.scoring.sheets import Line, lines

_WORDS = ("label", "hint", "guidance_hint", "image", "audio", "video", "media::")
_SHEETS = ("survey", "choices")
Place = tuple[str, str]


def must_stay(before: Workbook, after: Workbook) -> None:
    """Refuse a version that changes the words of one whose licence forbids it, takes some out, or adds or translates any.

    Args:
        before: the version that is here; its `wording_locked` says yes.
        after: the version that is to be added.

    Raises:
        Refused: SCORE-WORDING-LOCKED, with sheet, row, column and cell.
    """
    settings = next(iter(lines(after, "settings")), None)
    if settings is not None and not settings.yes("wording_locked", blank=False):
        raise settings.refuse("SCORE-WORDING-LOCKED", "wording_locked")
    for sheet in _SHEETS:
        old, new = dict(_rows(before, sheet)), dict(_rows(after, sheet))
        for place, line in new.items():
            kept = _words(old[place]) if place in old else {}
            for column, words in _words(line).items():
                if kept.get(column) != words:
                    raise line.refuse("SCORE-WORDING-LOCKED", column)
        for place, line in old.items():
            now = _words(new[place]) if place in new else {}
            for column in _words(line):
                if column not in now:
                    raise new.get(place, line).refuse("SCORE-WORDING-LOCKED", column)


def _rows(workbook: Workbook, sheet: str) -> Iterator[tuple[Place, Line]]:
    for line in lines(workbook, sheet):
        cells = line.row.cells
        kind = cells.get("list_name", cells.get("list name", "")) if sheet == "choices" else ""
        yield (kind.strip(), cells.get("name", "").strip()), line


def _words(line: Line) -> Mapping[str, str]:
    """Return the cells that people read or hear, by column."""
    return {column: cell.strip() for column, cell in line.row.cells.items() if column.startswith(_WORDS) and cell.strip()}
