"""What a person looks for, and what was found for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from civicdesk.records.entries import Entry, EntryKind
from civicdesk.records.ids import EntryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One wish, and what the person chose to say of themselves. What is empty was not said and shuts nothing out."""

    topics: tuple[str, ...] = ()
    """Picked by the worker with the person."""
    text: str = ""
    """The person's own words."""
    place: str = ""
    """Postcode district or sector, such as `PE1` or `PE1 2`."""
    areas: tuple[str, ...] = ()
    """Names or codes of the areas in which they live."""
    gender: str = ""
    """`women` or `men`: the groups of which they are one."""
    ages: tuple[int, int] | None = None
    """Youngest and oldest age that they may have; the same twice if it is known."""
    language: str = ""
    """Code of a language other than English that they would rather speak."""
    avoids_drink: bool = False
    no_car: bool = False
    wheelchair: bool = False
    children: bool = False
    evenings_only: bool = False
    cannot_pay: bool = False
    applies_as: str = ""
    """`individual` or `group`."""
    avoid: frozenset[EntryId] = field(default=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looks for in the directory, while they type. What is empty asks for nothing."""

    text: str = ""
    """Beginnings of words."""
    topics: tuple[str, ...] = ()
    """At least one of them."""
    kinds: tuple[EntryKind, ...] = ()
    place: str = ""
    """Postcode district or sector from which distances are counted."""
    within: float | None = None
    """Kilometres from the place."""
    day: str = ""
    """One of MO TU WE TH FR SA SU."""
    needs: tuple[str, ...] = ()
    """Facts that must be so, such as `step_free`. What is not known is not so."""
    free: bool = False
    gender: str = ""
    """`women` or `men`: nothing that is only for the others."""
    age: int | None = None
    closed: bool = False
    """Show those that are not open too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One entry, how well it fits (0 to about 1.3), and why."""

    entry: Entry
    score: float
    reasons: tuple[str, ...]
    """What speaks for it, as sentences."""
    cautions: tuple[str, ...] = ()
    """What to know first, as sentences; for a folded entry the first one is why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Entries in order, and apart from them those that would fit but are not suitable, each with the reason."""

    suggested: tuple[Fit, ...] = ()
    folded: tuple[Fit, ...] = ()


Scores = Mapping[EntryId, float]
"""How well each entry's words agree with a person's: bm25, 0 and more."""
