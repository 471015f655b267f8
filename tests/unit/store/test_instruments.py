"""Instruments: each version of each form is kept as long as anything refers to it."""

from dataclasses import replace

import pytest

from civicdesk.errors import Refused
from civicdesk.records.ids import InstrumentId
from civicdesk.records.instruments import Finding, Instrument, InstrumentStatus, Level
from civicdesk.store import audit, instruments
from civicdesk.store.workspace import Workspace


@pytest.fixture
def second(form: Instrument) -> Instrument:
    warned = Finding(level=Level.WARNING, code="FORM-LONG", sentence="Long.", sheet="survey", row=3, column="label", question="a")
    return replace(form, id=InstrumentId("f2" * 32), version="2", findings=(warned,), key_sha256="ab", attachments={})


def test_an_instrument_comes_back_as_kept(ws: Workspace, form: Instrument) -> None:
    assert instruments.instrument(ws, form.id) == form


def test_an_instrument_with_findings_comes_back_as_kept(ws: Workspace, second: Instrument) -> None:
    instruments.keep_instrument(ws, second, b"{}")
    assert instruments.instrument(ws, second.id) == second
    assert ws.verify() == ()


def test_an_unknown_instrument_is_refused(ws: Workspace) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        instruments.instrument(ws, InstrumentId("none"))


def test_a_scoring_key_comes_back_to_the_byte(ws: Workspace, form: Instrument, second: Instrument) -> None:
    instruments.keep_instrument(ws, second, b'{"key": 1}')
    assert (instruments.key(ws, second.id), instruments.key(ws, form.id)) == (b'{"key": 1}', None)


def test_the_same_version_again_changes_nothing(ws: Workspace, form: Instrument) -> None:
    before = audit.rows(ws)
    instruments.keep_instrument(ws, form, None)
    assert audit.rows(ws) == before


def test_a_version_number_is_used_once(ws: Workspace, form: Instrument) -> None:
    with pytest.raises(Refused, match="FORM-VERSION-REUSED") as why:
        instruments.keep_instrument(ws, replace(form, id=InstrumentId("other")), None)
    assert why.value.facts == {"form": "day", "version": "1"}


def test_new_responses_start_with_the_newest_version(ws: Workspace, form: Instrument, second: Instrument) -> None:
    instruments.keep_instrument(ws, second, None)
    current = instruments.current(ws, "day")
    assert (current.version, current.warnings, current.has_scores) == ("2", 1, True)
    assert [(card.version, card.status) for card in instruments.cards(ws)] == [
        ("2", InstrumentStatus.CURRENT), ("1", InstrumentStatus.SUPERSEDED),
    ]  # fmt: skip


def test_a_version_that_is_kept_as_withdrawn_supersedes_nothing(ws: Workspace, form: Instrument, second: Instrument) -> None:
    instruments.keep_instrument(ws, replace(second, status=InstrumentStatus.WITHDRAWN), None)
    assert instruments.current(ws, "day").version == "1"


def test_no_new_response_starts_with_a_withdrawn_form(ws: Workspace, form: Instrument) -> None:
    instruments.set_status(ws, form.id, InstrumentStatus.WITHDRAWN)
    assert instruments.current(ws, "day") is None


def test_an_older_version_can_be_taken_up_again(ws: Workspace, form: Instrument, second: Instrument) -> None:
    instruments.keep_instrument(ws, second, None)
    instruments.set_status(ws, form.id, InstrumentStatus.CURRENT)
    assert instruments.current(ws, "day").version == "1"
    assert ws.verify() == ()


def test_an_unknown_form_has_no_current_version(ws: Workspace) -> None:
    assert instruments.current(ws, "none") is None
