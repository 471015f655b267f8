"""What was put right here in entries of lists from outside, as rows for the owners of the lists. Nobody is named in them."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import LocalEdit, leaves


def rows(edits: Iterable[LocalEdit], known: Mapping[EntryId, Entry], laptop: str) -> tuple[Mapping[str, str], ...]:
    """Return corrections as rows; an entry of this project's own has no owner elsewhere.

    What somebody typed freely leaves only where somebody ticked that it holds nothing of any person: else the row says which field is
    wrong, and neither the old words nor the new ones. So does what would tell where a place is that is not public. Reasons never leave.

    Args:
        edits: the last word on each field.
        known: all entries by id.
        laptop: id of the laptop; it makes the codes of workers differ from laptop to laptop.
    """
    return tuple(_row(edit, known[edit.entry], laptop) for edit in edits if edit.entry in known and known[edit.entry].source)


def _row(edit: LocalEdit, entry: Entry, laptop: str) -> Mapping[str, str]:
    tells = leaves(edit, entry)
    return {
        "entry": edit.entry,
        "source": entry.source,
        "field": edit.field,
        "old": edit.theirs if tells else "",
        "new": (edit.value or "") if tells else "",
        "evidence": edit.evidence,
        "date": edit.at.date().isoformat(),
        "worker": "w-" + sha256(f"{laptop} {edit.by}".encode()).hexdigest()[:8],
    }
