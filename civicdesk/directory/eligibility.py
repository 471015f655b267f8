"""Who an entry is for: what shuts it out for one person, and what somebody should know first. Unknown never shuts out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from civicdesk.directory.freshness import whole_months
from civicdesk.records.entries import Entry, EntryKind, EntryStatus
from civicdesk.records.matching import Profile

_OLD, _TOO_OLD = 12, 24
"""Months since somebody confirmed it."""
_GONE = 90
"""Days since the list from which it came no longer has it."""
_FUNDING = {"funding_individual": "individual", "funding_group": "group"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules say about one entry for one person."""

    factor: float = 1.0
    """By how much it counts."""
    folded: str = ""
    """Word of the rule that shuts it out; empty if none does."""
    cautions: tuple[str, ...] = ()
    """Words of the rules that ask for a look first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry beside one person, on a day."""

    entry: Entry
    profile: Profile
    today: date

    def months(self) -> int | None:
        """Return how long ago it was confirmed; None if never, or with a date that is still to come."""
        assured = self.entry.assured_date
        return None if assured is None or assured > self.today else whole_months(assured, self.today)


Rule = Callable[[Case], bool]

_FINE = Verdict()


def judge(case: Case) -> Verdict:
    """Return what the rules say. The first rule that shuts out is the one that is told."""
    for word, rule in _HARD.items():
        if rule(case):
            return Verdict(folded=word, cautions=(word,))
    factor, cautions = 1.0, []
    for word, (weight, asks) in _SOFT.items():
        if asks(case):
            factor *= weight
            cautions.append(word)
    return Verdict(factor=factor, cautions=tuple(cautions)) if cautions else _FINE


def applies_as(profile: Profile) -> str:
    """Return as what a person asks for money: as they said, or as the one kind of funding topic says that they picked."""
    picked = {_FUNDING[topic] for topic in profile.topics if topic in _FUNDING}
    return profile.applies_as or (picked.pop() if len(picked) == 1 else "")


def _applicants(entry: Entry) -> frozenset[str]:
    return frozenset(entry.facts.applicants) or frozenset(_FUNDING[tag] for tag in entry.tags if tag in _FUNDING)


def _not_open(case: Case) -> bool:
    return case.entry.status is not EntryStatus.ACTIVE


def _missing(case: Case) -> bool:
    since = case.entry.missing_since
    return since is not None and (case.today - since).days > _GONE


def _unconfirmed(case: Case) -> bool:
    months = case.months()
    return months is not None and months >= _TOO_OLD


def _other_gender(case: Case) -> bool:
    only = case.entry.facts.women_or_men_only
    return only in {"women", "men"} and case.profile.gender in {"women", "men"} - {only}


def _outside_age(case: Case) -> bool:
    facts, ages = case.entry.facts, case.profile.ages
    if ages is None:
        return False
    return (facts.youngest is not None and ages[1] < facts.youngest) or (facts.oldest is not None and ages[0] > facts.oldest)


def _other_area(case: Case) -> bool:
    if not case.entry.facts.areas or not case.profile.areas:
        return False
    return not {area.casefold() for area in case.profile.areas} & {area.casefold() for area in case.entry.facts.areas}


def _wrong_applicant(case: Case) -> bool:
    if case.entry.kind is not EntryKind.FUNDING:
        return False
    asked, may = applies_as(case.profile), _applicants(case.entry)
    return bool(asked and may) and asked not in may


def _closed_call(case: Case) -> bool:
    closes = case.entry.facts.closes
    return closes is not None and closes < case.today


_HARD: dict[str, Rule] = {
    "avoid": lambda case: case.entry.id in case.profile.avoid,
    "not_open": _not_open,
    "missing": _missing,
    "unconfirmed": _unconfirmed,
    "gender": _other_gender,
    "age": _outside_age,
    "alcohol": lambda case: case.profile.avoids_drink and case.entry.facts.alcohol_present is True,
    "car": lambda case: case.profile.no_car and case.entry.facts.needs_car is True,
    "steps": lambda case: case.profile.wheelchair and case.entry.facts.step_free is False,
    "area": _other_area,
    "applicant": _wrong_applicant,
    "closed_call": _closed_call,
}
"""Word of the rule -> rule. An entry that one of them meets is folded, never dropped: a wrong rule must be seen."""

_SOFT: dict[str, tuple[float, Rule]] = {
    "full": (0.1, lambda case: case.entry.facts.capacity == "full"),
    "waiting": (0.85, lambda case: case.entry.facts.capacity == "waiting"),
    "old": (0.6, lambda case: (case.months() or 0) >= _OLD),
    "never_confirmed": (1.0, lambda case: case.months() is None),
    "gender_unknown": (0.5, lambda case: case.entry.facts.women_or_men_only in {"women", "men"} and not case.profile.gender),
    "abstinence": (0.5, lambda case: case.entry.facts.abstinence_required is True and not case.profile.avoids_drink),
    "steps_unknown": (0.85, lambda case: case.profile.wheelchair and case.entry.facts.step_free is None),
    "paid": (0.5, lambda case: case.profile.cannot_pay and case.entry.facts.free is False),
    "referral": (1.0, lambda case: case.entry.facts.referral == "professional"),
    "not_evening": (1.0, lambda case: case.profile.evenings_only and case.entry.facts.evening is not True),
    "children_unknown": (1.0, lambda case: case.profile.children and case.entry.facts.child_welcome is not True),
    "area_unknown": (1.0, lambda case: bool(case.entry.facts.areas) and not case.profile.areas),
    "missing_soon": (1.0, lambda case: case.entry.missing_since is not None),
}
"""Word of the rule -> (factor, rule). What is only to be said counts as 1."""
