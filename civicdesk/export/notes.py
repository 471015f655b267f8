"""Free texts that a person has read and released, as a table: `notes.csv`. No person code stands in it."""

from collections.abc import Iterable

from civicdesk.export import csvs
from civicdesk.records.releases import ReleasedNote

HEADER = ("note_id", "kind", "domain", "text", "cuts")


def as_csv(notes: Iterable[ReleasedNote]) -> bytes:
    """Return released texts as bytes, sorted by their words, so that their order tells nothing of the people."""
    rows = sorted((note.kind, note.domain, note.text, str(note.cuts)) for note in notes)
    return csvs.write(HEADER, [(str(number), *row) for number, row in enumerate(rows, 1)])
