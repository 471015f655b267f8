"""The words of a session's summary for the room. Its counts arrive already protected: a hidden number is None and stays so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from civicdesk.feedback.places import printed
from civicdesk.i18n import say_in
from civicdesk.records.entries import Entry
from civicdesk.records.people import Project
from civicdesk.records.sheets import SessionSummary, SummaryBar

ENOUGH_FOR_CHANGE = 30
"""People who were there both times, before a change is called a finding."""
_NAMED_AREAS = 2
_MOST_ENTRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFacts:
    """What is told to the room. Bars and counts come out of the suppression rules, never straight from the store."""

    project: Project
    place: str
    session_date: date
    wave: int
    attended: int | None
    consented: int | None
    completed: int | None
    least: int
    bars: tuple[SummaryBar, ...]
    offers: tuple[tuple[str, int | None], ...] = ()
    both_times: int = 0
    """People with scores at this wave and the one before."""
    moved_up: tuple[tuple[str, int | None], ...] = ()
    """(area, people who moved up), told only from 30 people who were there both times."""
    entries: tuple[Entry, ...] = ()
    audit_foot: str = ""
    language: str = "en"


def compose_summary(facts: SummaryFacts) -> SessionSummary:
    """Put a session's protected counts into words for everybody in the room."""
    strongest, to_work_on = _named(facts.bars)
    return SessionSummary(
        project=facts.project.name,
        place=facts.place,
        session_date=facts.session_date,
        wave=facts.wave,
        attended=facts.attended,
        consented=facts.consented,
        completed=facts.completed,
        least=facts.least,
        bars=facts.bars,
        together=strongest,
        work_on=to_work_on,
        change_note=_change_note(facts),
        offers=facts.offers,
        entries=tuple(printed(facts.language, entry) for entry in facts.entries if entry.printable)[:_MOST_ENTRIES],
        contact=facts.project.contact,
        audit_foot=facts.audit_foot,
        practice=facts.project.practice,
        language=facts.language,
    )


def _named(bars: Sequence[SummaryBar]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the two strongest areas and two to work on, by median; no area is both, and ties keep the form's order."""
    shown = [(bar.median, bar.area) for bar in bars if not bar.hidden and bar.median is not None]
    highest = sorted(shown, key=lambda one: -one[0])
    strongest = highest[: min(_NAMED_AREAS, (len(shown) + 1) // 2)]
    rest = sorted((one for one in shown if one not in strongest), key=lambda one: one[0])
    return tuple(area for _, area in strongest), tuple(area for _, area in rest[:_NAMED_AREAS])


def _change_note(facts: SummaryFacts) -> str:
    if facts.wave <= 1:
        return say_in(facts.language, "sheet.summary.first_time")
    if facts.both_times < ENOUGH_FOR_CHANGE:
        return say_in(facts.language, "sheet.summary.too_few_for_change", needed=ENOUGH_FOR_CHANGE)
    told = [
        say_in(facts.language, "sheet.summary.moved_up", area=area, people=people, of=facts.both_times)
        for area, people in facts.moved_up
        if people is not None
    ]
    return " ".join(told) or say_in(facts.language, "sheet.summary.no_change")
