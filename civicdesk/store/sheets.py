"""What became of reflection sheets: wished for, waiting for a printer, printed, saved, handed over, destroyed. The sheets themselves are never kept."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from civicdesk.records.ids import PersonId, SessionId, SubmissionId, UserId
from civicdesk.records.sheets import SheetChoice, SheetMode
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, number_of, stamp
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
    DESTROYED = "destroyed"
    """It lies nowhere any more: shredded, because nobody took it away."""
    WAITS = "waits"
    """It is to be printed where there is a printer."""
    NO_LONGER_WAITS = "no longer waits"
    WISHED = "wished"
    """How the person would like it from now on; `how` says so as JSON."""
    SAID_WRONG = "said wrong"
    """The person says that something on it is not right; the words are a request."""


_ACTIONS = {
    SheetAct.PRINTED: Action.SHEET_PRINTED,
    SheetAct.SAVED: Action.SHEET_SAVED,
    SheetAct.HANDED_OVER: Action.SHEET_HANDED_OVER,
    SheetAct.DESTROYED: Action.SHEET_DESTROYED,
    SheetAct.WAITS: Action.SHEET_WAITS,
    SheetAct.NO_LONGER_WAITS: Action.SHEET_WAITS,
    SheetAct.WISHED: Action.SHEET_WISHED,
    SheetAct.SAID_WRONG: Action.SHEET_SAID_WRONG,
}
ON_PAPER = frozenset({SheetAct.PRINTED, SheetAct.SAVED})
"""What somebody may have in their hands after it."""
_ENDS_WAITING = "'printed', 'saved', 'destroyed', 'no longer waits'"


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


def choice(ws: Workspace, submission: SubmissionId) -> SheetChoice | None:
    """Return how the person would like the sheet of a submission, as it was kept last; None if they never said."""
    row = ws.row(
        "select e.how from sheet_event e join submission s on s.n = e.submission where s.id = ? and e.kind = ? order by e.n desc limit 1",
        [submission, SheetAct.WISHED.value],
    )
    if row is None:
        return None
    told = json_value(row[0])
    return SheetChoice(
        mode=SheetMode(told["mode"]),
        language=told["language"],
        with_name=told["with_name"],
        second_page=told["second_page"],
        left_out=frozenset(told["left_out"]),
    )


def told_of(choice: SheetChoice) -> str:
    """Return a choice as it is kept with an event."""
    return json_text({**asdict(choice), "left_out": sorted(choice.left_out)})


def waiting(ws: Workspace) -> tuple[SheetEvent, ...]:
    """Return the sheets that wait for a printer: of each submission the word that it waits, if nothing came after it; in order."""
    found = ws.rows(
        "select e.person, s.id, e.kind, e.mode, e.how, e.at, e.user from sheet_event e join submission s on s.n = e.submission "
        "where e.n in (select max(w.n) from sheet_event w where w.kind = ? group by w.submission) and not exists "
        f"(select 1 from sheet_event d where d.submission = e.submission and d.n > e.n and d.kind in ({_ENDS_WAITING})) order by e.n",
        [SheetAct.WAITS.value],
    )
    return tuple(map(_event, found))


def _event(row: tuple[Any, ...]) -> SheetEvent:
    person, submission, kind, mode, how, at, user = row
    return SheetEvent(person=person, submission=submission, act=SheetAct(kind), mode=SheetMode(mode), how=how, at=moment(at), by=user)
