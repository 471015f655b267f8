"""What goes on paper: words and numbers only, no participant's id, no diagnosis, no instrument's name."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class SheetMode(StrEnum):
    """How a sheet is set."""

    STANDARD = "standard"
    LARGE = "large"
    EASY = "easy"
    BLACK_AND_WHITE = "black-and-white"
    DISCREET = "discreet"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChoice:
    """How a person would like their sheet: kept once they have said so, so that nobody has to ask again and nothing comes back by itself."""

    mode: SheetMode = SheetMode.STANDARD
    language: str = "en"
    with_name: bool = False
    second_page: bool = False
    left_out: frozenset[str] = frozenset()
    """Scales that the person would rather not see on paper."""

    @classmethod
    def of_need(cls, sheet_format: str, language: str) -> "SheetChoice":
        """Return the format and the language that were asked about once, when the person was written down."""
        known = sheet_format in {mode.value for mode in SheetMode}
        return cls(mode=SheetMode(sheet_format) if known else SheetMode.STANDARD, language=language or "en")

    def allowed(self, *, locked: bool) -> "SheetChoice":
        """Return the choice as the licence lets it be: words that must not be changed are set large, not put into easy words."""
        return replace(self, mode=SheetMode.LARGE) if locked and self.mode is SheetMode.EASY else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One area of life on a sheet. `share` is 0 to 1 along the bar; None: not enough answers this time."""

    area: str
    share: float | None
    word: str
    """Label of the band (`Building`, `Growing`, `Strong`), or the sentence for too few answers."""
    reading: str
    """`low`, `middle`, `high`, or empty."""
    earlier: float | None = None
    """Share of the time before, drawn thin and grey; None if there is none to compare."""
    change: str = ""
    """`moved up`, `about the same`, `lower than last time` in the sheet's language, or empty."""
    earlier_date: date | None = None
    prorated: bool = False
    edges: tuple[float, ...] = ()
    """Shares at which the next word begins: fine marks along the bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedEntry:
    """A place or group near the person, ticked by the person."""

    name: str
    line: str
    when: str
    where: str
    phone: str
    contact: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One answer on the second page."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One next step that the person chose."""

    text: str
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The model of a reflection sheet: every renderer (PDF, text, HTML) draws this and nothing else."""

    card: str
    session_date: date
    worker: str
    first_name: str = ""
    """Only if the person ticked it at printing."""
    language: str = "en"
    answers_language: str = ""
    """Code of the language of the questions and answers, where the form does not have that of the sheet."""
    mode: SheetMode = SheetMode.STANDARD
    strengths: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    lower_note: bool = False
    """Something is lower than last time: the kind line about ups and downs is printed."""
    steps: tuple[Step, ...] = ()
    carried_steps: tuple[Step, ...] = ()
    """What the person wanted to do when we met last."""
    entries: tuple[PrintedEntry, ...] = ()
    contact: str = ""
    crisis_lines: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    draft_questionnaire: bool = True
    practice: bool = False
    second_page: bool = False
    answers: tuple[tuple[str, tuple[AnswerLine, ...]], ...] = field(default=())
    """(area, answers) for the second page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryBar:
    """One area over a group: counts by band in the order of the bands, all None if hidden."""

    area: str
    n: int | None
    median: float | None
    counts: tuple[tuple[str, int | None], ...]
    hidden: bool
    half: tuple[float, float] | None = None
    """Between which values the middle half of the group lies; None where too few would be told about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """One page about a session for the room: no names, no quotes, small numbers hidden with what would give them away."""

    project: str
    place: str
    session_date: date
    wave: int
    attended: int | None
    consented: int | None
    completed: int | None
    """None where fewer than `least` people: printed as such."""
    least: int
    bars: tuple[SummaryBar, ...]
    together: tuple[str, ...]
    """Two strongest areas, in words."""
    work_on: tuple[str, ...]
    change_note: str
    offers: tuple[tuple[str, int | None], ...]
    """What people would like to do, most wanted first, with how many said yes; None if hidden."""
    entries: tuple[PrintedEntry, ...]
    contact: str
    more_offers: int = 0
    """How many further wishes have a count that found no room."""
    audit_foot: str = ""
    """First letters of the audit chain's head."""
    practice: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet:
    """The paper that opens a workspace when every passphrase is forgotten."""

    project: str
    made_on: date
    code: str
    workspace: str
    """File name of the workspace."""
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysPaper:
    """The paper in the safe from which the keys of an office can be made again."""

    code: str
    words: str
    """Six words that name the signing key."""
    recipient: str
    """Address to which bundles are sealed."""
    made_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """One page as pixels for the window: BGR rows, 3 bytes a pixel."""

    width: int
    height: int
    stride: int
    pixels: bytes
