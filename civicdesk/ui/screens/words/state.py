"""What the screen shows on which words of people are read before they leave: one passage at a time, with its cuts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class CutShown:
    """One stretch that is cut, or that was proposed and is kept."""

    start: int
    end: int
    words: str
    why: str
    """A few words."""
    on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageShown:
    """One passage as it stands on the screen."""

    id: str
    text: str
    about: str
    """Quote or answer, and what it is about."""
    standing: str
    """`unread`, `read`, `agreed` or `kept_back`."""
    told: str
    """How far it has come, in words."""
    reads: str
    """As it would leave, with the cuts as they are on the screen."""
    cuts: tuple[CutShown, ...] = ()
    hints: tuple[tuple[int, int], ...] = ()
    mine: bool = False
    changed: bool = False
    """The cuts on the screen are not those that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsState:
    """The screen. `sentence` says what went wrong, `told` what has just been done."""

    ready: bool = False
    allowed: bool = True
    alone_reason: str = ""
    passages: tuple[PassageShown, ...] = ()
    at: int = 0
    working: bool = False
    sentence: str = ""
    told: str = ""


def passage_of(state: WordsState) -> PassageShown | None:
    """Return the passage that is shown."""
    return state.passages[state.at] if 0 <= state.at < len(state.passages) else None


def act_of(passage: PassageShown) -> str:
    """Return what the first button does: `read`, `agree`, or nothing where somebody else has to."""
    if passage.standing == "read" and not passage.mine and not passage.changed:
        return "agree"
    settled = passage.standing == "agreed" or (passage.standing == "read" and passage.mine)
    return "" if settled and not passage.changed else "read"


def waits(passage: PassageShown) -> bool:
    """Tell whether a passage waits for whoever sits here."""
    return passage.standing == "unread" or (passage.standing == "read" and not passage.mine)


def next_waiting(state: WordsState) -> int:
    """Return the place of the next passage that waits, from the one that is shown, round to the first; the same one if none does."""
    count = len(state.passages)
    places = ((state.at + step) % count for step in range(1, count))
    return next((place for place in places if waits(state.passages[place])), state.at)


_TEXT = "Wren Fictional asked me to the choir on 3 May, when I was 43. That changed it all."
_CUT = CutShown(start=0, end=14, words="Wren Fictional", why="a name that this project knows")
_UNREAD = PassageShown(
    id="a1",
    text=_TEXT,
    about="Quote about: trust, music",
    standing="unread",
    told="Not read yet",
    reads="[person 1] asked me to the choir on 3 May, when I was 43. That changed it all.",
    cuts=(_CUT,),
    hints=((40, 45), (58, 60)),
)
_OFF = replace(_UNREAD, cuts=(replace(_CUT, on=False),), reads=_TEXT, changed=True)
_READ = replace(_UNREAD, standing="read", told="Read by Ada Example. A second person has to agree.")
_NOTE = PassageShown(
    id="b2",
    text="Nothing to add, thank you.",
    about="Answer to: anything_else",
    standing="unread",
    told="Not read yet",
    reads="Nothing to add, thank you.",
)
_ALL = WordsState(ready=True, passages=(_UNREAD, _NOTE, replace(_READ, id="c3")))
_LONG = replace(_UNREAD, text=" ".join([_TEXT] * 8), reads=" ".join([_UNREAD.reads] * 8), cuts=(_CUT,) * 6)

EXAMPLES: Mapping[str, WordsState] = {
    "loading": WordsState(),
    "not allowed": WordsState(ready=True, allowed=False),
    "none": WordsState(ready=True),
    "to read": _ALL,
    "a cut taken back": replace(_ALL, passages=(_OFF, _NOTE)),
    "nothing to cut": replace(_ALL, at=1),
    "to agree": replace(_ALL, at=2, told="Noted. This one waits for you next."),
    "read by me": replace(_ALL, passages=(replace(_READ, mine=True),)),
    "agreed": replace(
        _ALL, passages=(replace(_READ, standing="agreed", told="Read by Ada Example, and agreed to. It leaves with the next batch."),)
    ),
    "kept back": replace(_ALL, passages=(replace(_READ, standing="kept_back", told="Read by Ada Example, and kept back."),)),
    "alone": replace(_ALL, alone_reason="Only one coordinator works here."),
    "long": replace(_ALL, passages=(_LONG, _NOTE)),
    "cannot": replace(_ALL, sentence="These words, or their cuts, have changed since they were shown. Look at them again. (STORY-CHANGED)"),
}
