"""The register of requests and complaints: rows are added and never changed. It outlives an erasure; its words about the person do not."""

from datetime import date
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId
from civicdesk.records.requests import Request, RequestEvent, RequestId, RequestKind, RequestStep
from civicdesk.store.actions import Action
from civicdesk.store.columns import moment, open_text, seal_text, stamp
from civicdesk.store.workspace import Workspace

_COLUMNS = "n, id, kind, person, received_on, user, at, note, sealed_note"


def keep_request(ws: Workspace, request: Request) -> None:
    """Keep what somebody asked for."""
    with ws.writing(Action.REQUEST_KEPT, request.by) as writing:
        number = writing.following("request")
        facts = {
            "id": request.id,
            "kind": request.kind.value,
            "person": request.person or "",
            "received_on": request.received_on.isoformat(),
            "user": request.by,
            "at": stamp(request.at),
            **_note(ws, request.person, f"request.{number}.note", request.note),
        }
        writing.insert("request", facts, number)


def keep_event(ws: Workspace, event: RequestEvent) -> None:
    """Keep one step of a request.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    asked = request(ws, event.request)
    with ws.writing(Action.REQUEST_KEPT, event.by) as writing:
        number = writing.following("request_event")
        facts = {
            "request": event.request,
            "what": event.step.value,
            "day": event.day.isoformat(),
            "user": event.by,
            "at": stamp(event.at),
            **_note(ws, asked.person, f"request_event.{number}.note", event.note),
        }
        writing.insert("request_event", facts, number)


def request(ws: Workspace, ident: RequestId) -> Request:
    """Return one request.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    row = ws.row(f"select {_COLUMNS} from request where id = ?", [ident])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="request")
    return _request(ws, row)


def requests(ws: Workspace) -> tuple[Request, ...]:
    """Return the whole register in the order in which it was written."""
    return tuple(_request(ws, row) for row in ws.rows(f"select {_COLUMNS} from request order by n"))


def events(ws: Workspace, ident: RequestId) -> tuple[RequestEvent, ...]:
    """Return the steps of one request in order.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    person = request(ws, ident).person
    rows = ws.rows("select n, what, day, user, at, note, sealed_note from request_event where request = ? order by n", [ident])
    return tuple(
        RequestEvent(
            request=ident,
            step=RequestStep(what),
            day=date.fromisoformat(day),
            by=user,
            at=moment(at),
            note=_words(ws, person, f"request_event.{number}.note", note, sealed),
        )
        for number, what, day, user, at, note, sealed in rows
    )


def _request(ws: Workspace, row: tuple[Any, ...]) -> Request:
    number, ident, kind, person, received_on, user, at, note, sealed = row
    whose = PersonId(person) if person else None
    return Request(
        id=RequestId(ident),
        kind=RequestKind(kind),
        person=whose,
        received_on=date.fromisoformat(received_on),
        by=user,
        at=moment(at),
        note=_words(ws, whose, f"request.{number}.note", note, sealed),
    )


def _note(ws: Workspace, person: PersonId | None, place: str, note: str) -> dict[str, object]:
    """Words about a person go under that person's key, unless it is gone already: then none are kept."""
    if person is None:
        return {"note": note, "sealed_note": None}
    return {"note": "", "sealed_note": None if _forgotten(ws, person) else seal_text(ws, person, place, note)}


def _words(ws: Workspace, person: PersonId | None, place: str, note: str, sealed: bytes | None) -> str:
    if person is None or _forgotten(ws, person):
        return note
    return open_text(ws, person, place, sealed)


def _forgotten(ws: Workspace, person: PersonId) -> bool:
    return ws.row("select 1 from erasure where person = ?", [person]) is not None
