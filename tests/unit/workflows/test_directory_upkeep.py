"""Lists taken in and given on, entries added, put right, confirmed, closed and merged."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from civicdesk.records.entries import Entry, EntryStatus
from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.people import Role
from civicdesk.records.upkeep import Method, Result
from civicdesk.store import entries
from civicdesk.workflows import directory, directory_feed, directory_upkeep, funding, send
from civicdesk.workflows.directory_feed import Arrival, NewFeed
from civicdesk.workflows.directory_upkeep import Grounds
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import says_no, welcome

IDENT = EntryId("00000000-0000-4000-8000-000000000001")
LIST = NewFeed(name="Invented list", licence="CC0-1.0")


def page(*records: Mapping[str, object]) -> dict[str, bytes]:
    return {"services_page1.json": json.dumps({"contents": list(records)}).encode()}


def service(ident: str = IDENT, **more: object) -> dict[str, object]:
    return {"id": ident, "name": "Invented Choir", "status": "active", "assured_date": "2026-02-01", "fees": "£2", **more}


def taken(kit: Kit, *records: Mapping[str, object], **more: object) -> Arrival:
    return directory_feed.take_in(kit, page(*records), NewFeed(**{"name": LIST.name, "licence": LIST.licence, **more})).value


def shown(kit: Kit, which: EntryId = IDENT) -> Entry:
    return directory.entry(kit, which)


# ---- lists


def test_a_list_is_looked_at_before_it_comes_in(kit: Kit) -> None:
    before = entries.entries(kit.workspace)
    arrival = directory_feed.preview(kit, page(service(), service("svc-2", name="")), LIST)
    assert (arrival.new, arrival.rejected, [finding.code for finding in arrival.findings]) == (1, 1, ["DIR-NAME", "DIR-ID"])
    assert entries.entries(kit.workspace) == before


def test_a_list_comes_in_and_the_same_again_writes_nothing(kit: Kit) -> None:
    assert (taken(kit, service()).new, shown(kit).source) == (1, "Invented list")
    seq = kit.workspace.head().seq
    assert (taken(kit, service()), kit.workspace.head().seq) == (Arrival(same=1), seq)


def test_what_the_list_no_longer_has_is_marked_and_comes_back(kit: Kit) -> None:
    other = service("00000000-0000-4000-8000-000000000002", name="Hall")
    taken(kit, service(), other)
    assert taken(kit, other).missing == 1
    assert shown(kit).missing_since == kit.now().date()
    assert taken(kit, other) == Arrival(same=2)
    taken(kit, service(), other)
    assert shown(kit).missing_since is None


def test_a_part_of_a_list_marks_nothing(kit: Kit) -> None:
    taken(kit, service())
    assert (taken(kit, whole=False).missing, shown(kit).missing_since) == (0, None)


def test_what_was_put_right_survives_a_newer_list_and_asks_when_it_changes(kit: Kit) -> None:
    taken(kit, service())
    directory_upkeep.correct(kit, IDENT, "cost", "Free")
    assert (taken(kit, service(description="New words")).conflicts, shown(kit).cost, shown(kit).description) == ((), "Free", "New words")
    arrival = taken(kit, service(fees="£5"))
    assert ([edit.field for edit in arrival.conflicts], shown(kit).cost) == (["cost"], "£5")
    first = directory_upkeep.to_check(kit)[0]
    assert (first.why, first.entry.id) == ("conflict", IDENT)
    directory_upkeep.correct(kit, IDENT, "cost", None)
    assert (shown(kit).cost, [each.why for each in directory_upkeep.to_check(kit) if each.entry.id == IDENT]) == ("£5", [])


def test_keeping_ours_after_a_conflict_holds(kit: Kit) -> None:
    taken(kit, service())
    directory_upkeep.correct(kit, IDENT, "cost", "Free")
    taken(kit, service(fees="£5"))
    directory_upkeep.correct(kit, IDENT, "cost", "Free")
    assert (taken(kit, service(fees="£5")).conflicts, shown(kit).cost) == ((), "Free")


def test_what_is_given_on_names_nobody_and_comes_back(kit: Kit) -> None:
    taken(kit, service(contacts=[{"id": IDENT, "name": "Wren Fictional", "title": "Duty worker"}]))
    directory.import_entries(kit, b"name,contact_name\nInvented Hall,Robin\n")
    welcome(kit, name="Avis Planted")
    pages = directory_feed.give_on(kit)
    text = b"".join(pages.values()).decode()
    assert not any(name in text for name in ("Wren", "Robin", "Avis", kit.user.name))
    given = [one["id"] for data in pages.values() for one in json.loads(data)["contents"]]
    assert (len(given), given) == (len(directory.find(kit)), sorted(given))


# ---- looking after


def test_a_list_that_has_an_entry_of_ours_too_does_not_change_it(kit: Kit) -> None:
    own = directory_upkeep.add(kit, {"name": "Ours", "cost": "Free"}).value
    came = taken(kit, service(own.id, name="Theirs"), service())
    assert (shown(kit, own.id), came.new, came.rejected, [each.code for each in came.findings]) == (own, 1, 1, ["DIR-OURS"])


def test_a_record_that_cannot_be_taken_is_not_missing(kit: Kit) -> None:
    taken(kit, service())
    assert (taken(kit, service(name="")).missing, shown(kit).missing_since) == (0, None)


def test_an_entry_belongs_to_the_list_that_had_it_last(kit: Kit) -> None:
    other, apart = "Another list", "00000000-0000-4000-8000-000000000002"
    taken(kit, service())
    taken(kit, service(), service(apart), name=other)
    assert (taken(kit, service(apart)).missing, shown(kit).source) == (0, other)
    assert (taken(kit, service(apart), name=other).missing, shown(kit).missing_since) == (1, kit.now().date())


def test_an_entry_of_ones_own_is_added_with_an_id_that_others_understand(kit: Kit) -> None:
    entry = directory_upkeep.add(kit, {"name": "Invented Hall", "step_free": "yes", "tags": "music;tea"}).value
    assert (shown(kit, entry.id), entry.facts.step_free, len(entry.id)) == (entry, True, 36)
    assert "Invented Hall" in {each.entry.name for each in directory.find(kit, "invent")}


@pytest.mark.parametrize(
    ("cells", "code"),
    [({}, "DIRECTORY-VALUE"), ({"name": "X", "contact_name": "Wren"}, "DIRECTORY-FIELD"), ({"name": "X", "url": "x"}, "DIRECTORY-VALUE")],
)
def test_an_entry_that_cannot_be_is_told(kit: Kit, cells: dict[str, str], code: str) -> None:
    with says_no(code):
        directory_upkeep.add(kit, cells)


def test_a_correction_can_be_taken_back_even_after_a_second_one(kit: Kit) -> None:
    taken(kit, service())
    directory_upkeep.correct(kit, IDENT, "cost", "Free")
    directory_upkeep.correct(kit, IDENT, "cost", "£1", Grounds(reason="rang them"))
    assert shown(kit).cost == "£1"
    assert directory_upkeep.correct(kit, IDENT, "cost", None).value.cost == "£2"
    assert [edit.value for edit in directory_upkeep.history(kit, IDENT)[0]] == ["Free", "£1", None]


def test_owners_are_told_what_was_put_right_and_nobody_is_named(kit: Kit) -> None:
    taken(kit, service())
    own = directory_upkeep.add(kit, {"name": "Ours"}).value
    directory_upkeep.correct(kit, own.id, "cost", "Free")
    directory_upkeep.correct(kit, IDENT, "cost", "Free", Grounds(reason="Wren told us"))
    (told,) = directory_upkeep.corrections(kit)
    assert (told.entry, told.field, told.old, told.new, told.source) == (IDENT, "cost", "£2", "Free", "Invented list")
    assert "Wren" not in repr(told)
    assert kit.user.id not in repr(told)


def sent(kit: Kit) -> tuple[Mapping[str, str], ...]:
    """Return what goes into the next bundle."""
    return send._corrections(kit, kit.now())


def test_what_was_typed_in_words_goes_to_the_owner_only_after_a_tick(kit: Kit) -> None:
    taken(kit, service())
    directory_upkeep.correct(kit, IDENT, "cost", "Ask for Wren", Grounds(reason="Wren told us", evidence="phone"))
    (told,) = sent(kit)
    assert (told["field"], told["new"], told["old"], told["evidence"]) == ("cost", "", "", "phone")
    assert [each.leaves for each in directory_upkeep.corrections(kit)] == [False]
    directory_upkeep.correct(kit, IDENT, "cost", "Free", Grounds(reason="rang the desk", evidence="phone", impersonal=True))
    (told,) = sent(kit)
    assert (told["new"], told["old"], told["evidence"], told["source"]) == ("Free", "£2", "phone", "Invented list")
    assert [each.leaves for each in directory_upkeep.corrections(kit)] == [True]


def test_a_number_or_a_choice_goes_without_a_tick_but_its_reason_does_not(kit: Kit) -> None:
    taken(kit, service())
    directory_upkeep.correct(kit, IDENT, "phone", "01632 960101", Grounds(reason="Wren told us", evidence="visit"))
    directory_upkeep.look(kit, IDENT, Method.PHONE, Result.CLOSED)
    assert [(told["field"], told["evidence"]) for told in sent(kit)] == [("phone", "visit"), ("status", "phone")]
    assert "Wren" not in repr(sent(kit))


def test_a_correction_names_no_worker_and_is_the_same_worker_each_time(kit: Kit) -> None:
    taken(kit, service())
    for field, text in (("phone", "01632 960101"), ("wait_weeks", "3")):
        directory_upkeep.correct(kit, IDENT, field, text)
    codes = {told["worker"] for told in sent(kit)}
    assert (len(codes), codes & {kit.user.id, kit.user.name}, set(sent(kit)[0])) == (
        1,
        set(),
        {"entry", "source", "field", "old", "new", "evidence", "date", "worker"},
    )


def test_where_a_place_is_that_is_not_public_goes_to_nobody_ticked_or_not(kit: Kit) -> None:
    taken(kit, service(name="Invented Refuge"))
    for field, text in (("address", "1 Placeholder Street"), ("district", "ZZ1 1"), ("easting", "500000"), ("northing", "300000")):
        directory_upkeep.correct(kit, IDENT, field, text, Grounds(impersonal=True))
    assert {told["field"]: told["old"] + told["new"] for told in sent(kit)} == dict.fromkeys(
        ["address", "district", "easting", "northing"], ""
    )
    assert {each.leaves for each in directory_upkeep.corrections(kit)} == {False}


def test_what_was_taken_back_goes_nowhere(kit: Kit) -> None:
    taken(kit, service())
    directory_upkeep.correct(kit, IDENT, "phone", "01632 960101")
    directory_upkeep.correct(kit, IDENT, "phone", None)
    assert sent(kit) == ()


# ---- suggestions


@pytest.fixture
def proposed(kit: Kit) -> str:
    """A worker suggests another number."""
    taken(kit, service())
    return directory_upkeep.suggest(as_worker(kit), IDENT, "phone", "01632 960998", Grounds(evidence="phone")).value.id


def as_worker(kit: Kit) -> Kit:
    return replace(kit, user=replace(kit.user, id=UserId("w1"), role=Role.WORKER))


def test_a_suggestion_is_seen_as_one_and_changes_nothing(kit: Kit, proposed: str) -> None:
    (seen,) = directory_upkeep.suggested(kit, IDENT)
    assert (seen.edit.id, seen.name, seen.shown, seen.edit.value) == (proposed, "Invented Choir", "", "01632 960998")
    assert (shown(kit).phone, sent(kit)) == ("", ())
    assert "960998" not in b"".join(directory_feed.give_on(kit).values()).decode()


def test_an_approved_suggestion_is_a_correction_of_whoever_suggested_it(kit: Kit, proposed: str) -> None:
    directory_upkeep.approve(kit, proposed)
    (edit,) = directory_upkeep.history(kit, IDENT)[0]
    assert (shown(kit).phone, edit.by, edit.evidence, [told["new"] for told in sent(kit)]) == (
        "01632 960998",
        "w1",
        "phone",
        ["01632 960998"],
    )
    assert directory_upkeep.suggested(kit) == ()


def test_a_declined_suggestion_goes_nowhere(kit: Kit, proposed: str) -> None:
    directory_upkeep.decline(kit, proposed)
    assert (shown(kit).phone, directory_upkeep.suggested(kit), sent(kit)) == ("", (), ())


def test_a_suggestion_is_answered_once_and_by_a_coordinator(kit: Kit, proposed: str) -> None:
    for answer in (directory_upkeep.approve, directory_upkeep.decline):
        with says_no("ROLE-RIGHT"):
            answer(as_worker(kit), proposed)
    directory_upkeep.decline(kit, proposed)
    with says_no("DIRECTORY-SUGGESTION"):
        directory_upkeep.approve(kit, proposed)
    assert kit.workspace.verify() == ()


def test_a_suggestion_that_cannot_be_kept_is_told_at_once(kit: Kit) -> None:
    taken(kit, service())
    with says_no("DIRECTORY-VALUE"):
        directory_upkeep.suggest(kit, IDENT, "email", "nothing")


def test_merging_takes_everything_over_that_one_knew_alone(kit: Kit) -> None:
    taken(kit, service())
    other = directory_upkeep.add(kit, {"name": "Choir", "phone": "01632 960998", "when": "Mondays", "printable": "no"}).value
    merged = directory_upkeep.merge(kit, other.id, IDENT).value
    assert (merged.phone, merged.when, merged.printable) == ("01632 960998", "Mondays", False)
    assert shown(kit) == merged


def test_merging_takes_topics_and_a_call_for_money_over(kit: Kit) -> None:
    call = {"title": "Invented Fund", "closes": "2030-01-31", "least": "50", "tags": "music;arts"}
    gone = funding.add(kit, call).value.entry.id
    into = directory_upkeep.add(kit, {"name": "Invented Fund", "kind": "funding", "tags": "arts;garden"}).value.id
    assert directory_upkeep.merge(kit, gone, into).value.tags == ("arts", "garden", "music")
    (kept,) = funding.listed(kit, "Invented Fund")
    assert (kept.entry.id, kept.call.least, kept.entry.facts.closes) == (into, 5000, kept.call.closes)


def test_an_entry_that_was_found_right_is_fresh(kit: Kit) -> None:
    taken(kit, service(assured_date="2020-01-01"))
    assert "old" in [each.why for each in directory_upkeep.to_check(kit) if each.entry.id == IDENT]
    directory_upkeep.look(held_by(kit, "Wes Worker"), IDENT, Method.PHONE, Result.OK)
    taken(kit, service(assured_date="2020-01-01", description="New words"))
    assert (shown(kit).assured_date, shown(kit).description) == (kit.now().date(), "New words")
    assert [each for each in directory_upkeep.to_check(kit) if each.entry.id == IDENT] == []


def test_an_entry_that_was_found_closed_is_offered_no_more_whatever_the_list_says(kit: Kit) -> None:
    taken(kit, service())
    directory_upkeep.look(kit, IDENT, Method.VISIT, Result.CLOSED)
    taken(kit, service(description="New words"))
    assert shown(kit).status is EntryStatus.INACTIVE
    assert IDENT not in {each.entry.id for each in directory.find(kit)}


def test_three_calls_that_nobody_answered_ask_for_a_look(kit: Kit) -> None:
    taken(kit, service())
    for _ in range(3):
        directory_upkeep.look(kit, IDENT, Method.PHONE, Result.NO_ANSWER)
    assert [each.why for each in directory_upkeep.to_check(kit) if each.entry.id == IDENT] == ["no_answer"]
    directory_upkeep.look(kit, IDENT, Method.PHONE, Result.OK)
    assert [each for each in directory_upkeep.to_check(kit) if each.entry.id == IDENT] == []


def test_a_list_read_again_keeps_what_was_confirmed_and_put_right(kit: Kit) -> None:
    data = b"id,name,cost,assured_date\nx1,Invented Hall,2 pounds,2020-01-01\n"
    directory.import_entries(kit, data)
    (found,) = directory.find(kit, "invented hall")
    directory_upkeep.look(kit, found.entry.id, Method.PHONE, Result.OK)
    directory_upkeep.correct(kit, found.entry.id, "cost", "Free")
    directory.import_entries(kit, data)
    assert (shown(kit, found.entry.id).cost, shown(kit, found.entry.id).assured_date) == ("Free", kit.now().date())


def test_two_that_are_one_are_found_and_merged(kit: Kit) -> None:
    one = directory_upkeep.add(kit, {"name": "Invented Choir", "phone": "01632 960100", "cost": "Free"}).value
    other = directory_upkeep.add(kit, {"name": "The Invented Choir", "phone": "01632 960100"}).value
    assert {one.id, other.id} in [{pair.one.id, pair.other.id} for pair in directory_upkeep.same(kit)]
    directory_upkeep.merge(kit, one.id, other.id)
    assert (shown(kit, one.id).id, shown(kit, one.id).cost) == (other.id, "Free")
    assert one.id not in {each.entry.id for each in directory.find(kit)}
    with says_no("DIRECTORY-MERGE"):
        directory_upkeep.merge(kit, other.id, other.id)
    with says_no("DIRECTORY-ENTRY"):
        directory_upkeep.merge(kit, one.id, other.id)


@pytest.mark.parametrize(
    "question",
    [
        taken,
        lambda kit: directory_upkeep.add(kit, {"name": "X"}),
        lambda kit: directory_upkeep.correct(kit, IDENT, "cost", "x"),
        lambda kit: directory_upkeep.merge(kit, IDENT, IDENT),
    ],
)
def test_a_worker_looks_but_does_not_write(kit: Kit, question: object) -> None:
    with says_no("ROLE-RIGHT"):
        question(held_by(kit, "Wes Worker"))


def test_what_is_not_there_is_told(kit: Kit) -> None:
    for question in (
        lambda: directory.entry(kit, IDENT),
        lambda: directory_upkeep.history(kit, IDENT),
        lambda: directory_upkeep.look(kit, IDENT, Method.PHONE, Result.OK),
        lambda: directory_upkeep.correct(kit, IDENT, "cost", "x"),
    ):
        with says_no("DIRECTORY-ENTRY"):
            question()
