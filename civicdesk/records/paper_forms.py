"""Paper forms: what stands on a printed questionnaire, and the keys by which a filled one is typed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_TICKED = 50
"""A list with more choices than this is not printed as boxes: there is a line to write on."""
MOST_LISTED = 200
"""A list with more choices than this is not printed at all."""
REPEATS = 3
"""How often a part that may be given several times is printed, unless the form or a person says otherwise."""
_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Of the short code: no vowels, so that no word comes about, and nothing that looks like something else."""
_CODE_LETTERS = 6


class Way(StrEnum):
    """How a hand answers a question on paper."""

    TICK_ONE = "tick-one"
    TICK_MANY = "tick-many"
    ORDER = "order"
    """A number into the box of each choice, 1 for the first."""
    STEPS = "steps"
    """One of a row of numbers."""
    LINES = "lines"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    CODE = "code"
    """The code or words of a choice of a long list, on a line."""
    ON_LAPTOP = "on-laptop"
    """Cannot be given on paper: a picture, a recording, a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperChoice:
    """One choice. `key` is what is typed for it, and stands beside its box."""

    value: str
    label: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperQuestion:
    """One question with its number on the paper. `path` is its place in the form, without the numbers of instances."""

    path: str
    number: str
    label: str
    way: Way
    hint: str = ""
    choices: tuple[PaperChoice, ...] = ()
    lines: int = 1
    only_if: str = ""
    """When it is to be answered, as a sentence; empty for always."""
    after: str = ""
    """Where to go on, as a sentence; empty for the next question."""
    fits: str = ""
    """Which choices may be used, as a sentence; empty for all."""
    code_list: str = ""
    """Heading of the list at the end that holds the choices."""
    left_out: int = 0
    """Number of choices of a list that is too long to be printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGrid:
    """Questions with the same choices, one row each."""

    rows: tuple[PaperQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHeading:
    """A section. `level` 2 is the outermost."""

    words: str
    level: int = 2
    only_if: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNote:
    """Words to read."""

    words: str
    only_if: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRepeat:
    """A part that may be given several times, printed `times` times."""

    words: str
    times: int
    items: "tuple[PaperItem, ...]"
    only_if: str = ""
    counted: str = ""
    """How many there are, as a sentence; empty if the person decides."""


PaperItem = PaperQuestion | PaperGrid | PaperHeading | PaperNote | PaperRepeat


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperForm:
    """One questionnaire, ready to be set."""

    title: str
    version: str
    code: str
    """Short code of this version of the form: whoever types the answers in finds the form by it."""
    language: str
    """Code of the language that the form's own words are in; `und` if the form does not say."""
    items: tuple[PaperItem, ...]
    project: str = ""
    notice: str = ""
    practice: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOptions:
    """What a person chooses before printing."""

    language: str = ""
    """One of the form's languages as it names them; empty for its first."""
    large: bool = False
    repeats: int = REPEATS


def questions_of(items: Sequence[PaperItem]) -> tuple[PaperQuestion, ...]:
    """Return all questions of a paper form in order, each once however often it is printed."""
    found: list[PaperQuestion] = []
    for item in items:
        if isinstance(item, PaperQuestion):
            found.append(item)
        elif isinstance(item, PaperGrid):
            found += item.rows
        elif isinstance(item, PaperRepeat):
            found += questions_of(item.items)
    return tuple(found)


def code_of(instrument: str) -> str:
    """Return the short code of a form's version: 6 letters and digits in two halves, about 29 bits of its id.

    Args:
        instrument: the id of the version, a number in base 16.
    """
    number, letters = int(instrument[:16], 16), ""
    for _ in range(_CODE_LETTERS):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return f"{letters[:3]}-{letters[3:]}"


def same_code(typed: str, code: str) -> bool:
    """Tell whether somebody has typed a short code, whatever the case and the dash."""
    return "".join(filter(str.isalnum, typed)).upper() == code.replace("-", "")


def keys_of(values: Sequence[str]) -> tuple[str, ...]:
    """Return what is typed for each choice: the codes themselves if all are whole numbers below 100, else places from 1.

    Places all have the same number of digits, so that each choice takes the same number of keys and none waits for a second one.
    """
    if values and all(value.isascii() and value.isdigit() and len(value) <= 2 and value == str(int(value)) for value in values):
        return tuple(values)
    wide = len(str(len(values)))
    return tuple(f"{place:0{wide}}" for place in range(1, len(values) + 1))
