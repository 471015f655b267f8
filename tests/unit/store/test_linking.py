"""Whole dates of birth lie sealed; the key of the links is taken in once."""

from collections.abc import Callable
from datetime import date

import pytest

from civicdesk.errors import Refused
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.linking import LinkPerson
from civicdesk.records.people import Person
from civicdesk.store import consent, linking
from civicdesk.store.workspace import Workspace

READER = UserId("ada")
TOLD = ({"linkage": "A code  counts people."},)


def test_a_date_of_birth_is_kept_sealed_and_can_be_mended(ws: Workspace, wren: Person) -> None:
    linking.keep_birth_date(ws, wren.id, date(1980, 5, 3), by=READER)
    linking.keep_birth_date(ws, wren.id, date(1980, 5, 4), by=READER)
    assert linking.birth_dates(ws, {wren.id}) == {wren.id: date(1980, 5, 4)}
    assert linking.birth_dates(ws, ()) == {}
    assert "1980" not in repr(ws.rows("select * from birth_date"))
    assert ws.verify() == ()


def hears(ws: Workspace, person: Person, clock: Callable, text: str) -> None:
    consent.keep_consent(
        ws,
        Consent(
            person=person.id, choices=((Purpose.KEEP, Choice.YES),), mode=Mode.SPOKEN, read_aloud=True, limits_explained=True, witness="",
            statement=Statement(version=text, language="en", text=text, sha256=text, purposes=((Purpose.KEEP, "Keep"),)),
            by=READER, session=None, at=clock(),
        ),
    )  # fmt: skip


def test_only_who_gave_a_date_of_birth_can_be_linked(ws: Workspace, wren: Person, clock: Callable) -> None:
    codes = {wren.id: "code-1", PersonId("robin"): "code-2"}
    hears(ws, wren, clock, "May we? A code\ncounts people.")
    assert linking.linked(ws, codes, TOLD) == ()
    linking.keep_birth_date(ws, wren.id, date(1980, 5, 3), by=READER)
    assert linking.linked(ws, {}, TOLD) == ()
    assert linking.linked(ws, codes, TOLD) == (LinkPerson(code="code-1", name="Wren Fictional", sex="", birth_date=date(1980, 5, 3)),)


def test_nobody_is_linked_who_was_not_told_of_it(ws: Workspace, wren: Person, clock: Callable) -> None:
    linking.keep_birth_date(ws, wren.id, date(1980, 5, 3), by=READER)
    assert linking.linked(ws, {wren.id: "code-1"}, TOLD) == ()
    hears(ws, wren, clock, "A code counts people.")
    assert len(linking.linked(ws, {wren.id: "code-1"}, TOLD)) == 1
    hears(ws, wren, clock, "May we?")
    assert linking.linked(ws, {wren.id: "code-1"}, TOLD) == ()
    assert linking.linked(ws, {wren.id: "code-1"}, [{"text": "May we?"}]) == ()


def test_the_key_is_taken_in_once_and_no_other_after_it(ws: Workspace) -> None:
    with pytest.raises(Refused, match="LINK-KEY"):
        linking.key(ws)
    for _ in range(2):
        linking.keep_key(ws, b"k" * 32, by=READER)
    assert linking.key(ws) == b"k" * 32
    with pytest.raises(Refused, match="LINK-OTHER-KEY"):
        linking.keep_key(ws, b"o" * 32, by=READER)
