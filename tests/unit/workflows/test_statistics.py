"""How the questions of a form behave: only figures of many people, and only for a coordinator."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from civicdesk.records.scores import Key, Method, Scale, ScaleItem
from civicdesk.records.sessions import Session
from civicdesk.scoring.key import with_hashes
from civicdesk.workflows import consent, forms, session, statistics
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import FORM, finished, given, plain_form, says_no, welcome

ITEMS = tuple(ScaleItem(item=name, low=1, high=4) for name in ("a", "b", "c"))
SCALE = Scale(name="calm", label={"en": "Calm"}, method=Method.SUM, items=ITEMS)
KEY = with_hashes(Key(id="tiny", version="1", scales=(SCALE,)))


def material(rows: list[Mapping[str, str]], key: Key = KEY) -> statistics.Material:
    return statistics.Material(form_id="tiny", title="Tiny", key=key, questions={"a": "How calm?"}, rows={"calm": tuple(rows)})


def answered(count: int, **more: str) -> list[Mapping[str, str]]:
    return [{"a": str(1 + n % 4), "b": str(1 + (n // 2) % 4), "c": str(1 + (n + 1) % 4), **more} for n in range(count)]


def test_fewer_than_thirty_complete_responses_give_no_figures() -> None:
    (made,) = statistics.work_out(material(answered(29)))
    assert (made.figures, made.items, made.floor, made.steady) == (None, (), 0, False)


def test_from_thirty_the_figures_are_shown_with_a_warning_until_a_hundred() -> None:
    (few,) = statistics.work_out(material(answered(30)))
    assert few.figures is not None
    assert few.figures.alpha is not None
    assert not few.steady
    (many,) = statistics.work_out(material(answered(100)))
    assert many.steady


def test_every_count_of_people_is_given_to_the_nearest_five() -> None:
    rows = [*answered(41), *answered(3, a=""), {"a": "na", "b": "1", "c": "1"}]
    (made,) = statistics.work_out(material(rows))
    counts = [made.n_people, made.n_complete, made.floor, made.ceiling]
    counts += [count for one in made.items for count in (one.n, one.missing, one.not_asked, one.floor, one.ceiling)]
    assert all(count % 5 == 0 for count in counts)
    assert (made.n_people, made.n_complete) == (45, 40)
    first = made.items[0]
    assert (first.n, first.missing, first.not_asked) == (40, 5, 0)


def test_a_question_is_named_as_it_was_asked_or_by_its_code() -> None:
    (made,) = statistics.work_out(material(answered(30)))
    assert [one.question for one in made.items] == ["How calm?", "b", "c"]


def test_floor_and_ceiling_look_at_the_numbers_after_reversing() -> None:
    turned = replace(SCALE, items=(replace(ITEMS[0], reverse=True), *ITEMS[1:]))
    key = with_hashes(replace(KEY, scales=(turned,)))
    rows = [{"a": "4", "b": "1", "c": "1"}] * 20 + [{"a": "1", "b": "4", "c": "4"}] * 10 + answered(10)
    (made,) = statistics.work_out(material(rows, key))
    assert (made.floor, made.ceiling) == (20, 10)


def test_the_last_response_of_each_person_counts_once(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting, name="Wren Fictional")
    finished(kit, person.id, meeting)
    rows = session.reconcile(kit, meeting.id).open_rows
    session.close(kit, meeting.id, {(row.person, row.matter): "test" for row in rows})
    later = session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=(), wave=2)).value
    finished(kit, person.id, later)
    finished(kit, welcome(kit, later, name="Robin Fictional").id, later)
    gathered = statistics.gather(kit, FORM)
    assert {len(found) for found in gathered.rows.values()} == {2}
    assert gathered.rows["skills"][0]["sk1"] == "da"
    assert gathered.questions["sk1"].startswith("I am good")
    assert all(one.figures is None for one in statistics.work_out(gathered))


def test_whoever_took_back_that_answers_are_kept_is_not_in_it(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting, name="Wren Fictional")
    finished(kit, person.id, meeting)
    consent.withdraw(kit, given(kit, person.id, frozenset()))
    assert statistics.gather(kit, FORM).rows["skills"] == ()


def test_a_form_without_scales_has_no_figures(kit: Kit) -> None:
    with says_no("STATISTICS-FORM"):
        statistics.gather(kit, "no_such_form")


@pytest.mark.parametrize("name", ["Wes Worker", "Fay Guide"])
def test_only_a_coordinator_may_ask(kit: Kit, name: str) -> None:
    with says_no("ROLE-RIGHT"):
        statistics.gather(held_by(kit, name), FORM)


def test_the_forms_to_choose_from_are_those_with_scales(kit: Kit) -> None:
    forms.add(kit, plain_form())
    assert [card.form_id for card in statistics.scored_forms(kit)] == [FORM]
