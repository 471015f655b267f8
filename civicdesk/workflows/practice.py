"""The practice project: plainly invented people, how they answer, and what they tell. Faces walk them through the real verbs."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from civicdesk import paths
from civicdesk.i18n import say
from civicdesk.records.pages import NodeState
from civicdesk.records.releases import IntruderForm
from civicdesk.records.sheets import Step

FIRST_MEETING = datetime.fromisoformat("2026-08-04T10:00:00+01:00")
APART = timedelta(days=91)
WAVES = 2
RARELY = 0.04
"""Share of answers that are "don't know" or "prefer not to say"."""
LEANING = 0.6
"""How far areas of life lie apart for one person."""
NOISE = 0.5
TICKED = 0.45
KEEN = 0.5
WISHES = "/optin/"
NOT_SPOKEN = frozenset({"dk", "ref", "na", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Folk:
    """One invented person. `level` and `step` steer the answers: 0 (low) to 1 (high) at first, and how far they move."""

    name: str
    birth_year: int
    sex: str
    ethnicity: str
    district: str
    level: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented case study. Texts and quotes name their prompt by its place in the guide."""

    person: int
    tags: tuple[str, ...]
    texts: tuple[tuple[int, str], ...]
    quotes: tuple[tuple[int, str, str], ...]
    """(prompt, words, consent)."""


def pack() -> bytes:
    """Return the signed pack of the practice project."""
    return (paths.resources() / "practice" / "practice.civicpack").read_bytes()


def identity_file() -> bytes:
    """Return the age identity of the practice centre; it is no secret."""
    return (paths.resources() / "practice" / "age-identity.txt").read_bytes()


def keys_folder() -> Path:
    """Return where the keys of the practice centre lie; they are no secret."""
    return paths.resources() / "practice"


@lru_cache(maxsize=1)
def folk() -> tuple[Folk, ...]:
    """Return the 24 invented people."""
    return tuple(Folk(**each) for each in _read("people")["people"])


def steps(person: int, wave: int) -> tuple[Step, ...]:
    """Return what an invented person would like to do next."""
    offered = _read("people")["steps"]
    return tuple(Step(**offered[(person * 2 + wave + n) % len(offered)]) for n in range(1 + person % 2))


def stories() -> tuple[Story, ...]:
    """Return the three invented case studies."""
    return tuple(
        Story(
            person=each["person"],
            tags=tuple(each["tags"]),
            texts=tuple((int(prompt), text) for prompt, text in each["texts"].items()),
            quotes=tuple((quote["prompt"], quote["text"], quote["consent"]) for quote in each["quotes"]),
        )
        for each in _read("stories")["stories"]
    )


def intruder_form(scenarios: tuple[str, ...], name: str, today: date) -> IntruderForm:
    """Return the motivated-intruder form as the practice project fills it in."""
    return IntruderForm(
        scenarios=tuple((scenario, say("send.practice_outcome")) for scenario in scenarios),
        tried_by=name,
        tried_on=today,
        approver=name,
        reason=say("send.practice_reason"),
    )


def planted_names() -> tuple[str, ...]:
    """Return every invented name, whole and in parts: none of them may be found in what leaves the laptop."""
    return tuple(part for each in folk() for part in (each.name, *each.name.split()))


def meeting(wave: int) -> datetime:
    """Return when the practice session of a wave begins."""
    return FIRST_MEETING + APART * (wave - 1)


def answer(person: int, wave: int, node: NodeState) -> str:
    """Return what an invented person says to a question: the same every time, empty for a skipped one.

    Args:
        person: place among `folk()`.
        wave: from 1.
        node: the question, with the choices that are offered.
    """
    if node.opts is None:
        return _number(node, _wish(person, wave, node.ref))
    codes = [code for code, _ in node.opts]
    if node.multiple:
        return " ".join(code for code in codes if _chance(person, wave, node.ref + code) < TICKED and code not in NOT_SPOKEN)
    spoken = [code for code in codes if code not in NOT_SPOKEN]
    draw = _chance(person, wave, f"{node.ref}?")
    if draw < RARELY and len(spoken) < len(codes):
        return next(code for code in codes if code not in spoken)
    if WISHES in node.ref:
        return spoken[0] if draw < KEEN else spoken[-1]
    # Choices run from the most to the least in every list of the questionnaire.
    return spoken[round((1 - _wish(person, wave, node.ref)) * (len(spoken) - 1))]


def _wish(person: int, wave: int, ref: str) -> float:
    """Return how much of this a person has, 0 to 1: their level, what they find easy or hard, and the day."""
    area = ref.rpartition("/")[0]
    steady = (_chance(person, 0, area) - 0.5) * LEANING
    today = (_chance(person, wave, ref) - 0.5) * NOISE
    return min(max(folk()[person].level + folk()[person].step * (wave - 1) + steady + today, 0.0), 1.0)


def _number(node: NodeState, wish: float) -> str:
    return str(round(wish * 10)) if node.vt in {"int", "integer"} else ""


def _chance(person: int, wave: int, of: str) -> float:
    """Return a number in [0, 1) that is the same on every machine."""
    digest = hashlib.sha256(f"{person} {wave} {of}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


@lru_cache(maxsize=2)
def _read(name: str) -> dict:  # type: ignore[type-arg]  # our own files, checked by tests/unit/workflows/test_practice.py
    with (paths.resources() / "practice" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
