"""What the screen of forms shows: the forms that are here, and a file that is being looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from civicdesk.records.ids import InstrumentId
from civicdesk.records.instruments import Finding, InstrumentCard, InstrumentStatus, Level
from civicdesk.records.paper_forms import PaperOptions
from civicdesk.records.versions import Turn, VersionChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file that has been read and not been added yet."""

    title: str
    form_id: str
    version: str
    languages: tuple[str, ...]
    questions: int
    scales: int
    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()
    """Lists without which it cannot be added."""
    unseen: tuple[str, ...] = ()
    """Pictures and sounds without which questions are asked in words alone."""
    beside: tuple[str, ...] = ()
    """Files that were added to it by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForm:
    """A form that the project brought without a list that it needs."""

    title: str
    version: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsState:
    """The list of forms, or the file in hand. `sentence` says why a file cannot be taken, with its place in the file."""

    ready: bool = False
    cards: tuple[InstrumentCard, ...] = ()
    chosen: str = ""
    """Id of the form whose details are shown."""
    findings: tuple[Finding, ...] = ()
    """What was noticed in the chosen form."""
    checked: Checked | None = None
    file_name: str = ""
    working: bool = False
    sentence: str = ""
    place: str = ""
    told: str = ""
    can_print: bool = False
    """This laptop knows a printer."""
    may_key_in: bool = False
    """The screen for filled paper forms is there."""
    may_browse: bool = False
    """The library of questionnaires is there."""
    waiting: tuple[WaitingForm, ...] = ()
    exchange: str = ""
    """`in` or `out` while answers are about to come in or go out."""
    may_give_out: bool = False
    seconds: tuple[str, ...] = ()
    """Coordinators of whom one must agree before answers go out readable."""
    wrong: tuple[str, ...] = ()
    """What is wrong in a file of answers, line by line."""
    changes: tuple[VersionChange, ...] | None = None
    """What the chosen form, or the file in hand, changes; None if it was not compared."""
    compared: str = ""
    """The version that it was compared with."""
    paper: PaperOptions | None = None
    """How the chosen form is to be printed; None while nobody wants it on paper."""


def card_of(state: FormsState) -> InstrumentCard | None:
    """Return the chosen form."""
    return next((card for card in state.cards if card.id == state.chosen), None)


def earlier_of(state: FormsState) -> InstrumentCard | None:
    """Return the version that came before the chosen one: it can be compared with that."""
    chosen = card_of(state)
    if chosen is None:
        return None
    older = state.cards[state.cards.index(chosen) + 1 :]
    return next((card for card in older if card.form_id == chosen.form_id), None)


def current(state: FormsState, form_id: str) -> InstrumentCard | None:
    """Return the version of a form that is in use."""
    return next((card for card in state.cards if card.form_id == form_id and card.status is InstrumentStatus.CURRENT), None)


def refused(findings: tuple[Finding, ...]) -> bool:
    """Tell whether something stands in the way of adding a form."""
    return any(finding.level is Level.REFUSED for finding in findings)


_CARD = InstrumentCard(
    id=InstrumentId("a" * 64),
    form_id="civic_health",
    version="2026-03",
    title="Civic health questionnaire",
    languages=("English", "Polski"),
    status=InstrumentStatus.CURRENT,
    warnings=1,
    has_scores=True,
    holder="Example University",
    licence="CC BY 4.0",
    notice="© Example University. Draft for testing.",
    imported_at=datetime(2026, 3, 14, tzinfo=UTC),
)
_OLD = InstrumentCard(
    id=InstrumentId("b" * 64),
    form_id="leaving",
    version="1",
    title="Leaving questionnaire",
    languages=("English",),
    status=InstrumentStatus.SUPERSEDED,
    warnings=0,
    has_scores=False,
    holder="",
    licence="",
    notice="",
    imported_at=datetime(2025, 11, 2, tzinfo=UTC),
)
_FINDINGS = (
    Finding(
        level=Level.WARNING, code="FORM-HINT", sentence="This question asks for a full postcode.", sheet="survey", row=14, column="hint"
    ),
    Finding(level=Level.WARNING, code="SCORE-LONG", sentence="This sentence reads above grade 6.", sheet="feedback", row=3, column="label"),
)
_CHECKED = Checked(
    title="Civic health questionnaire",
    form_id="civic_health",
    version="2026-04",
    languages=("English",),
    questions=44,
    scales=9,
    findings=_FINDINGS,
)
_EARLIER = replace(_CARD, id=InstrumentId("c" * 64), version="2025-09", status=InstrumentStatus.SUPERSEDED)
_LIST_FINDING = Finding(
    level=Level.WARNING,
    code="FORM-LIST-ROW",
    sentence="This row has no code. Nobody can choose it.",
    sheet="towns.csv",
    row=7,
    column="name",
)
_CHANGES = tuple(
    VersionChange(turn=turn, what="question", question="q", sentence=sentence)
    for turn, sentence in (
        (Turn.REMOVED, 'The question "garden" (Do you have a garden?) is gone.'),
        (Turn.ADDED, 'The question "balcony" (Do you have a balcony, a yard or a garden?) is new.'),
        (Turn.CHANGED, "The question \"why\" is asked only if ${again} = 'yes'."),
    )
)

EXAMPLES: Mapping[str, FormsState] = {
    "loading": FormsState(),
    "none": FormsState(ready=True),
    "list": FormsState(ready=True, cards=(_CARD, _OLD)),
    "details": FormsState(ready=True, cards=(_CARD, _OLD), chosen=_CARD.id, findings=_FINDINGS[:1], may_key_in=True, may_browse=True),
    "no licence": FormsState(ready=True, cards=(_CARD, _OLD), chosen=_OLD.id),
    "reading": FormsState(ready=True, cards=(_CARD,), working=True, file_name="civic-health.xlsx"),
    "checked": FormsState(ready=True, cards=(_CARD,), checked=_CHECKED, file_name="civic-health.xlsx"),
    "cannot": FormsState(
        ready=True,
        cards=(_CARD,),
        file_name="civic-health.xlsx",
        sentence="A question uses a name that is not in the form. (FORM-REFERENCE)",
        place="Sheet survey, row 12, column relevant",
    ),
    "list missing": FormsState(
        ready=True,
        cards=(_CARD,),
        checked=replace(_CHECKED, missing=("towns.csv", "wards.geojson"), unseen=("map.png",)),
        file_name="civic-health.xlsx",
    ),
    "list added": FormsState(
        ready=True,
        cards=(_CARD,),
        checked=replace(_CHECKED, beside=("towns.csv",), findings=(_LIST_FINDING,)),
        file_name="civic-health.xlsx",
        changes=_CHANGES,
        compared="2026-03",
    ),
    "waits for a list": FormsState(
        ready=True, cards=(_CARD, _OLD), waiting=(WaitingForm(title="Visits", version="3", missing=("towns.csv",)),)
    ),
    "compared": FormsState(ready=True, cards=(_CARD, _EARLIER, _OLD), chosen=_CARD.id, changes=_CHANGES, compared="2025-09"),
    "nothing changed": FormsState(ready=True, cards=(_CARD, _EARLIER), chosen=_CARD.id, changes=(), compared="2025-09"),
    "answers in": FormsState(ready=True, cards=(_CARD, _OLD), chosen=_CARD.id, exchange="in", may_give_out=True),
    "answers wrong": FormsState(
        ready=True,
        cards=(_CARD, _OLD),
        chosen=_CARD.id,
        exchange="in",
        sentence="Nothing was imported. a.xml: years: This must be a whole number. (RESPOND-FILES)",
        wrong=("a.xml: years: This must be a whole number.", "b.xml: This is no response in XML, or it is damaged."),
    ),
    "answers out": FormsState(
        ready=True, cards=(_CARD, _OLD), chosen=_CARD.id, exchange="out", may_give_out=True, seconds=("Kim Second", "Ash Third")
    ),
    "on paper": FormsState(
        ready=True, cards=(_CARD, _OLD), chosen=_CARD.id, may_key_in=True, can_print=True, paper=PaperOptions(language="English")
    ),
    "added": FormsState(ready=True, cards=(_CARD,), told="The form is added. New interviews use it from now on."),
}
