"""Lists from outside, who looked, and what was changed here."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from civicdesk.errors import Refused
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.sealing import WorkspaceKeys
from civicdesk.records.upkeep import Award, Feed, FeedRecord, LocalEdit, Method, Result, Verification
from civicdesk.store import entries, upkeep
from civicdesk.store.layout import Layout
from civicdesk.store.migrations import ALL
from civicdesk.store.workspace import Workspace, create, open_
from tests.unit.store.conftest import Clock

CHOIR, HALL = (Entry(id=EntryId(ident), name=name) for ident, name in (("e1", "Choir"), ("e2", "Hall")))
LIST = Feed(id="f1", name="Invented list", licence="CC0-1.0", attribution="Nobody", sha256="aa", read_on=date(2026, 3, 1))
RECORD = FeedRecord(
    entry=CHOIR.id, feed=LIST.id, external_id="svc-1",
    document='{"id":"e1","name":"Choir","organization":{"id":"o1","name":"Arts"},"phones":[{"id":"t1","number":"01632 960100"}],'
    '"service_at_locations":[{"id":"a1","location":{"id":"l1","name":"Chapel","latitude":52.5}}]}',
)  # fmt: skip
ADA = UserId("ada")


@pytest.fixture
def listed(ws: Workspace) -> Workspace:
    entries.keep_entries(ws, [CHOIR, HALL])
    upkeep.keep_feed(ws, LIST)
    upkeep.keep_records(ws, [RECORD])
    return ws


def edit(field: str, value: str | None, entry: EntryId = CHOIR.id) -> LocalEdit:
    return LocalEdit(entry=entry, field=field, value=value, theirs="old", reason="rang them", by=ADA, at=datetime(2026, 3, 2, tzinfo=UTC))


def look(day: int, result: Result) -> Verification:
    return Verification(entry=CHOIR.id, day=date(2026, 3, day), method=Method.PHONE, result=result, by=ADA)


def test_lists_and_records_come_back_as_kept(listed: Workspace) -> None:
    assert (upkeep.feeds(listed), dict(upkeep.records(listed)), dict(upkeep.records(listed, "f2"))) == ((LIST,), {CHOIR.id: RECORD}, {})
    assert listed.verify() == ()


def test_the_same_list_again_writes_nothing(listed: Workspace) -> None:
    before = listed.head().seq
    upkeep.keep_feed(listed, LIST)
    upkeep.keep_records(listed, [RECORD])
    assert listed.head().seq == before


def test_a_newer_list_replaces_and_adds(listed: Workspace) -> None:
    newer, other = replace(RECORD, document='{"name":"Choir 2"}'), replace(RECORD, entry=HALL.id)
    upkeep.keep_feed(listed, replace(LIST, read_on=None))
    upkeep.keep_records(listed, [newer, other])
    assert dict(upkeep.records(listed, LIST.id)) == {CHOIR.id: newer, HALL.id: other}
    assert (upkeep.feeds(listed), listed.verify()) == ((replace(LIST, read_on=None),), ())


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("select id, name, external_id, organization_id from oruk_service", ("e1", "Choir", "svc-1", "o1")),
        ("select id, name from oruk_organization", ("o1", "Arts")),
        ("select service_id, id, number from oruk_phone", ("e1", "t1", "01632 960100")),
        ("select service_id, id, name, latitude from oruk_location", ("e1", "l1", "Chapel", 52.5)),
        ("select count(*) from oruk_schedule", (0,)),
        ("select count(*) from oruk_cost_option", (0,)),
        ("select count(*) from oruk_service_area", (0,)),
        ("select count(*) from oruk_language", (0,)),
        ("select count(*) from oruk_contact", (0,)),
        ("select count(*) from oruk_attribute", (0,)),
    ],
)
def test_the_parts_of_a_record_can_be_asked_by_the_names_of_the_standard(listed: Workspace, question: str, row: tuple[object, ...]) -> None:
    assert listed.row(question) == row


def test_edits_grow_and_stand_with_their_entry(listed: Workspace) -> None:
    told = [edit("phone", "1"), edit("phone", None), edit("name", "x", HALL.id)]
    for each in told:
        upkeep.keep_edit(listed, each)
    assert upkeep.edits(listed) == {CHOIR.id: tuple(told[:2]), HALL.id: (told[2],)}
    assert (upkeep.edits(listed, HALL.id), listed.verify()) == ({HALL.id: (told[2],)}, ())


def test_the_last_time_that_it_was_found_right_counts(listed: Workspace) -> None:
    looks = [look(1, Result.OK), look(5, Result.CHANGED), look(3, Result.OK), look(9, Result.NO_ANSWER)]
    for each in looks:
        upkeep.keep_verification(listed, each)
    assert upkeep.verifications(listed) == upkeep.verifications(listed, CHOIR.id) == tuple(looks)
    assert (upkeep.verifications(listed, HALL.id), upkeep.confirmed(listed), listed.verify()) == ((), {CHOIR.id: date(2026, 3, 5)}, ())


def test_a_merged_entry_is_kept_and_not_shown(listed: Workspace) -> None:
    upkeep.merge(listed, HALL.id, CHOIR.id, by=ADA)
    assert (entries.entries(listed), upkeep.merged(listed)) == ((CHOIR,), {HALL.id: CHOIR.id})
    assert ({entry.id for entry in entries.every_entry(listed)}, entries.beginning_with(listed, "hall")) == ({"e1", "e2"}, ())
    assert (entries.agreeing_words(listed, ["hall"]), listed.verify()) == ({}, ())


def test_what_is_looked_after_must_be_there(listed: Workspace) -> None:
    unknown = EntryId("none")
    for question in (
        lambda: upkeep.keep_edit(listed, edit("name", "x", unknown)),
        lambda: upkeep.keep_verification(listed, replace(look(1, Result.OK), entry=unknown)),
        lambda: upkeep.merge(listed, CHOIR.id, unknown, by=ADA),
        lambda: upkeep.merge(listed, unknown, CHOIR.id, by=ADA),
    ):
        with pytest.raises(Refused, match="STORE-UNKNOWN"):
            question()


def test_grants_that_were_given_are_kept_once_and_brought_up_to_date(ws: Workspace) -> None:
    old, new = Award(id="g1", title="Beds", pence=500, awarded_on=date(2026, 1, 1)), Award(id="g2", title="Shirts", to_individual=True)
    assert (upkeep.keep_awards(ws, [new, old]), upkeep.keep_awards(ws, [old, new])) == (2, 0)
    assert upkeep.keep_awards(ws, [replace(old, pence=600)]) == 1
    assert (upkeep.awards(ws), ws.verify()) == ((replace(old, pence=600), new), ())


def test_a_directory_of_an_earlier_version_is_taken_over_whole(tmp_path: Path, keys: WorkspaceKeys, clock: Clock) -> None:
    path = tmp_path / "old.civicdesk"
    before = tuple(step for step in ALL if step.name < "m004")
    old = create(path, keys, now=clock, layout=Layout(lock=False, reserve=0, steps=before))
    names = ("id", "name", "organisation", "description", "when", "address", "district", "phone", "email", "url", "contact_name", "cost")
    with old.writing("entries-kept") as writing:
        writing.insert("entry", dict.fromkeys(names, "") | {"id": "e1", "name": "Choirs", "access": "", "tags": "[]", "printable": 1})
    old.close()
    new = open_(path, keys, head=None, now=clock, layout=Layout(lock=False, reserve=0))
    try:
        assert new.verify() == ()
        assert entries.entries(new) == (Entry(id=EntryId("e1"), name="Choirs"),)
        assert (set(entries.agreeing_words(new, ["choir"])), entries.beginning_with(new, "cho")) == ({"e1"}, ("e1",))
    finally:
        new.close()
