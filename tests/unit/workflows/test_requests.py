"""Requests and complaints: their clocks, and the pack with everything that is held about a person."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from civicdesk.records.ids import PersonId
from civicdesk.records.people import Person
from civicdesk.records.requests import RequestId, RequestKind, RequestStep
from civicdesk.store import audit, entries
from civicdesk.store import erasing as erasing_store
from civicdesk.store import people as people_store
from civicdesk.workflows import case_study, erasure, forms, requests, retention
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.requests import Asked, RequestPage
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import begin, finished, plain_form, ref_of, says_no, welcome

TODAY = date(2026, 3, 2)
PAST = date(2026, 1, 31)


@pytest.fixture
def person(kit: Kit) -> Person:
    return welcome(kit, name="Wren Fictional", contact="01632 960001")


def asked(
    kit: Kit, person: Person | None, kind: RequestKind = RequestKind.ACCESS, on: date = PAST, note: str = "by telephone"
) -> RequestPage:
    new = Asked(kind=kind, person=person.id if person else None, received_on=on, note=note)
    return requests.page(kit, requests.open_request(kit, new).value.id)


def step(kit: Kit, which: RequestPage, what: RequestStep, day: date = TODAY) -> RequestPage:
    return requests.take_step(kit, which.request.id, what, day=day, note="said so").value


def test_a_request_has_a_month(kit: Kit, person: Person) -> None:
    clock = asked(kit, person).clock
    assert (clock.due, clock.next, clock.overdue, clock.soon) == (date(2026, 2, 28), RequestStep.ANSWERED, True, False)


def test_a_request_of_today_is_in_time(kit: Kit, person: Person) -> None:
    made = requests.open_request(kit, Asked(kind=RequestKind.ERASURE, person=person.id)).value
    clock = requests.page(kit, made.id).clock
    assert (clock.due, clock.overdue, clock.soon) == (date(2026, 4, 2), False, False)


def test_the_last_week_is_told(kit: Kit, person: Person) -> None:
    assert asked(kit, person, on=date(2026, 2, 5)).clock.soon


def test_a_complaint_is_acknowledged_within_thirty_days_and_then_answered(kit: Kit) -> None:
    page = asked(kit, None, RequestKind.COMPLAINT, on=date(2026, 2, 1))
    assert (page.clock.due, page.clock.next) == (date(2026, 3, 3), RequestStep.ACKNOWLEDGED)
    page = step(kit, page, RequestStep.ACKNOWLEDGED)
    assert (page.clock.due, page.clock.next) == (None, RequestStep.ANSWERED)
    page = step(kit, page, RequestStep.ANSWERED)
    assert page.clock.next is None
    assert [each.note for each in page.events] == ["said so", "said so"]


def test_the_clock_stands_still_while_it_waits_for_the_person(kit: Kit, person: Person) -> None:
    page = step(kit, asked(kit, person), RequestStep.PAUSED, date(2026, 2, 10))
    assert (page.clock.paused, page.clock.due) == (True, None)
    page = step(kit, page, RequestStep.RESUMED, date(2026, 2, 20))
    assert page.clock.due == date(2026, 3, 10)


def test_a_complex_request_has_three_months(kit: Kit, person: Person) -> None:
    assert step(kit, asked(kit, person), RequestStep.EXTENDED).clock.due == date(2026, 4, 30)


@pytest.mark.parametrize(("before", "then"), [
    ([RequestStep.ANSWERED], RequestStep.PAUSED), ([RequestStep.PAUSED], RequestStep.ANSWERED), ([], RequestStep.RESUMED),
    ([RequestStep.EXTENDED], RequestStep.EXTENDED), ([RequestStep.WITHDRAWN], RequestStep.ANSWERED),
])  # fmt: skip
def test_steps_follow_from_each_other(kit: Kit, person: Person, before: list[RequestStep], then: RequestStep) -> None:
    page = asked(kit, person)
    for each in before:
        page = step(kit, page, each)
    with says_no("REQUEST-STEP"):
        step(kit, page, then)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), PAST - timedelta(days=1)])
def test_a_step_has_a_day_between_then_and_now(kit: Kit, person: Person, day: date) -> None:
    with says_no("REQUEST-DAY"):
        step(kit, asked(kit, person), RequestStep.ANSWERED, day)


def test_what_cannot_be_written_down_is_told(kit: Kit, person: Person) -> None:
    for new, code in (
        (Asked(kind=RequestKind.ACCESS, person=person.id, received_on=TODAY + timedelta(days=1)), "REQUEST-DAY"),
        (Asked(kind=RequestKind.ACCESS), "REQUEST-PERSON"),
        (Asked(kind=RequestKind.ACCESS, person=PersonId("nobody")), "STORE-UNKNOWN"),
    ):
        with says_no(code):
            requests.open_request(kit, new)
    with says_no("STORE-UNKNOWN"):
        requests.page(kit, RequestId("none"))


def test_the_register_shows_first_what_is_due_first(kit: Kit, person: Person) -> None:
    later, earlier = asked(kit, person, on=date(2026, 2, 20)), asked(kit, person, RequestKind.CORRECTION, on=date(2026, 2, 10))
    paused, done = asked(kit, person, RequestKind.OBJECTION), asked(kit, person, RequestKind.RESTRICTION)
    step(kit, paused, RequestStep.PAUSED)
    step(kit, done, RequestStep.ANSWERED)
    assert [each.request.kind for each in requests.register(kit)] == [
        each.request.kind for each in (earlier, later, paused, done)
    ]  # fmt: skip


def test_a_facilitator_handles_no_requests(kit: Kit, person: Person) -> None:
    guide = held_by(kit, "Fay Guide")
    for verb in (
        requests.register,
        lambda it: requests.access_pack(it, person.id),
        lambda it: requests.open_request(it, Asked(kind=RequestKind.ACCESS)),
    ):
        with says_no("ROLE-RIGHT"):
            verb(guide)


def test_the_register_outlives_an_erasure(kit: Kit, person: Person) -> None:
    page = asked(kit, person, RequestKind.ERASURE, note="Wren Fictional wants to be forgotten")
    erasure.erase(kit, person.id)
    (kept,) = requests.register(kit)
    assert (kept.request.kind, kept.request.note) == (RequestKind.ERASURE, "")
    step(kit, page, RequestStep.ANSWERED)
    assert requests.register(kit)[0].clock.next is None
    assert kit.workspace.verify() == ()


def test_the_pack_holds_everything_about_the_person(kit: Kit, person: Person) -> None:
    forms.add(kit, plain_form())
    talk = begin(kit, person.id, form_id="plain")
    for name, value in {"words": "I met Hazel Invented in town", "years": "3", "again": "yes"}.items():
        talk.answer(ref_of(talk, name), value)
    talk.finish()
    finished(kit, person.id)
    story = case_study.begin(kit, person.id, None).value
    case_study.keep(kit, replace(story, title="A new start", texts=(("change", "She helped me, Hazel Invented did."),)))
    entries.keep_steps(kit.workspace, person.id, talk.submission.id, [])
    asked(kit, person)
    other = welcome(kit, name="Robin Placeholder")
    pack = requests.access_pack(kit, person.id).value
    told = json.loads(pack.data)
    assert told["held"]["person"][0]["name"] == "Wren Fictional"
    assert {"question": "Again?", "answer": "Yes", "form": "Plain", "round": 1} in told["answers"]
    assert told["held"]["case_version"][-1]["title"] == "A new start"
    assert told["held"]["request"][0]["note"] == "by telephone"
    assert pack.rows == sum(map(len, told["held"].values()))
    assert pack.names_of_others == ("Hazel Invented",)
    assert other.id not in pack.data.decode()
    assert "Robin" not in pack.data.decode()


def test_every_table_that_an_erasure_empties_is_in_the_pack(kit: Kit, person: Person) -> None:
    finished(kit, person.id)
    told = json.loads(requests.access_pack(kit, person.id).value.data)["held"]
    filled = {table for table, which in erasing_store.ROWS if kit.workspace.row(f"select 1 from {table} where {which}", [person.id])}
    assert set(told) == filled - {"draft_state"}


def test_making_the_pack_stands_in_the_audit(kit: Kit, person: Person) -> None:
    requests.access_pack(kit, person.id)
    assert audit.rows(kit.workspace)[-1].action == "exported"


def test_nothing_is_packed_about_nobody(kit: Kit) -> None:
    with says_no("STORE-UNKNOWN"):
        requests.access_pack(kit, PersonId("nobody"))


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2027, 11, 30), date(2028, 1, 29), date(2026, 12, 31), date(2026, 3, 2)])
@pytest.mark.parametrize("months", [1, 3])
def test_both_ways_to_count_months_agree(day: date, months: int) -> None:
    assert requests._months_after(day, months) == retention.months_after(day, months)


def test_people_are_found_by_id_without_a_key(kit: Kit, person: Person) -> None:
    assert people_store.ids(kit.workspace) == {person.id}


def test_where_it_stands_in_words(kit: Kit, person: Person) -> None:
    page, complaint = asked(kit, person), asked(kit, None, RequestKind.COMPLAINT, on=TODAY)
    assert requests.in_words(page.clock) == "Answer: was due on 2026-02-28"
    assert requests.in_words(complaint.clock) == "Acknowledge by 2026-04-01"
    assert requests.in_words(step(kit, complaint, RequestStep.ACKNOWLEDGED).clock) == "Answer"
    assert requests.in_words(step(kit, page, RequestStep.PAUSED).clock) == "waits for the person"
    assert requests.in_words(step(kit, page, RequestStep.WITHDRAWN).clock) == "done"


def test_a_pack_is_written_where_somebody_chose(kit: Kit, person: Person, tmp_path: Path) -> None:
    pack = requests.access_pack(kit, person.id).value
    requests.save_pack(pack, tmp_path / "pack.json")
    assert (tmp_path / "pack.json").read_bytes() == pack.data
