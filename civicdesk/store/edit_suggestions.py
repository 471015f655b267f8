"""What workers would put right in the directory, until a coordinator says yes or no."""

from datetime import datetime

from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.upkeep import SuggestedEdit
from civicdesk.store.actions import Action
from civicdesk.store.columns import number_of, stamp
from civicdesk.store.workspace import Workspace

_COLUMNS = "s.id, s.entry, s.field, s.value, s.reason, s.evidence, s.impersonal, s.user, s.at"


def keep_suggestion(ws: Workspace, edit: SuggestedEdit) -> None:
    """Keep what a worker would put right.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number_of(ws, "entry", edit.entry)
    with ws.writing(Action.ENTRY_CHANGED, edit.by, edit.at) as writing:
        facts = {"id": edit.id, "entry": edit.entry, "field": edit.field, "value": edit.value, "reason": edit.reason}
        told = {"evidence": edit.evidence, "impersonal": int(edit.impersonal), "user": edit.by, "at": stamp(edit.at)}
        writing.insert("edit_suggestion", facts | told)


def waiting(ws: Workspace, entry: EntryId | None = None) -> tuple[SuggestedEdit, ...]:
    """Return what waits for a coordinator's word, about one entry or any, oldest first."""
    which, values = ("", []) if entry is None else (" and s.entry = ?", [entry])
    rows = ws.rows(
        f"select {_COLUMNS} from edit_suggestion s where not exists (select 1 from edit_ruling r where r.suggestion = s.id){which} order by s.n",
        values,
    )
    return tuple(
        SuggestedEdit(
            id=ident, entry=EntryId(of), field=field, value=value, reason=reason, evidence=evidence, impersonal=bool(impersonal),
            by=UserId(user), at=datetime.fromisoformat(at),
        )
        for ident, of, field, value, reason, evidence, impersonal, user, at in rows
    )  # fmt: skip


def rule(ws: Workspace, suggestion: str, *, approved: bool, by: UserId) -> None:
    """Keep what a coordinator said to a suggestion.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number_of(ws, "edit_suggestion", suggestion)
    with ws.writing(Action.ENTRY_CHANGED, by) as writing:
        writing.insert("edit_ruling", {"suggestion": suggestion, "approved": int(approved), "user": by, "at": stamp(ws.now())})
