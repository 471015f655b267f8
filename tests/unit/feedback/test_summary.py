"""The words of a session's summary: only what was not hidden."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from civicdesk.feedback.compose import SheetFacts
from civicdesk.feedback.sentences import bar_sentence, summary_sentence
from civicdesk.feedback.summary import SummaryFacts, compose_summary
from civicdesk.records.entries import Entry
from civicdesk.records.sheets import Bar, SessionSummary, SummaryBar

Facts = Callable[..., SheetFacts]


def areas(*medians: float | None) -> tuple[SummaryBar, ...]:
    return tuple(
        SummaryBar(area=f"Area {number}", n=12 if median else None, median=median, counts=(), hidden=median is None)
        for number, median in enumerate(medians)
    )


@pytest.fixture
def facts(make_facts: Facts) -> SummaryFacts:
    person = make_facts()
    return SummaryFacts(
        project=person.project,
        place="Placeholder Street Hall",
        session_date=person.session_date,
        wave=2,
        attended=26,
        consented=24,
        completed=None,
        least=5,
        bars=areas(50.0, 80.0, 20.0, 80.0, None, 30.0),
    )


def test_two_areas_are_strongest_and_two_are_to_work_on(facts: SummaryFacts) -> None:
    summary = compose_summary(facts)
    assert (summary.together, summary.work_on) == (("Area 1", "Area 3"), ("Area 2", "Area 5"))


@pytest.mark.parametrize(
    ("medians", "named"),
    [
        ((), ((), ())),
        ((None,), ((), ())),
        ((50.0,), (("Area 0",), ())),
        ((50.0, 60.0), (("Area 1",), ("Area 0",))),
        ((50.0, 60.0, 70.0), (("Area 2", "Area 1"), ("Area 0",))),
    ],
    ids=["none", "hidden", "one", "two", "three"],
)
def test_no_area_is_both_strong_and_to_work_on(
    facts: SummaryFacts, medians: tuple[float | None, ...], named: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    summary = compose_summary(replace(facts, bars=areas(*medians)))
    assert (summary.together, summary.work_on) == named


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"wave": 1}, "This is our first time. Next time we can look at what has changed."),
        ({"both_times": 29, "moved_up": (("Area 1", 20),)}, "We will say what has changed when 30 people have come both times."),
        (
            {"both_times": 30, "moved_up": (("Area 1", 20), ("Area 2", None), ("Area 3", 21), ("Area 4", 0))},
            "30 people have come both times. So many moved up: Area 3 21, Area 1 20.",
        ),
        ({"both_times": 30}, "No change is clear enough to name."),
    ],
    ids=["first time", "too few", "enough", "nothing clear"],
)
def test_a_change_is_told_from_thirty_people_on(facts: SummaryFacts, change: dict[str, object], said: str) -> None:
    assert compose_summary(replace(facts, **change)).change_note == said


def test_what_is_hidden_stays_hidden(facts: SummaryFacts) -> None:
    summary = compose_summary(replace(facts, offers=(("Would you like to volunteer?", None),)))
    assert (summary.completed, summary.offers[0][1]) == (None, None)


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("Would you like to volunteer?", "Volunteer"),
        ("Generally speaking, would you like to be more involved?", "Be more involved"),
        ("May we tell you about groups?", "May we tell you about groups?"),
        ("What would you like to?", "What would you like to?"),
        ("Would you like to ?", "Would you like to ?"),
    ],
    ids=["wish", "wish in the middle", "asked in another way", "no wish", "empty"],
)
def test_a_wish_is_named_by_what_is_wished(facts: SummaryFacts, question: str, label: str) -> None:
    assert compose_summary(replace(facts, offers=((question, 12),))).offers == ((label, 12),)


def test_the_six_most_wanted_wishes_come_first_and_the_others_are_counted(facts: SummaryFacts) -> None:
    counts = (9, None, 12, 12, 0, 7, 8, 15, 6)
    summary = compose_summary(replace(facts, offers=tuple((f"Wish {number}", people) for number, people in enumerate(counts))))
    assert summary.offers == (("Wish 7", 15), ("Wish 2", 12), ("Wish 3", 12), ("Wish 0", 9), ("Wish 6", 8), ("Wish 5", 7), ("Wish 1", None))
    assert summary.more_offers == 2


def test_at_most_three_places_that_may_be_printed(facts: SummaryFacts, make_entry: Callable[..., Entry]) -> None:
    entries = (make_entry(printable=False), *(make_entry(name=f"Place {number}") for number in range(5)))
    assert [entry.name for entry in compose_summary(replace(facts, entries=entries)).entries] == ["Place 0", "Place 1", "Place 2"]


def test_an_area_of_a_group_is_a_sentence(make_summary: Callable[..., SessionSummary]) -> None:
    counted, median, hidden = make_summary().bars
    assert [summary_sentence("en", bar) for bar in (counted, median, replace(median, median=None), hidden)] == [
        "Know-how: 24 people. Building 6, Growing 10, Strong 8.",
        "Taking part: 17 people. The middle of the group is at 38 of 100.",
        "Taking part: 17 people. The counts are not shown.",
        "Having a say: too few people to show.",
    ]


def test_a_change_without_a_date_is_a_sentence_too() -> None:
    bar = Bar(area="Know-how", share=0.5, word="Growing", reading="middle", change="about the same")
    assert bar_sentence("en", bar) == "Know-how: Growing, about the same."
