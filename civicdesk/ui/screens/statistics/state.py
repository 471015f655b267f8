"""What the screen of statistics shows: the scales of a form, the questions of one of them, and scoring again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShown:
    """One question, in words; `facts` is all that is known of it."""

    item: str
    question: str
    answered: str
    missing: str
    rest_r: str
    facts: Facts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleShown:
    """One scale, in words. Without figures too few people answered all of its questions."""

    name: str
    label: str
    complete: str
    alpha: str = ""
    omega: str = ""
    has_figures: bool = False
    steady: bool = False
    facts: Facts = ()
    items: tuple[ItemShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Scoring again, before it is done: what it would do, or that nobody has said why yet."""

    newest: bool = False
    would: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsState:
    """The screen. `sentence` says what went wrong, `told` what has just been done."""

    ready: bool = False
    working: bool = False
    forms: tuple[tuple[str, str], ...] = ()
    """(form id, title)."""
    form: str = ""
    scales: tuple[ScaleShown, ...] = ()
    scale: str = ""
    item: str = ""
    asking: Asking | None = None
    sentence: str = ""
    told: str = ""


def scale_of(state: StatisticsState) -> ScaleShown | None:
    """Return the scale whose questions are shown."""
    return next((each for each in state.scales if each.name == state.scale), None)


def item_of(state: StatisticsState) -> ItemShown | None:
    """Return the question that is shown in full."""
    scale = scale_of(state)
    return next((each for each in scale.items if each.item == state.item), None) if scale else None


_ITEM_FACTS: Facts = (
    ("Question", "I know who to ask if I want something to change round here."),
    ("Not asked", "0"),
    ("Mean", "2.6"),
    ("SD", "0.9"),
    ("Alpha without it", "0.74"),
    ("Lowest", "15"),
    ("Highest", "20"),
)
_ITEMS = tuple(
    ItemShown(
        item=f"kh{n}",
        question="I know who to ask if I want something to change round here." if n == 1 else f"Invented question {n}",
        answered=str(130 + 5 * n),
        missing="5",
        rest_r=f"0.{40 + n}",
        facts=_ITEM_FACTS,
    )
    for n in range(1, 6)
)
_SCALE = ScaleShown(
    name="knowhow",
    label="Know-how",
    complete="135",
    alpha="0.78",
    omega="0.79",
    has_figures=True,
    steady=True,
    facts=(
        ("People", "140"),
        ("Mean", "12.4"),
        ("SD", "3.2"),
        ("Omega (ML)", "0.79"),
        ("Change that counts", "4.1"),
        ("Lowest", "0"),
        ("Highest", "10"),
    ),
    items=_ITEMS,
)
_FEW = replace(_SCALE, name="skills", label="Skills and strengths", complete="45", steady=False)
_NONE = ScaleShown(name="belonging", label="Belonging and trust", complete="20")
_ALL = StatisticsState(
    ready=True,
    forms=(("civic_health", "Civic health questionnaire"), ("own", "Invented questionnaire")),
    form="civic_health",
    scales=(_SCALE, _FEW, _NONE),
    scale="knowhow",
)

EXAMPLES: Mapping[str, StatisticsState] = {
    "loading": StatisticsState(),
    "no forms": StatisticsState(ready=True),
    "working": StatisticsState(ready=True, working=True, forms=_ALL.forms, form="civic_health"),
    "scales": _ALL,
    "a question": replace(_ALL, item="kh1"),
    "few": replace(_ALL, scale="skills"),
    "not enough": replace(_ALL, scale="belonging"),
    "asking": replace(_ALL, asking=Asking(would="48 responses would be scored again, 0 with another result.")),
    "asking why": replace(_ALL, asking=Asking(newest=True, problem="Write down why, in a few words.")),
    "done": replace(_ALL, told="48 responses were scored again, 0 with another result."),
    "cannot": replace(_ALL, sentence="The disk is full. Nothing was changed. (STORE-WRITE)"),
}
