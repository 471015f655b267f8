"""What the sheet screen shows: the choices for the paper, its preview, and the scores behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civicdesk.records.sheets import Bar, PageImage, SheetMode, Step
from civicdesk.ui.widgets.scores_shown import ScoreShown, WorkingShown

MOST_PLACES = 3
STEPS = 2


class Part(StrEnum):
    """What of the screen is seen: the choices, the preview alone (in a narrow window), or the scores."""

    CHOICES = "choices"
    PREVIEW = "preview"
    SCORES = "scores"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A place or group nearby that may be put on the sheet, with how fresh its facts are."""

    id: str
    name: str
    line: str
    freshness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person chose for their sheet."""

    mode: SheetMode = SheetMode.STANDARD
    language: str = "en"
    with_name: bool = False
    second_page: bool = False
    left_out: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetState:
    """The sheet screen. `sentence` says why there is no sheet, or what went wrong with it; `told` what has just been done."""

    part: Part = Part.CHOICES
    card: str = ""
    areas: tuple[tuple[str, str], ...] = ()
    """(scale, label) of what may be left out."""
    languages: tuple[tuple[str, str], ...] = (("en", "English"),)
    offers: tuple[Offer, ...] = ()
    printers: tuple[str, ...] = ()
    choices: Choices = Choices()
    scores: tuple[ScoreShown, ...] = ()
    bars: tuple[Bar, ...] = ()
    pages: tuple[PageImage, ...] = ()
    words: tuple[str, ...] = ()
    drawing: bool = False
    printing: bool = False
    can_hand_over: bool = False
    """The sheet belongs to a session, which counts the sheets that people took with them."""
    on_paper: bool = False
    """It was printed or saved: only then can somebody have it."""
    handed_over: bool = False
    destroyed: bool = False
    waits: bool = False
    """It is to be printed where there is a printer."""
    said_wrong: bool = False
    log: tuple[str, ...] = ()
    """What became of it until now, in words."""
    locked: bool = False
    """The wording must not be changed, so there is no Easy Read."""
    sentence: str = ""
    told: str = ""
    ready: bool = False
    """The scores are there: choices can be made."""


def with_place(choices: Choices, which: str, *, ticked: bool) -> tuple[str, ...]:
    """Return the ticked places after one more tick or one less; a fourth is not taken."""
    kept = tuple(each for each in choices.places if each != which)
    return (*kept, which)[:MOST_PLACES] if ticked and len(kept) < MOST_PLACES else kept


def filled(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps that say something."""
    return tuple(step for step in steps if step.text.strip())


_BLANK = PageImage(width=420, height=594, stride=1260, pixels=b"\xff" * 1260 * 594)
_SCORES = (
    ScoreShown(
        name="trust",
        label="Trust and belonging",
        value="14 of 20: Growing",
        status="All 4 questions answered.",
        change="Last time 11: moved up.",
        arithmetic="4 + 3 + 4 + 3 = 14",
        workings=(
            WorkingShown(question="Most people around here can be trusted", answer="Agree", counts="4"),
            WorkingShown(question="I often feel left out", answer="Disagree", counts="3 (turned round)"),
        ),
    ),
    ScoreShown(
        name="home", label="Home", value="No score", status="Not enough answers: 3 of 8 are missing.", arithmetic="5 answered, 6 are needed"
    ),
)
_READY = SheetState(
    ready=True,
    card="P-0012",
    areas=(("trust", "Trust and belonging"), ("home", "Home"), ("health", "Health"), ("say", "Having a say"), ("money", "Money")),
    offers=(
        Offer(id="1", name="Example Garden Group", line="Tuesdays 10 to 12, Placeholder Street", freshness="Checked 3 months ago"),
        Offer(id="2", name="Invented Repair Café", line="First Saturday of the month", freshness="Not confirmed for 14 months: ring first"),
    ),
    printers=("Office printer",),
    scores=_SCORES,
    pages=(_BLANK,),
    can_hand_over=True,
)

EXAMPLES: Mapping[str, SheetState] = {
    "loading": SheetState(),
    "choices": _READY,
    "drawing": SheetState(ready=True, card="P-0012", areas=_READY.areas, drawing=True),
    "no printer": SheetState(ready=True, card="P-0012", areas=_READY.areas, pages=(_BLANK,)),
    "printed": SheetState(
        ready=True,
        card="P-0012",
        areas=_READY.areas,
        pages=(_BLANK,),
        printers=("Office printer",),
        told="The sheet is printed.",
        can_hand_over=True,
        on_paper=True,
    ),
    "handed over": SheetState(
        ready=True, card="P-0012", areas=_READY.areas, pages=(_BLANK,), can_hand_over=True, on_paper=True, handed_over=True
    ),
    "waits": SheetState(
        ready=True,
        card="P-0012",
        areas=_READY.areas,
        pages=(_BLANK,),
        waits=True,
        locked=True,
        log=("4 August, 10:12: waits for a printer",),
    ),
    "said wrong": SheetState(
        ready=True,
        card="P-0012",
        areas=_READY.areas,
        pages=(_BLANK,),
        printers=("Office printer",),
        can_hand_over=True,
        on_paper=True,
        destroyed=True,
        said_wrong=True,
        log=("4 August, 10:12: printed, Standard", "4 August, 10:20: said to be wrong", "4 August, 10:31: destroyed"),
    ),
    "preview": SheetState(part=Part.PREVIEW, ready=True, card="P-0012", pages=(_BLANK,), printers=("Office printer",)),
    "scores": SheetState(
        part=Part.SCORES,
        ready=True,
        card="P-0012",
        scores=_SCORES,
        bars=(
            Bar(
                area="Trust and belonging",
                share=0.7,
                word="Growing",
                reading="middle",
                earlier=0.5,
                change="moved up",
                earlier_date=date(2026, 3, 14),
            ),
            Bar(area="Home", share=0.5, word="Growing", reading="middle", change="about the same", prorated=True),
        ),
    ),
    "cannot draw": SheetState(
        ready=True, card="P-0012", areas=_READY.areas, sentence="This sheet cannot be printed in Urdu yet. (SHEET-RTL)"
    ),
    "no scores": SheetState(sentence="This form has no scoring, so there is nothing to draw. (SHEET-NO-SCORES)"),
}
