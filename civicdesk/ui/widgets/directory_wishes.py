"""What is asked of the directory, of its papers and of its lists, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What an entry must be. What is empty asks for nothing."""

    needs: frozenset[str] = frozenset()
    """Facts that must be so, such as `step_free`."""
    topic: str = ""
    kind: str = ""
    day: str = ""
    place: str = ""
    """Postcode district or sector from which distances are counted."""
    within: str = ""
    """Kilometres from the place, in digits."""
    whom: str = ""
    """`women` or `men`."""
    age: str = ""
    """In digits."""


ANYTHING = Narrow()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something about an entry that asks for a decision: what it is, why, and what can be said to it, as (word, words)."""

    key: str
    label: str
    why: str = ""
    acts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two entries that may be the same."""

    entry: str
    name: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One field put right, and how that is known."""

    text: str
    evidence: str = ""
    reason: str = ""
    impersonal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWish:
    """Which paper is made, and how it is set."""

    paper: str = "leaflet"
    ticked: bool = False
    """Of the entries that are ticked, otherwise of all that are found."""
    large: bool = False
    fold: bool = False
    """Beside it, as sheets to print and fold."""
    language: str = "en"
    title: str = ""


USUAL = PaperWish()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWish:
    """A list from a file, as somebody names it."""

    name: str = ""
    licence: str = ""
    attribution: str = ""
    part: bool = False
    """It is a part only: nothing is marked as missing."""
    address: str = ""
    """Where it can be fetched."""
    columns: tuple[tuple[str, str], ...] = ()
    """Of somebody's own table: column and field of an entry; an empty field leaves the column out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShown:
    """One column of somebody's own table, and some of what stands in it."""

    column: str
    field: str = ""
    samples: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A list that is about to come in."""

    file: str
    ours: bool = False
    """A table in our own columns: it comes in whole or not at all."""
    wish: ListWish = ListWish()
    columns: tuple[ColumnShown, ...] = ()
    targets: tuple[str, ...] = ()
    """Fields that a column may be."""
    summary: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    """Entry by entry: its name, and what happens to it."""
    findings: tuple[tuple[str, str], ...] = ()
    """What is wrong: where, and what was done about it."""
    can_take: bool = False
