"""What is asked when a person is added: as little as possible."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIELDS = ("name", "birth_year", "birth_date", "card", "district")
OLDEST_YEAR = 1900
OF_AGE = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """Somebody who is here already and may be the same person."""

    person: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that the project asks beside, with its choices; it may stay empty."""

    name: str
    label: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form."""

    name: str = ""
    card: str = ""
    birth_year: str = ""
    birth_date: str = ""
    """Asked only where the project links people over laptops."""
    district: str = ""
    adult: str = ""
    able: str = ""
    said: tuple[tuple[str, str], ...] = ()
    """What the project asks beside, as far as it was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPersonState:
    """The form for a new person."""

    card: str = ""
    """The next free card number."""
    year: int = 0
    """This year: whoever was born long enough ago is not asked whether they are 18."""
    asked: tuple[Asked, ...] = ()
    linking: bool = False
    """The project links people over laptops, and asks for the whole date of birth."""
    restored: bool = False
    """What stands here was typed before the page was left."""
    likely: tuple[Likely, ...] = ()
    stopped: str = ""
    """Why nobody is added: under 18, or not able to decide today."""
    busy: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field -> what is to be mended; `page` for what belongs to none."""


def adult_by_year(birth_year: str, this_year: int) -> str:
    """Return `yes` or `no` where the year of birth alone says whether somebody is 18, else an empty text."""
    if not is_year(birth_year, this_year):
        return ""
    turns = this_year - int(birth_year)
    return "yes" if turns > OF_AGE else "no" if turns < OF_AGE else ""


def is_year(text: str, this_year: int) -> bool:
    """Tell whether a text is a year in which somebody alive may be born."""
    return len(text) == 4 and text.isascii() and text.isdecimal() and OLDEST_YEAR <= int(text) <= this_year


def name_and_year(text: str, this_year: int) -> tuple[str, str]:
    """Part a name from a year of birth typed right behind it; without one the year is empty."""
    name, year = text[:-4].strip(), text[-4:]
    apart = bool(name) and is_year(year, this_year) and not name[-1].isdecimal()
    return (name, year) if apart else (text, "")


def to_words(typed: Typed) -> dict[str, str]:
    """Return what stands in the form, by name; only what says something."""
    plain = {name: getattr(typed, name) for name in (*FIELDS, "adult", "able")}
    return {name: value for name, value in {**plain, **{f"said.{name}": value for name, value in typed.said}}.items() if value}


def from_words(words: Mapping[str, str]) -> Typed:
    """Return the form as it stood."""
    said = tuple((name.removeprefix("said."), value) for name, value in words.items() if name.startswith("said."))
    return Typed(**{name: words.get(name, "") for name in (*FIELDS, "adult", "able")}, said=said)


_SEX = Asked(name="sex", label="Sex", choices=("Female", "Male", "Another way", "Rather not say"))
_ETHNICITY = Asked(
    name="ethnicity",
    label="Ethnic group",
    choices=("Irish", "Roma", "Arab", "Chinese", "Caribbean", "Any other ethnic group", "Rather not say"),
)

EXAMPLES: Mapping[str, AddPersonState] = {
    "empty": AddPersonState(card="0025", year=2026),
    "asked by the project": AddPersonState(card="0025", year=2026, asked=(_SEX, _ETHNICITY)),
    "linking": AddPersonState(card="0025", year=2026, linking=True, problems={"birth_date": "Enter a date, for example 3/5/1980."}),
    "half filled": AddPersonState(card="0025", year=2026, asked=(_SEX,), restored=True),
    "problems": AddPersonState(
        card="0025",
        year=2026,
        problems={
            "birth_year": "Enter a year between 1900 and 2026.",
            "adult": "Say whether they are 18 or over.",
            "able": "Say whether they are able to decide today.",
        },
    ),
    "likely matches": AddPersonState(
        card="0025", likely=(Likely(person="p1", label="Wren Fictional, card 0001"), Likely(person="p2", label="Ren Fictional, card 0019"))
    ),
    "stopped": AddPersonState(
        card="0025",
        stopped="This project is for people of 18 and over. Nothing was kept. Please follow your local guidance. (PERSON-ADULT)",
    ),
    "no recovery sheet": AddPersonState(card="0025", problems={"page": "Type the code from the recovery sheet first. (FIRST-RECOVERY)"}),
}
