"""What became of reflection sheets."""

import pytest

from civicdesk.errors import Refused
from civicdesk.records.answers import Submission
from civicdesk.records.ids import SubmissionId, UserId
from civicdesk.records.sheets import SheetMode
from civicdesk.store import audit, sheets
from civicdesk.store.sheets import SheetAct, SheetEvent
from civicdesk.store.workspace import Workspace


def event(begun: Submission, act: SheetAct, at: object) -> SheetEvent:
    return SheetEvent(person=begun.person, submission=begun.id, act=act, mode=SheetMode.LARGE, how="in person", at=at, by=UserId("wf"))


def test_what_was_done_with_a_sheet_is_listed_by_session_and_submission(ws: Workspace, begun: Submission, clock) -> None:
    done = [event(begun, act, clock()) for act in (SheetAct.PRINTED, SheetAct.SAVED, SheetAct.HANDED_OVER)]
    for each in done:
        sheets.keep_sheet_event(ws, each)
    assert sheets.prints(ws, begun.session) == tuple(done)
    assert sheets.prints_of(ws, begun.id) == tuple(done)
    assert ws.verify() == ()


def test_the_audit_says_what_was_done(ws: Workspace, begun: Submission, clock) -> None:
    sheets.keep_sheet_event(ws, event(begun, SheetAct.HANDED_OVER, clock()))
    assert audit.rows(ws)[-1].action == "sheet-handed-over"


def test_a_sheet_belongs_to_a_submission(ws: Workspace, begun: Submission, clock) -> None:
    unknown = SheetEvent(
        person=begun.person, submission=SubmissionId("none"), act=SheetAct.SAVED, mode=SheetMode.EASY, at=clock(), by=UserId("wf")
    )
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        sheets.keep_sheet_event(ws, unknown)
