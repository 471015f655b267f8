"""Free texts that a person has read and released, as a table: `notes.csv`. No person code stands in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from civicdesk.export import csvs, redact
from civicdesk.records.texts import Cut

HEADER = ("note_id", "kind", "domain", "text", "cuts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One text that may leave, with what the reader cut from it."""

    kind: str
    """`quote`."""
    domain: str
    """Tags, joined by blanks."""
    text: str
    cuts: tuple[Cut, ...]


def as_csv(notes: Iterable[Note]) -> bytes:
    """Return released texts as bytes, sorted by their words, so that their order tells nothing of the people."""
    rows = sorted((note.kind, note.domain, redact.apply(note.text, note.cuts), str(len(note.cuts))) for note in notes)
    return csvs.write(HEADER, [(str(number), *row) for number, row in enumerate(rows, 1)])
