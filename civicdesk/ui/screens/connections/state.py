"""What the screen of connections shows: of one person, or of everybody with whom the user works."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

Pairs = tuple[tuple[str, str], ...]


class Part(StrEnum):
    """Parts of the screen: the first three of one person, the others of everybody."""

    LISTING = "listing"
    PEOPLE = "people"
    PLACES = "places"
    WAITING = "waiting"
    ASK = "ask"
    MISSING = "missing"


OF_ONE = (Part.LISTING, Part.PEOPLE, Part.PLACES)
OF_ALL = (Part.WAITING, Part.ASK, Part.MISSING)


class Step(StrEnum):
    """What is done just now."""

    LIST = "list"
    FORM = "form"
    """What somebody offers and wants is written down."""
    INTRODUCTION = "introduction"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line with the word on its button; without one there is nothing to do here. No name of anybody but whose page it is."""

    key: str
    label: str
    why: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    """One topic: how many want it, where, and what there is, in words."""

    topic: str
    people: str
    zones: str
    entries: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What somebody offers and wants, as it is typed."""

    alias: str = ""
    alias_used: bool = False
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    zone: str = ""
    route: str = ""
    only: str = "everybody"
    visible: str = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """An introduction or a place, and what can be said of it."""

    key: str
    title: str
    facts: Pairs = ()
    acts: Pairs = ()
    """(act, word on its button); the first one is what follows."""
    choices: Pairs = ()
    """What can be chosen first: how it went, or what came of it."""
    chosen: str = ""
    hows: Pairs = ()
    how: str = ""
    card_for: str = ""
    """To whom a card can be given with how to reach the other; empty before both have said yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionsState:
    """The screen."""

    person: str = ""
    card: str = ""
    part: Part = Part.WAITING
    step: Step = Step.LIST
    ready: bool = False
    standing: str = ""
    """How the listing stands: `none`, `no consent`, `current`, `soon`, `expired` or `withdrawn`."""
    standing_words: str = ""
    listing: Pairs = ()
    """What the listing says, in words."""
    form: Form = Form()
    topics: Pairs = ()
    """(id, words) of all topics."""
    topic: str = ""
    """What is looked for among the places."""
    lines: tuple[Line, ...] = ()
    """What can be suggested, or what waits."""
    before: tuple[Line, ...] = ()
    """What was begun before, of one person."""
    wanted: tuple[WantedLine, ...] = ()
    one: One | None = None
    told: str = ""
    ended: str = ""
    """The neutral sentence about an introduction that did not come about."""
    problem: str = ""
    problem_at: str = ""
    busy: bool = False
    printer: bool = False
    """There is a printer; without one a card is saved."""

    @property
    def listed(self) -> bool:
        """Tell whether there is a listing that can be renewed or taken back."""
        return self.standing in {"current", "soon", "expired"}


_TOPICS = (("animals", "animals"), ("cooking", "cooking"), ("fishing", "fishing"))
_WREN = ConnectionsState(person="p1", card="0001", part=Part.LISTING, ready=True, topics=_TOPICS)
_LISTING = (("Name for this", "Heron"), ("Looks for", "fishing"), ("Offers", "cooking"), ("Where", "PE2"), ("May be seen by", "This team"))
_LISTED = replace(_WREN, standing="current", standing_words="Takes part until 2 March 2027.", listing=_LISTING)
_PEOPLE = tuple(Line(key=f"l{n}", label=f"{n}. Somebody in PE2 who likes fishing", action="Begin") for n in range(1, 4))
_BEFORE = (
    Line(key="i1", label="Somebody in Peterborough who likes cooking", why="Waiting for an answer", action="Open"),
    Line(key="i2", label="Somebody in PE1 who likes fishing", why="It did not come about"),
)
_PLACES = (
    Line(key="e1", label="Placeholder fishing club", why="Matches fishing. Free. About 2 km away. Has places.", action="Choose"),
    Line(key="e2", label="Specimen lakeside group", why="Matches fishing. Known to be step-free.", action="Choose"),
)
_CHOSEN = (Line(key="e3", label="Invented Sunday walk", why="Was chosen", action="Say what came of it"),)
_ALL = ConnectionsState(ready=True)
_WAITING = (
    Line(key="i1", label="Card 0001", why="Somebody in PE2 who likes fishing. Asked, waiting for an answer. 9 days left.", action="Open"),
    Line(key="i2", label="The other side is asked by somebody else", why="Waiting for an answer"),
)
_ONE = One(
    key="i1",
    title="Somebody in PE2 who likes fishing",
    facts=(("Speak with", "Card 0001"), ("Stands", "Asked, waiting for an answer"), ("Ends by itself", "in 9 days")),
    acts=(("yes", "Says yes"), ("no", "Not this time")),
)
_RELEASED = One(
    key="i1",
    title="Somebody in PE2 who likes fishing",
    facts=(("Stands", "Contact details can be passed on"), ("Tell card 0001", "Heron, through Ada Test")),
    acts=(("met", "They have met"), ("not met", "They have not met")),
    card_for="p1",
)
_STATES = (("contact made", "Contact was made"), ("attended", "Went there for the first time"), ("not available", "It was not available"))
_PLACE = One(
    key="e3",
    title="Invented Sunday walk",
    facts=(("Was chosen", "2 February 2026"),),
    acts=(("keep", "Keep"), ("avoid", "Never suggest this place")),
    choices=_STATES,
    chosen="not available",
    hows=(("full", "It is full"), ("closed", "It is closed"), ("cost", "It costs too much")),
)

EXAMPLES: Mapping[str, ConnectionsState] = {
    "loading": ConnectionsState(),
    "empty": _ALL,
    "waiting": replace(_ALL, lines=_WAITING),
    "an introduction": replace(_ALL, step=Step.INTRODUCTION, one=_ONE),
    "both said yes": replace(_ALL, step=Step.INTRODUCTION, one=_RELEASED),
    "they met": replace(
        _ALL,
        step=Step.INTRODUCTION,
        one=replace(
            _ONE,
            facts=(("Stands", "They have met"),),
            acts=(("outcome", "Keep"),),
            choices=(("in touch", "They are in touch"), ("once was enough", "Once was enough"), ("not known", "Not known")),
        ),
    ),
    "ended": replace(_ALL, ended="This introduction did not come about. That can have many reasons. (INTRODUCE-ENDED)"),
    "to ask after": replace(
        _ALL,
        part=Part.ASK,
        lines=(Line(key="p1:e3", label="Card 0001: Invented Sunday walk", why="4 weeks on", action="Say what came of it"),),
    ),
    "nothing to ask after": replace(_ALL, part=Part.ASK),
    "a place": replace(_ALL, part=Part.ASK, step=Step.PLACE, one=_PLACE),
    "what is missing": replace(
        _ALL,
        part=Part.MISSING,
        wanted=(
            WantedLine(topic="sport", people="9", zones="PE1: 9", entries="1"),
            WantedLine(topic="cooking", people="fewer than 5", zones="", entries="0"),
        ),
    ),
    "nothing missing": replace(_ALL, part=Part.MISSING),
    "not listed": replace(_WREN, standing="none", standing_words="Not listed yet."),
    "no consent": replace(
        _WREN, standing="no consent", standing_words="This person has not said that they may be introduced. Nobody is suggested."
    ),
    "listed": _LISTED,
    "expired": replace(_LISTED, standing="expired", standing_words="The time has run out, on 2 March 2026."),
    "never with": replace(_LISTED, before=(Line(key="avoid:0", label="Never with card 0007", action="Take off"),)),
    "writing down": replace(_LISTED, step=Step.FORM, form=Form(alias="Heron", wants=("fishing",), zone="PE2")),
    "writing down, name": replace(
        _LISTED,
        step=Step.FORM,
        form=Form(alias="Wren", wants=("fishing",)),
        problem="Choose a name for this that is not their own. (LISTING-ALIAS)",
        problem_at="alias",
    ),
    "people": replace(_LISTED, part=Part.PEOPLE, lines=_PEOPLE, before=_BEFORE),
    "nobody": replace(_LISTED, part=Part.PEOPLE),
    "places": replace(_LISTED, part=Part.PLACES, topic="fishing", lines=_PLACES, before=_CHOSEN),
    "no place": replace(_LISTED, part=Part.PLACES, topic="fishing", told="Noted that 1 thing is missing here, without a name."),
    "cannot": ConnectionsState(ready=True, problem="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)"),
}
