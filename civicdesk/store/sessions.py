"""Sessions: opened, attended, closed with a reason for everything that stayed open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId, ProjectId, SessionId, UserId
from civicdesk.records.sessions import Attendance, OpenMatter, ReconciliationRow, Session, SessionState
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, moment_or_none, number_of, open_text, seal_text, stamp, stamp_or_none
from civicdesk.store.workspace import Workspace

_COLUMNS = "id, project, place, facilitators, language, wave, state, opened_at, opened_by, closed_at"


def open_session(ws: Workspace, session: Session) -> None:
    """Keep a session that begins."""
    with ws.writing(Action.SESSION_OPENED, session.opened_by) as writing:
        writing.insert(
            "session",
            {
                "id": session.id,
                "project": session.project,
                "place": session.place,
                "facilitators": json_text(session.facilitators),
                "language": session.language,
                "wave": session.wave,
                "state": session.state.value,
                "opened_at": stamp(session.opened_at),
                "opened_by": session.opened_by,
                "closed_at": stamp_or_none(session.closed_at),
            },
        )


def session(ws: Workspace, ident: SessionId) -> Session:
    """Return one session.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    row = ws.row(f"select {_COLUMNS} from session where id = ?", [ident])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="session")
    return _session(row)


def open_one(ws: Workspace) -> Session | None:
    """Return the session that is open; the newest if there are several, None if there is none."""
    row = ws.row(f"select {_COLUMNS} from session where state = ? order by n desc limit 1", [SessionState.OPEN.value])
    return None if row is None else _session(row)


def sessions(ws: Workspace) -> tuple[Session, ...]:
    """Return all sessions in the order in which they were opened."""
    return tuple(map(_session, ws.rows(f"select {_COLUMNS} from session order by n")))


def attend(ws: Workspace, attendance: Attendance, *, by: UserId | None = None) -> None:
    """Keep that somebody was there; said again, the later word on arriving and leaving counts."""
    facts = {
        "session": attendance.session,
        "person": attendance.person,
        "arrived_at": stamp(attendance.arrived_at),
        "left_at": stamp_or_none(attendance.left_at),
    }
    with ws.writing(Action.ATTENDED, by) as writing:
        known = ws.row("select n from attendance where session = ? and person = ?", [attendance.session, attendance.person])
        if known is None:
            writing.insert("attendance", facts)
        else:
            writing.change("attendance", int(known[0]), facts)


def attendance(ws: Workspace, session: SessionId) -> tuple[Attendance, ...]:
    """Return who was there, in the order of being noted."""
    rows = ws.rows("select person, arrived_at, left_at from attendance where session = ? order by n", [session])
    return tuple(
        Attendance(session=session, person=PersonId(person), arrived_at=moment(arrived), left_at=moment_or_none(left))
        for person, arrived, left in rows
    )


def close_session(ws: Workspace, ident: SessionId, at: datetime, reasons: Sequence[ReconciliationRow], *, by: UserId | None = None) -> None:
    """Close a session and keep the reasons for what stayed open; who is still noted as there leaves now.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "session", ident)
    with ws.writing(Action.SESSION_CLOSED, by) as writing:
        for reason in reasons:
            row = writing.following("closing_reason")
            sealed = seal_text(ws, reason.person, f"closing_reason.{row}.reason", reason.reason)
            facts = {"session": ident, "person": reason.person, "matter": reason.matter.value, "sealed_reason": sealed}
            writing.insert("closing_reason", {**facts, "at": stamp(at), "user": by or ""}, row)
        for (there,) in ws.rows("select n from attendance where session = ? and left_at is null order by n", [ident]):
            writing.change("attendance", there, {"left_at": stamp(at)})
        writing.change("session", number, {"state": SessionState.CLOSED.value, "closed_at": stamp(at)})


def reasons(ws: Workspace, session: SessionId) -> tuple[ReconciliationRow, ...]:
    """Return the reasons that were given at closing."""
    rows = ws.rows(
        "select r.n, r.person, p.card, r.matter, r.sealed_reason from closing_reason r join person p on p.id = r.person "
        "where r.session = ? order by r.n",
        [session],
    )
    return tuple(
        ReconciliationRow(
            person=person, card=card, matter=OpenMatter(matter), reason=open_text(ws, person, f"closing_reason.{number}.reason", sealed)
        )
        for number, person, card, matter, sealed in rows
    )


def _session(row: tuple[Any, ...]) -> Session:
    ident, project, place, facilitators, language, wave, state, opened_at, opened_by, closed_at = row
    return Session(
        id=SessionId(ident),
        project=ProjectId(project),
        place=place,
        facilitators=tuple(json_value(facilitators)),
        language=language,
        wave=wave,
        state=SessionState(state),
        opened_at=moment(opened_at),
        opened_by=UserId(opened_by),
        closed_at=moment_or_none(closed_at),
    )
