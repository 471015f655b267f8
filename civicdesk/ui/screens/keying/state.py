"""What the screen for filled paper forms shows: the pile, one form being typed in, its end, and two typings side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.keying import Begun, Difference, KeyedForm, KeyedLine, KeyingItem, KeyingPage, PaperInHand, Side, Stage
from civicdesk.records.paper_forms import PaperChoice, Way


class Step(StrEnum):
    """Where the work on one paper form stands."""

    PILE = "pile"
    TYPING = "typing"
    TYPED = "typed"
    """At the end of the first typing."""
    COMPARE = "compare"


_NOTHING = PaperInHand(code="", card="")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyingState:
    """The pile, or the form in hand."""

    ready: bool = False
    step: Step = Step.PILE
    paper: PaperInHand = _NOTHING
    """What stands in the fields of the first page; the date as it was typed."""
    forms: tuple[KeyedForm, ...] = ()
    begun: tuple[Begun, ...] = ()
    page: KeyingPage | None = None
    differences: tuple[Difference, ...] = ()
    choices: Mapping[str, Side] | None = None
    """Reference -> the typing that was chosen."""
    busy: bool = False
    problem: str = ""
    told: str = ""

    @property
    def undecided(self) -> int:
        """Differences for which nothing was chosen yet."""
        chosen = self.choices or {}
        return sum(1 for each in self.differences if each.ref not in chosen)


_YES_NO = (PaperChoice(value="yes", label="Yes", key="1"), PaperChoice(value="no", label="No", key="2"))
_ITEM = KeyingItem(
    ref=QuestionRef("/data/again"), number="4", label="Would you come to a group like this again?", way=Way.TICK_ONE, choices=_YES_NO
)
_LINES = (
    KeyedLine(ref=QuestionRef("/data/years"), number="3", label="How many years have you lived here?", answer="120", holds=True),
    KeyedLine(ref=QuestionRef("/data/words"), number="2", label="What would you like to say?", answer="A garden would be good."),
    KeyedLine(ref=QuestionRef("/data/day"), number="1", label="Which day was it?", answer=""),
)
_PAGE = KeyingPage(
    submission=SubmissionId("a" * 32),
    card="001",
    title="Civic health questionnaire",
    code="K7M-2QX",
    second=False,
    item=_ITEM,
    done=3,
    of=12,
    lines=_LINES,
)
_BEGUN = (
    Begun(
        submission=SubmissionId("a" * 32),
        card="001",
        title="Civic health questionnaire",
        code="K7M-2QX",
        stage=Stage.FIRST,
        by="WF",
        at=datetime(2026, 8, 4, 10, tzinfo=UTC),
    ),
    Begun(
        submission=SubmissionId("b" * 32),
        card="014",
        title="Civic health questionnaire",
        code="K7M-2QX",
        stage=Stage.AGAIN,
        by="SC",
        at=datetime(2026, 8, 3, 10, tzinfo=UTC),
    ),
)
_MANY = tuple(
    PaperChoice(value=f"c{number}", label=label, key=f"{number:02}")
    for number, label in enumerate(
        (
            *("Getting there", "Money", "My health", "Looking after somebody", "Not feeling sure of myself", "Not feeling welcome"),
            *("Not knowing what there is", "The times do not suit me", "Nothing gets in the way", "Something else"),
        ),
        start=1,
    )
)
_PILE = KeyingState(ready=True, forms=(KeyedForm(code="K7M-2QX", title="Civic health questionnaire", version="2026-03"),))
_TYPING = replace(_PILE, step=Step.TYPING, page=_PAGE)
_DIFFERENCES = (
    Difference(ref=QuestionRef("/data/years"), number="3", label="How many years have you lived here?", first="12", second="21"),
    Difference(ref=QuestionRef("/data/again"), number="4", label="Would you come to a group like this again?", first="1 Yes", second=""),
)

EXAMPLES: Mapping[str, KeyingState] = {
    "loading": KeyingState(),
    "pile": _PILE,
    "begun": replace(_PILE, begun=_BEGUN),
    "wrong code": replace(
        _PILE,
        paper=PaperInHand(code="K7M-2QY", card="001", collected_on="1/8/2026"),
        problem="No form here has this code. Look at the foot of the paper. (KEYING-CODE)",
    ),
    "one choice": _TYPING,
    "several choices": replace(
        _TYPING, page=replace(_PAGE, item=replace(_ITEM, way=Way.TICK_MANY, choices=_MANY, multiple=True, label="What gets in the way?"))
    ),
    "a date": replace(_TYPING, page=replace(_PAGE, item=replace(_ITEM, way=Way.DATE, choices=(), label="Which day was it?"))),
    "words": replace(
        _TYPING, page=replace(_PAGE, item=replace(_ITEM, way=Way.LINES, choices=(), label="What would help?", within="Visit 2"))
    ),
    "not expected": replace(_TYPING, page=replace(_PAGE, warning="This is more than 100.", item=replace(_ITEM, way=Way.WHOLE, choices=()))),
    "passed over": replace(_TYPING, page=replace(_PAGE, passed=(_LINES[1], _LINES[2]))),
    "another": replace(_TYPING, page=replace(_PAGE, item=replace(_ITEM, number="", label="Visit", more="Visit", choices=()))),
    "second": replace(_TYPING, page=replace(_PAGE, second=True, lines=(), done=0)),
    "cannot be read": replace(_TYPING, problem="This is not one of the keys of this question. Type it again, or leave it blank by Enter."),
    "typed": replace(_TYPING, step=Step.TYPED, page=replace(_PAGE, item=None, done=12, files=2)),
    "compare": replace(_TYPING, step=Step.COMPARE, differences=_DIFFERENCES, choices={"/data/years": Side.SECOND}),
    "no difference": replace(_TYPING, step=Step.COMPARE),
    "finished": replace(_PILE, told="The form of card 001 is kept. Take the next one from the pile."),
}
