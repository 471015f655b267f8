"""What the library of questionnaires shows: a list by what each licence allows, and one of them in full."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """One questionnaire, in words."""

    word: str
    name: str
    what: str
    """What comes with CivicDesk."""
    here: str = ""
    """Version that is in the workspace; empty if none is."""
    form_id: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    why_not: str = ""
    steps: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    shipped: bool = False
    to_fill_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryState:
    """The library. `sentence` says what went wrong, `told` what has just been done."""

    ready: bool = False
    entries: tuple[EntryShown, ...] = ()
    chosen: str = ""
    """Word of the questionnaire that is shown in full."""
    may_add: bool = False
    may_see_figures: bool = False
    working: bool = False
    sentence: str = ""
    told: str = ""


def chosen_of(state: LibraryState) -> EntryShown | None:
    """Return the questionnaire that is shown in full."""
    return next((each for each in state.entries if each.word == state.chosen), None)


_OWN = EntryShown(
    word="own",
    name="Invented health questionnaire",
    what="Words and scoring",
    here="2026-03",
    form_id="own",
    shipped=True,
    facts=(
        ("Version here", "2026-03"),
        ("Rights", "Example University"),
        ("Licence", "CC0 1.0"),
        ("Printed on every copy", "Draft questionnaire. Own questions: CC0 1.0."),
    ),
)
_NEW = EntryShown(word="new", name="Invented wellbeing questions", what="Words and scoring", shipped=True, facts=_OWN.facts[1:])
_ASKED = EntryShown(
    word="ten",
    name="INVENTED-10",
    what="Scoring, off at first",
    facts=(
        ("Rights", "Write it into the workbook from your copy"),
        ("Licence", "CC-BY-ND-4.0"),
        ("How it is scored", "10 questions, each 0 to 4; the answers are added up. One answer left out: no score."),
    ),
    steps=(
        "Save the workbook, and fill in its blank cells from your own copy, word for word.",
        "The licence forbids any change: no other words, no easy version, no translation of your own.",
        "Answers to question 6 can ask for a conversation. The worker is shown what to do as soon as one is given.",
        "Name the person who answers for what people may tell (safeguarding_lead, sheet settings).",
        "Add the workbook under Forms. CivicDesk says what is still blank.",
    ),
    unchecked=("the number of the question that can ask for a conversation: compare it with your copy", "the terms of use: ask first"),
    to_fill_in=True,
)
_NEVER = EntryShown(
    word="star",
    name="Invented Wheel",
    what="Nothing, for good",
    why_not="It needs a licence and training, and its wheel is protected.",
    steps=("It cannot be added.",),
)
_ALL = LibraryState(ready=True, entries=(_OWN, _NEW, _ASKED, _NEVER), may_add=True, may_see_figures=True)

EXAMPLES: Mapping[str, LibraryState] = {
    "loading": LibraryState(),
    "list": _ALL,
    "here already": replace(_ALL, chosen="own"),
    "with its words": replace(_ALL, chosen="new"),
    "to fill in": replace(_ALL, chosen="ten"),
    "why not": replace(_ALL, chosen="star"),
    "for a worker": replace(_ALL, chosen="new", may_add=False, may_see_figures=False),
    "adding": replace(_ALL, chosen="new", working=True),
    "added": replace(_ALL, chosen="own", told="Invented health questionnaire is added. New interviews can use it."),
    "cannot": replace(_ALL, chosen="ten", sentence="This place cannot be written to. Choose another one. (STORE-WRITE)"),
}
