"""What became of reflection sheets: printed, saved as a file, handed over. The sheets themselves are never kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from civicdesk.records.ids import PersonId, SessionId, SubmissionId, UserId
from civicdesk.records.sheets import SheetMode
from civicdesk.store.actions import Action
from civicdesk.store.columns import moment, number_of, stamp
from civicdesk.store.workspace import Workspace

_QUESTION = (
    "select e.person, s.id, e.kind, e.mode, e.how, e.at, e.user from sheet_event e join submission s on s.n = e.submission "
    "where {which} = ? order by e.n"
)


class SheetAct(StrEnum):
    """What was done with a sheet."""

    PRINTED = "printed"
    SAVED = "saved"
    HANDED_OVER = "handed over"


_ACTIONS = {
    SheetAct.PRINTED: Action.SHEET_PRINTED,
    SheetAct.SAVED: Action.SHEET_SAVED,
    SheetAct.HANDED_OVER: Action.SHEET_HANDED_OVER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEvent:
    """One thing that was done with one sheet. `how` says more in a word or two: the printer, `in person`, `read aloud`."""

    person: PersonId
    submission: SubmissionId
    act: SheetAct
    mode: SheetMode
    how: str = ""
    at: datetime
    by: UserId


def keep_sheet_event(ws: Workspace, event: SheetEvent) -> None:
    """Keep what was done with a sheet.

    Raises:
        Refused: STORE-UNKNOWN, there is no such submission.
    """
    number = number_of(ws, "submission", event.submission)
    with ws.writing(_ACTIONS[event.act], event.by) as writing:
        facts = {"person": event.person, "submission": number, "kind": event.act.value, "mode": event.mode.value}
        writing.insert("sheet_event", {**facts, "how": event.how, "at": stamp(event.at), "user": event.by})


def prints(ws: Workspace, session: SessionId) -> tuple[SheetEvent, ...]:
    """Return what was done with the sheets of a session, in order."""
    return tuple(map(_event, ws.rows(_QUESTION.format(which="s.session"), [session])))


def prints_of(ws: Workspace, submission: SubmissionId) -> tuple[SheetEvent, ...]:
    """Return what was done with the sheet of one submission, in order."""
    return tuple(map(_event, ws.rows(_QUESTION.format(which="s.id"), [submission])))


def _event(row: tuple[Any, ...]) -> SheetEvent:
    person, submission, kind, mode, how, at, user = row
    return SheetEvent(person=person, submission=submission, act=SheetAct(kind), mode=SheetMode(mode), how=how, at=moment(at), by=user)
