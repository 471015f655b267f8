"""Sessions: opened, attended, closed."""

from dataclasses import replace

import pytest

from civicdesk.errors import Refused
from civicdesk.records.ids import SessionId, UserId
from civicdesk.records.people import Person
from civicdesk.records.sessions import Attendance, OpenMatter, ReconciliationRow, Session, SessionState
from civicdesk.store import sessions
from civicdesk.store.workspace import Workspace


def test_a_session_comes_back_as_kept(ws: Workspace, meeting: Session) -> None:
    assert sessions.session(ws, meeting.id) == meeting


def test_an_unknown_session_is_refused(ws: Workspace) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        sessions.session(ws, SessionId("none"))


def test_the_open_session_is_found(ws: Workspace, meeting: Session) -> None:
    assert sessions.open_one(ws) == meeting


def test_no_session_is_open_after_closing(ws: Workspace, meeting: Session, clock) -> None:
    at = clock()
    sessions.close_session(ws, meeting.id, at, ())
    assert sessions.open_one(ws) is None
    assert sessions.sessions(ws) == (replace(meeting, state=SessionState.CLOSED, closed_at=at),)


def test_closing_an_unknown_session_is_refused(ws: Workspace, clock) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        sessions.close_session(ws, SessionId("none"), clock(), ())


def test_somebody_is_there_once(ws: Workspace, meeting: Session, wren: Person, clock) -> None:
    came = Attendance(session=meeting.id, person=wren.id, arrived_at=clock())
    left = replace(came, left_at=clock())
    sessions.attend(ws, came)
    sessions.attend(ws, left)
    assert sessions.attendance(ws, meeting.id) == (left,)


def test_whoever_is_there_at_closing_leaves_then(ws: Workspace, meeting: Session, wren: Person, clock) -> None:
    came = Attendance(session=meeting.id, person=wren.id, arrived_at=clock())
    sessions.attend(ws, came)
    at = clock()
    sessions.close_session(ws, meeting.id, at, ())
    assert sessions.attendance(ws, meeting.id) == (replace(came, left_at=at),)


def test_the_reasons_at_closing_are_kept_sealed(ws: Workspace, meeting: Session, wren: Person, clock) -> None:
    row = ReconciliationRow(person=wren.id, card=wren.card, matter=OpenMatter.SURVEY_UNFINISHED, reason="had to catch the bus")
    sessions.close_session(ws, meeting.id, clock(), [row], by=UserId("wf"))
    assert sessions.reasons(ws, meeting.id) == (row,)
    assert "bus" not in repr(ws.rows("select * from closing_reason"))
    assert ws.verify() == ()
