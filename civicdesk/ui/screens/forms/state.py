"""What the screen of forms shows: the forms that are here, and a file that is being looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from civicdesk.records.ids import InstrumentId
from civicdesk.records.instruments import Finding, InstrumentCard, InstrumentStatus, Level
from civicdesk.records.paper_forms import PaperOptions


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
    paper: PaperOptions | None = None
    """How the chosen form is to be printed; None while nobody wants it on paper."""


def card_of(state: FormsState) -> InstrumentCard | None:
    """Return the chosen form."""
    return next((card for card in state.cards if card.id == state.chosen), None)


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

EXAMPLES: Mapping[str, FormsState] = {
    "loading": FormsState(),
    "none": FormsState(ready=True),
    "list": FormsState(ready=True, cards=(_CARD, _OLD)),
    "details": FormsState(ready=True, cards=(_CARD, _OLD), chosen=_CARD.id, findings=_FINDINGS[:1], may_key_in=True),
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
    "on paper": FormsState(
        ready=True, cards=(_CARD, _OLD), chosen=_CARD.id, may_key_in=True, can_print=True, paper=PaperOptions(language="English")
    ),
    "added": FormsState(ready=True, cards=(_CARD,), told="The form is added. New interviews use it from now on."),
}
