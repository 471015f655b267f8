"""How long things are kept: who reaches a date, and what is done then."""

from datetime import date, timedelta

import pytest

from civicdesk.store import people
from civicdesk.workflows import retention
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.retention import Kept, months_after
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import finished, says_no, welcome

YEARS = timedelta(days=366 * 7)


def test_names_go_after_a_year_and_answers_after_six(kit: Kit) -> None:
    person = welcome(kit, name="Wren Fictional")
    finished(kit, person.id)
    assert retention.due(kit) == ()
    found = retention.due(kit, YEARS)
    assert [(each.kept, each.on) for each in found] == [(Kept.IDENTITY, date(2027, 3, 2)), (Kept.ANSWERS, date(2032, 3, 2))]
    assert {each.card for each in found} == {person.card}


def test_who_gave_no_name_has_none_to_lose(kit: Kit) -> None:
    welcome(kit)
    assert [each.kept for each in retention.due(kit, YEARS)] == [Kept.ANSWERS]


def test_a_project_has_its_own_rules(kit: Kit) -> None:
    welcome(kit, contact="01632 960001")
    retention.set_rules(kit, {Kept.IDENTITY: 1, Kept.ANSWERS: 24})
    assert [(each.kept, each.on) for each in retention.due(kit)] == [(Kept.IDENTITY, date(2026, 4, 2))]


@pytest.mark.parametrize(
    "wanted", [{}, {Kept.IDENTITY: 0, Kept.ANSWERS: 5}, {Kept.IDENTITY: 6, Kept.ANSWERS: 5}, {Kept.IDENTITY: 1, Kept.ANSWERS: 601}]
)
def test_rules_that_make_no_sense_are_refused(kit: Kit, wanted: dict[Kept, int]) -> None:
    with says_no("RETENTION-MONTHS"):
        retention.set_rules(kit, wanted)


def test_name_and_contact_are_taken_out_and_the_person_stays(kit: Kit) -> None:
    person = welcome(kit, name="Wren Fictional", contact="01632 960001")
    retention.drop_identity(kit, person.id)
    kept = people.person(kit.workspace, person.id)
    assert (kept.name, kept.contact, kept.card) == ("", "", person.card)
    assert kit.workspace.verify() == ()


def test_only_a_coordinator_decides(kit: Kit) -> None:
    worker, person = held_by(kit, "Wes Worker"), welcome(kit, name="Wren Fictional")
    with says_no("ROLE-RIGHT"):
        retention.drop_identity(worker, person.id)
    with says_no("ROLE-RIGHT"):
        retention.set_rules(worker, retention.DEFAULT)


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2028, 1, 31), 1, date(2028, 2, 29)), (date(2026, 12, 15), 1, date(2027, 1, 15)),
    (date(2026, 11, 30), 3, date(2027, 2, 28)), (date(2026, 3, 2), 72, date(2032, 3, 2)),
])  # fmt: skip
def test_a_month_later_is_the_same_day_or_the_last_one(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then
