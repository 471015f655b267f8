"""The civic directory: take in a list of places and groups, find what fits a person, see what needs checking."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from civicdesk.directory import freshness, matching, tabular
from civicdesk.errors import Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.entries import Entry, RowError
from civicdesk.records.ids import PersonId
from civicdesk.store import entries, people
from civicdesk.workflows.kit import Kit, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One entry, why it is offered, and how fresh its facts are."""

    entry: Entry
    reasons: tuple[str, ...]
    freshness: str


class EntriesRefused(Refused):
    """A list of entries has errors; nothing of it was kept. `errors` names row and column of each."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        super().__init__("DIRECTORY-ROWS", count=len(errors), row=errors[0].row, column=errors[0].column, sentence=errors[0].sentence)
        self.errors = errors


def import_entries(kit: Kit, data: bytes) -> Outcome[int]:
    """Take in a CSV of entries, whole or not at all; an entry that is here already is brought up to date.

    Raises:
        EntriesRefused: DIRECTORY-ROWS, with every error by row and column.
        Refused: ROLE-RIGHT, IMPORT-CSV.
    """
    kit.must(Right.EDIT_DIRECTORY)
    return _keep(kit, data)


def adopt_pack(kit: Kit) -> Outcome[int]:
    """Take in the entries that came with the project's signed pack."""
    pack = kit.pack()
    return _keep(kit, pack.directory) if pack.directory else Outcome(value=0)


def find(kit: Kit, text: str = "", tags: tuple[str, ...] = (), district: str = "") -> tuple[Suggestion, ...]:
    """Return entries that fit, best first, each with its reasons."""
    today = kit.now().date()
    found = entries.made_of_entries(kit.workspace, matching.Index).nearby(district, tags, text)
    return tuple(_suggestion(entry, reasons, today) for entry, reasons in found)


def for_person(kit: Kit, person: PersonId, tags: tuple[str, ...] = ()) -> tuple[Suggestion, ...]:
    """Return entries near a person, best first; the person ticks what they want on paper."""
    return find(kit, tags=tags, district=people.person(kit.workspace, person).district)


def _keep(kit: Kit, data: bytes) -> Outcome[int]:
    read = tabular.read_entries(data)
    with kit.workspace.writing("entries-kept", kit.user.id, kit.now()):
        count = entries.keep_entries(kit.workspace, _Sound(read))
    return Outcome(value=count, changed=frozenset({Kind.ENTRIES}))


class _Sound:
    """Entries that end with a refusal if one of them was wrong: what was written of them until then is taken back."""

    def __init__(self, entries: tabular.Entries) -> None:
        self._entries = entries

    def __iter__(self) -> Iterator[Entry]:
        yield from self._entries
        if self._entries.errors:
            raise EntriesRefused(tuple(self._entries.errors))


def _suggestion(entry: Entry, reasons: tuple[str, ...], today: date) -> Suggestion:
    return Suggestion(entry=entry, reasons=reasons, freshness=freshness.freshness(entry, today))
