"""What is asked when a person is added: as little as possible."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """Somebody who is here already and may be the same person."""

    person: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPersonState:
    """The form for a new person."""

    card: str = ""
    """The next free card number."""
    likely: tuple[Likely, ...] = ()
    stopped: str = ""
    """Why nobody is added: under 18, or not able to decide today."""
    busy: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field -> what is to be mended; `page` for what belongs to none."""


EXAMPLES: Mapping[str, AddPersonState] = {
    "empty": AddPersonState(card="0025"),
    "problems": AddPersonState(
        card="0025",
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
