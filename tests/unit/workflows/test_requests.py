"""Requests and complaints: their clocks, and the pack with everything that is held about a person."""

from datetime import date, timedelta

import pytest

from civicdesk.records.ids import PersonId
from civicdesk.records.people import Person
from civicdesk.records.requests import RequestId, RequestKind, RequestStep
from civicdesk.store import people as people_store
from civicdesk.workflows import access, erasure, requests, retention
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.requests import Asked, RequestPage
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import says_no, welcome

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
        lambda it: access.gather(it, person.id),
        lambda it: requests.page(it, RequestId("none")),
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
    assert requests.in_words(step(kit, page, RequestStep.PAUSED).clock) == "Waits for the person"
    assert requests.in_words(step(kit, page, RequestStep.WITHDRAWN).clock) == "Done"


def test_a_worker_sees_the_requests_of_their_own_people_and_their_own(kit: Kit, person: Person) -> None:
    worker = held_by(kit, "Wes Worker")
    theirs = welcome(worker, name="Sky Invented")
    asked(kit, person)
    mine, complaint = asked(kit, theirs, RequestKind.OBJECTION), asked(worker, None, RequestKind.COMPLAINT)
    assert {each.request.id for each in requests.register(worker)} == {mine.request.id, complaint.request.id}


def test_a_worker_opens_no_request_of_somebody_they_do_not_work_with(kit: Kit, person: Person) -> None:
    worker, page = held_by(kit, "Wes Worker"), asked(kit, person)
    for verb in (
        lambda: requests.page(worker, page.request.id),
        lambda: step(worker, page, RequestStep.ANSWERED),
        lambda: asked(worker, person),
    ):
        with says_no("ROLE-RIGHT"):
            verb()


def test_a_page_offers_what_may_follow(kit: Kit, person: Person) -> None:
    page = asked(kit, person)
    assert page.card == person.card
    assert page.possible == (
        RequestStep.ACKNOWLEDGED, RequestStep.EXTENDED, RequestStep.PAUSED, RequestStep.ANSWERED, RequestStep.WITHDRAWN,
    )  # fmt: skip
    assert step(kit, page, RequestStep.PAUSED).possible == (RequestStep.RESUMED, RequestStep.WITHDRAWN)


def test_steps_stand_beside_the_name_of_who_wrote_them_down(kit: Kit) -> None:
    assert requests.names_of_users(kit)[kit.user.id] == "Ada Test"
