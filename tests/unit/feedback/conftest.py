"""Invented sheets, summaries and keys that the tests of the papers share."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from civicdesk.feedback.compose import SheetFacts
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, ProjectId
from civicdesk.records.people import Project
from civicdesk.records.scores import Band, Feedback, Key, Method, Scale, ScaleItem, ScaleScore, Status
from civicdesk.records.sheets import AnswerLine, Bar, PrintedEntry, RecoverySheet, SessionSummary, Sheet, Step, SummaryBar

AREAS = (
    "Skills and strengths",
    "Know-how",
    "Attitudes and confidence",
    "People around you",
    "Belonging and trust",
    "Taking part",
    "Opportunities",
    "Getting and shaping support",
    "Having a say",
)
EDGES = (0.4, 0.7)
MARCH = date(2026, 3, 4)
SEPTEMBER = date(2026, 9, 16)
TOO_FEW = "Not enough answers this time"


def a_bar(area: str, share: float | None, *, change: str = "", earlier: float | None = None) -> Bar:
    if share is None:
        return Bar(area=area, share=None, word=TOO_FEW, reading="")
    word, reading = ("Building", "low") if share < 0.4 else ("Strong", "high") if share >= 0.7 else ("Growing", "middle")
    when = MARCH if change else None
    return Bar(area=area, share=share, word=word, reading=reading, change=change, earlier=earlier, earlier_date=when, edges=EDGES)


def the_bars() -> tuple[Bar, ...]:
    shares = (0.72, 0.45, 0.66, 0.81, 0.25, 0.38, None, 0.58, 0.5)
    bars = [a_bar(area, share, change="about the same" if share else "") for area, share in zip(AREAS, shares, strict=True)]
    bars[0] = a_bar(AREAS[0], 0.72, change="moved up", earlier=0.4)
    bars[4] = replace(bars[4], prorated=True)
    bars[5] = a_bar(AREAS[5], 0.38, change="lower than last time", earlier=0.7)
    return tuple(bars)


PLACES = (
    PrintedEntry(
        name="Placeholder Street Kitchen",
        line="cook and eat together, all welcome",
        when="Thursdays 12 to 2",
        where="4 Placeholder Street, bus 1",
        phone="01632 960123",
        contact="Linnet",
        checked="Checked 2 September 2026.",
    ),
    PrintedEntry(
        name="Example Allotments",
        line="grow food with others",
        when="Saturday mornings",
        where="Sample Lane, step-free",
        phone="01632 960124",
        contact="Finch",
        checked="Checked 20 August 2026.",
    ),
    PrintedEntry(
        name="Invented Choir",
        line="singing for people who say they cannot sing",
        when="Mondays 7 pm",
        where="Fictional Hall, bus 3",
        phone="01632 960125",
        contact="",
        checked="Not checked lately.",
    ),
)

FULL = Sheet(
    card="0412",
    session_date=SEPTEMBER,
    worker="Wren",
    first_name="Robin",
    strengths=(
        "“I can speak up in a group.” You said: Agree strongly.",
        "“If I needed help, there are people who would be there for me.” You said: Agree strongly.",
        "You know how to find things out. That helps other people too.",
    ),
    bars=the_bars(),
    lower_note=True,
    steps=(
        Step(text="Go along to the Thursday lunch once", who="me, with Sparrow", when="next week"),
        Step(text="Ask about the allotment", who="Wren", when="by October"),
    ),
    entries=PLACES,
    contact="01632 960001",
    crisis_lines=("Samaritans: 116 123, day and night", "In danger: 999"),
    notices=("Contains public sector information licensed under the Open Government Licence v3.0.",),
)

ANSWERS = tuple(
    (area, tuple(AnswerLine(question=f"Question {number} about {area}.", answer="Agree") for number in range(5))) for area in AREAS
)


@pytest.fixture
def make_sheet() -> Callable[..., Sheet]:
    """Return a maker of full sheets: nine areas, three strengths, two steps, three places; keywords change fields."""

    def make(**changes: object) -> Sheet:
        return replace(FULL, **changes)

    return make


@pytest.fixture
def answers() -> tuple[tuple[str, tuple[AnswerLine, ...]], ...]:
    """Return 45 answers in nine areas for a second page."""
    return ANSWERS


@pytest.fixture
def make_summary() -> Callable[..., SessionSummary]:
    """Return a maker of session summaries: one area with counts, one with a median alone, one hidden."""
    words = ("Building", "Growing", "Strong")
    unknown = tuple((word, None) for word in words)
    bars = (
        SummaryBar(area="Know-how", n=24, median=61.0, counts=tuple(zip(words, (6, 10, 8), strict=True)), hidden=False),
        SummaryBar(area="Taking part", n=17, median=38.0, counts=unknown, hidden=False),
        SummaryBar(area="Having a say", n=None, median=None, counts=unknown, hidden=True),
    )
    full = SessionSummary(
        project="Placeholder Project",
        place="Placeholder Street Hall",
        session_date=SEPTEMBER,
        wave=2,
        attended=26,
        consented=24,
        completed=24,
        least=5,
        bars=bars,
        together=("Know-how",),
        work_on=("Taking part",),
        change_note="We will say what has changed when 30 people have come both times.",
        offers=(("Would you like to volunteer?", 7), ("Would you like to learn or train?", None)),
        entries=PLACES,
        contact="01632 960001",
        audit_foot="3fa9c2d1",
    )

    def make(**changes: object) -> SessionSummary:
        return replace(full, **changes)

    return make


@pytest.fixture
def recovery_sheet() -> RecoverySheet:
    """Return a recovery sheet with an invented code."""
    return RecoverySheet(
        project="Placeholder Project", made_on=SEPTEMBER, code="7XKM-2Q9D-HRT4-W0ZB-5NCV-8EPG-J1YA", workspace="placeholder.civicdesk"
    )


BANDS = (
    Band(name="building", start=0, label={"en": "Building"}),
    Band(name="growing", start=40, label={"en": "Growing"}),
    Band(name="strong", start=70, label={"en": "Strong"}),
)


def a_scale(name: str, label: str, items: tuple[str, ...], /, **changes: object) -> Scale:
    scale = Scale(
        name=name,
        label={"en": label},
        method=Method.MEAN_OF_POMP,
        items=tuple(ScaleItem(item=item, low=1, high=4) for item in items),
        bands=BANDS,
    )
    return replace(scale, **changes)


def a_score(scale: str, value: float | None, band: str = "", status: Status = Status.OK) -> ScaleScore:
    return ScaleScore(scale=scale, value=value, status=status, n_answered=2, n_applicable=2, n_items=2, band=band)


@pytest.fixture
def make_scale() -> Callable[..., Scale]:
    """Return a maker of scales of two items from 1 to 4 with three bands."""
    return a_scale


@pytest.fixture
def make_score() -> Callable[..., ScaleScore]:
    """Return a maker of scores."""
    return a_score


AGREE = {"1": "Disagree strongly", "2": "Disagree", "3": "Agree", "4": "Agree strongly", "dk": "Don't know"}
STRONG = Feedback(on="strong", text={"en": "You know how to find things out."})


@pytest.fixture
def make_facts() -> Callable[..., SheetFacts]:
    """Return a maker of facts about one invented person: three areas and a total for coordinators."""
    scales = (
        a_scale("skills", "Skills and strengths", ("sk1", "sk2")),
        a_scale("knowhow", "Know-how", ("kh1", "kh2"), feedback=(STRONG,)),
        a_scale("networks", "People around you", ("nw1", "nw2")),
    )
    key = Key(
        id="invented",
        version="1",
        scales=scales,
        choice_scores={item: {"1": 1, "2": 2, "3": 3, "4": 4} for item in ("sk1", "sk2", "kh1", "kh2", "nw1", "nw2")},
    )
    texts = {"sk1": "I can speak up in a group.", "sk2": "I can plan something.", "kh1": "I know who to ask.", "kh2": "I know my rights."}
    full = SheetFacts(
        key=key,
        scores=(a_score("skills", 80.0, "strong"), a_score("knowhow", 75.0, "strong"), a_score("networks", 20.0, "building")),
        answers={"sk1": "4", "sk2": "1", "kh1": "3", "kh2": "dk", "nw1": "2"},
        labels={
            **{item: (text, AGREE) for item, text in texts.items()},
            "nw1": ("I have people around me who support my recovery.", AGREE),
            "nw2": ("I know people from different walks of life.", AGREE),
        },
        strengths=(("skills", "sk1"), ("knowhow", ""), ("networks", ""), ("skills", "sk2")),
        card="0412",
        project=Project(
            id=ProjectId("p"),
            name="Placeholder Project",
            short_code="PP",
            practice=False,
            recovery=True,
            contact="01632 960001",
            crisis_lines=("Samaritans: 116 123",),
        ),
        session_date=SEPTEMBER,
        worker="Wren",
    )

    def make(**changes: object) -> SheetFacts:
        return replace(full, **changes)

    return make


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    """Return a maker of directory entries."""
    plain = Entry(
        id=EntryId("e"),
        name="Example Allotments",
        description="grow food with others",
        when="Saturday mornings",
        address="Sample Lane",
        access="step-free",
        phone="01632 960124",
        contact_name="Finch Fictional",
        assured_date=date(2026, 8, 20),
    )

    def make(**changes: object) -> Entry:
        return replace(plain, **changes)

    return make
