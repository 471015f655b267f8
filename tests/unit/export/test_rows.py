"""From the records of a workspace to the rows of a release."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from civicdesk.export import rows
from civicdesk.records.answers import CaptureMode, Missing, Submission, SubmissionState
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SubmissionId, UserId
from civicdesk.records.pages import NodeState
from civicdesk.records.people import Person
from civicdesk.records.scores import ScaleScore, ScoredSubmission, Status

WREN = Person(
    id=PersonId("p1"),
    card="7",
    name="Wren Fictional",
    contact="0000",
    birth_year=1982,
    sex="Female",
    ethnicity="Irish",
    district="PE1",
    registered_at=datetime(2026, 8, 3, tzinfo=UTC),
    attributes=(("housing", "Hostel"), ("employment", "")),
)


def test_a_person_becomes_a_code_and_what_is_known_in_leaves() -> None:
    row = rows.person_row("code", WREN, date(2026, 8, 3))
    assert row.quasi == {
        "first_period": "2026-08",
        "age": "44",
        "sex": "Female",
        "ethnicity": "Irish",
        "district": "PE1",
        "housing": "Hostel",
    }
    assert "Wren" not in repr(row)


def test_an_unknown_year_of_birth_is_no_age() -> None:
    nobody = Person(id=PersonId("p2"), card="8", registered_at=WREN.registered_at)
    assert rows.person_row("code", nobody, date(2026, 8, 3)).quasi == {"first_period": "2026-08"}


@pytest.mark.parametrize(("then", "days"), [(date(2026, 8, 3), 0), (date(2026, 8, 9), 0), (date(2026, 8, 10), 7), (date(2026, 11, 3), 91)])
def test_days_are_whole_weeks(then: date, days: int) -> None:
    assert rows.whole_weeks(date(2026, 8, 3), then) == days


def _submission(collected_on: str = "") -> Submission:
    return Submission(
        id=SubmissionId("s1"),
        person=WREN.id,
        session=None,
        instrument=InstrumentId("i1"),
        wave=2,
        mode=CaptureMode.PAPER,
        language="en",
        state=SubmissionState.FINISHED,
        started_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        started_by=UserId("u1"),
        collected_on=collected_on,
    )


def test_a_paper_form_was_answered_on_the_day_that_it_says() -> None:
    assert rows.collected_on(_submission("2026-11-03")) == date(2026, 11, 3)
    assert rows.collected_on(_submission()) == date(2026, 11, 20)


def test_an_answer_is_its_value_or_the_reason_why_there_is_none() -> None:
    nodes = (
        NodeState(ref="/data/q1", t="input", v="5"),
        NodeState(ref="/data/g/q2", t="select"),
        NodeState(ref="/data/q3", t="select"),
        NodeState(ref="/data/q4", t="input", rel=False),
        NodeState(ref="/data/note", t="note"),
        NodeState(ref="/data/child[1]/q5", t="input", v="x"),
    )
    said = {QuestionRef("/data/g/q2"): Missing.RATHER_NOT_SAY}
    assert rows.answer_cells({node.ref: node for node in nodes}, said) == {"q1": "5", "q2": "RATHER_NOT_SAY", "q3": "SKIPPED"}


def test_each_scale_is_a_row_and_an_unscored_response_has_none() -> None:
    score = ScaleScore(scale="wellbeing", value=None, status=Status.TOO_FEW, n_answered=1, n_applicable=5, n_items=5, key_version="3")
    scored = ScoredSubmission(
        submission=SubmissionId("s1"),
        instrument=InstrumentId("i1"),
        wave=2,
        computed_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        engine="0.1.0",
        reason="finished",
        scores=(score,),
    )
    (row,) = rows.score_rows("code", _submission(), 1, scored)
    assert (row.code, row.wave, row.scale, row.score_version, row.value, row.answered, row.items) == (
        "code",
        2,
        "wellbeing",
        "3",
        None,
        1,
        5,
    )
    assert rows.score_rows("code", _submission(), 1, None) == ()


def test_groups_tell_how_many_of_them_are_not_released() -> None:
    people = [replace(WREN, id=PersonId(f"p{number}"), ethnicity="Irish" if number < 5 else "") for number in range(8)]
    taken = [person.id for person in people[2:]]
    assert rows.lost_by_group(people, taken, 5) == (("Female", 8, 2), ("Irish", 5, 2))
    assert rows.lost_by_group(people, taken, 6) == (("Female", 8, 2),)


def test_a_person_is_taken_with_all_responses_and_each_one_knows_which_it_is_in_its_round() -> None:
    gathering = rows.Gathering()
    later = replace(_submission(), id=SubmissionId("s2"), started_at=datetime(2026, 8, 20, tzinfo=UTC), collected_on="")
    told = [
        rows.Finished(submission=each, form="civic-health", version="1", cells={"wb1": "5"}, scored=None)
        for each in (replace(_submission(), collected_on="", started_at=datetime(2026, 8, 3, tzinfo=UTC)), later)
    ]
    gathering.take("code", WREN, told)
    assert [(one.code, one.occasion, one.days_since_first) for one in gathering.responses] == [("code", 1, 0), ("code", 2, 14)]
    assert (len(gathering.people), gathering.scores) == (1, [])
