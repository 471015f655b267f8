"""What the register of requests and complaints shows: the list, a new one, one of them, and who reaches a date."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

REGISTER, DATES = "register", "dates"
KINDS = ("access", "correction", "erasure", "objection", "restriction", "complaint")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One request in the list. `standing` is `overdue`, `soon`, `open`, `paused` or `done`; `stands` is a day for the first two."""

    key: str
    kind: str
    card: str
    received: str
    stands: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """Somebody who reaches a date. `kept` is `identity` or `answers`."""

    person: str
    card: str
    kept: str
    on: str
    passed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRequest:
    """One request with its steps and what may follow."""

    key: str
    title: str
    card: str
    person: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    possible: tuple[tuple[str, str], ...]
    """(step, words) that may be written down next."""
    standing: str
    stands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed and chosen on the page and is not kept yet."""

    kind: str = ""
    card: str = ""
    day: str = ""
    note: str = ""
    step: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether nothing was chosen or typed."""
        return not (self.kind or self.note or self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsState:
    """The register."""

    part: str = REGISTER
    lines: tuple[RequestLine, ...] = ()
    dates: tuple[DateLine, ...] = ()
    may_erase: bool = False
    """The user is a coordinator: dates are shown, and what is done about them."""
    adding: bool = False
    one: OneRequest | None = None
    dropping: DateLine | None = None
    """Whose name and contact are about to be taken out."""
    typed: Typed = Typed()
    loading: bool = False
    busy: bool = False
    told: str = ""
    problem: str = ""
    problem_at: str = ""
    """`kind`, `card`, `day`, `step` or `note`."""

    def count(self, standing: str) -> int:
        """Return how many requests stand so."""
        return sum(line.standing == standing for line in self.lines)


_LINES = (
    RequestLine(
        key="r1",
        kind="Everything held",
        card="0001",
        received="31 January 2026",
        stands="28 February 2026",
        standing="overdue",
    ),
    RequestLine(key="r2", kind="Complaint", card="", received="5 February 2026", stands="7 March 2026", standing="soon"),
    RequestLine(
        key="r3", kind="Put something right", card="0004", received="1 March 2026", stands="Answer by 1 April 2026", standing="open"
    ),
    RequestLine(key="r4", kind="Object", card="0009", received="1 February 2026", stands="Waits for the person", standing="paused"),
    RequestLine(key="r5", kind="Erase", card="", received="4 January 2026", stands="Done", standing="done"),
)
_ONE = OneRequest(
    key="r1",
    title="Everything held",
    card="0001",
    person="p1",
    facts=(("Came in", "31 January 2026"), ("Noted", "by telephone")),
    steps=("31 January 2026: written down by Ada Test", "2 February 2026: acknowledged by Ada Test"),
    possible=(
        ("paused", "Waits for the person"),
        ("extended", "Needs two months more"),
        ("answered", "Answered"),
        ("withdrawn", "Taken back"),
    ),
    standing="overdue",
    stands="Answer: was due on 28 February 2026",
)
_DATES = (
    DateLine(person="p4", card="0004", kept="identity", on="12 March 2026", passed=True),
    DateLine(person="p9", card="0009", kept="identity", on="20 March 2026"),
    DateLine(person="p2", card="0002", kept="answers", on="28 March 2026"),
)
_FULL = RequestsState(lines=_LINES, dates=_DATES, may_erase=True)

EXAMPLES: Mapping[str, RequestsState] = {
    "loading": RequestsState(loading=True),
    "empty": RequestsState(may_erase=True),
    "register": _FULL,
    "due soon": replace(_FULL, lines=_LINES[1:4]),
    "for a worker": RequestsState(lines=_LINES[2:4]),
    "adding": replace(_FULL, adding=True, typed=Typed(day="2 March 2026")),
    "adding, problem": replace(
        _FULL,
        adding=True,
        typed=Typed(kind="access", card="9999", day="2 March 2026", note="by telephone"),
        problem="Nobody has this card number. (PERSON-NONE)",
        problem_at="card",
    ),
    "one": replace(_FULL, one=_ONE),
    "one, a step": replace(_FULL, one=_ONE, typed=Typed(step="paused", day="2 March 2026", note="Asked who they are")),
    "one, done": replace(_FULL, one=replace(_ONE, possible=(), standing="done", stands="Done", person="", card=""), told="Written down."),
    "one, paused": replace(
        _FULL,
        one=replace(
            _ONE,
            possible=(("resumed", "The person has answered"), ("withdrawn", "Taken back")),
            standing="paused",
            stands="Waits for the person",
        ),
    ),
    "dates": replace(_FULL, part=DATES),
    "no dates": RequestsState(part=DATES, may_erase=True),
    "taking a name out": replace(_FULL, part=DATES, dropping=_DATES[0]),
    "cannot": RequestsState(problem="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)"),
}
