"""What the page with everything held about one person shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NameShown:
    """A word that looks like somebody else's name, and where it stands."""

    name: str
    around: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessState:
    """One access pack before it is handed over."""

    card: str = ""
    rows: int = 0
    names: tuple[NameShown, ...] = ()
    left_out: frozenset[str] = frozenset()
    sections: tuple[tuple[str, int], ...] = ()
    """Heading of a part, and how many lines stand under it."""
    files: int = 0
    """Signatures, pictures, recordings and documents that come along when it is saved."""
    printer: bool = False
    loading: bool = False
    busy: bool = False
    told: str = ""
    problem: str = ""


_SECTIONS = (("About you", 8), ("What you said to each purpose", 2), ("Your answers: Civic health, round 1", 44), ("Your scores", 9))
_NAMES = (
    NameShown(name="Hazel Invented", around="She helped me, Hazel Invented did."),
    NameShown(name="Placeholder Street", around="… by the bridge in Placeholder Street where we …"),
)

EXAMPLES: Mapping[str, AccessState] = {
    "loading": AccessState(loading=True),
    "no names": AccessState(card="0001", rows=96, sections=_SECTIONS, printer=True),
    "names": AccessState(card="0001", rows=96, sections=_SECTIONS, names=_NAMES, left_out=frozenset({"Hazel Invented"}), printer=True),
    "saved": AccessState(
        card="0001", rows=96, sections=_SECTIONS, told="Saved: everything-held-2026-03-02.pdf and everything-held-2026-03-02.json."
    ),
    "files": AccessState(card="0001", rows=96, sections=_SECTIONS, files=2, printer=True),
    "busy": AccessState(card="0001", rows=96, sections=_SECTIONS, busy=True, printer=True),
    "cannot": AccessState(problem="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)"),
}
