"""What a person sees of an entry: what its list says, and over it what somebody here knows better."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from civicdesk.directory import fields
from civicdesk.records.entries import Entry, EntryStatus
from civicdesk.records.upkeep import LocalEdit

STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """An entry as it is shown, and the edits that ask to be looked at because the list changed the same field since."""

    entry: Entry
    conflicts: tuple[LocalEdit, ...] = ()


def last_words(edits: Iterable[LocalEdit]) -> Mapping[str, LocalEdit]:
    """Return the edit that counts for each field; one that was taken back counts no more."""
    last: dict[str, LocalEdit] = {}
    for edit in edits:
        last.pop(edit.field, None)
        if edit.value is not None:
            last[edit.field] = edit
    return last


def effective(theirs: Entry, edits: Iterable[LocalEdit]) -> Effective:
    """Lay local edits over what a list says.

    An edit counts as long as the list says what it said when the edit was made. Values are compared, not dates: lists change their date
    without a reason. Whichever side says that a place is not open wins until somebody decides.
    """
    entry, conflicts = theirs, []
    for edit in last_words(edits).values():
        now = fields.text_of(theirs, edit.field)
        shuts = edit.field == STATUS and edit.value != EntryStatus.ACTIVE
        if edit.value is not None and (now == edit.theirs or shuts):
            entry = fields.with_text(entry, edit.field, edit.value)
        if now not in {edit.theirs, edit.value}:
            conflicts.append(edit)
    return Effective(entry=entry, conflicts=tuple(conflicts))
