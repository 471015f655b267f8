"""The words of a session's summary for the room. Its counts arrive already protected: a hidden number is None and stays so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from civicdesk.feedback.places import printed
from civicdesk.feedback.wording import capital
from civicdesk.i18n import say_in
from civicdesk.records.entries import Entry
from civicdesk.records.people import Project
from civicdesk.records.sheets import SessionSummary, SummaryBar

ENOUGH_FOR_CHANGE = 30
"""People who were there both times, before a change is called a finding."""
_NAMED_AREAS = 2
_MOST_ENTRIES = 3
MOST_OFFERS = 6


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
    """(area, people who moved up beyond the threshold, None if hidden), told only from 30 people who were there both times."""
    entries: tuple[Entry, ...] = ()
    audit_foot: str = ""
    language: str = "en"


def compose_summary(facts: SummaryFacts) -> SessionSummary:
    """Put a session's protected counts into words for everybody in the room."""
    strongest, to_work_on = _named(facts.bars)
    shown, hidden = _offers(facts)
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
        offers=(*shown[:MOST_OFFERS], *hidden),
        more_offers=len(shown[MOST_OFFERS:]),
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
    risen = sorted(((people, area) for area, people in facts.moved_up if people), key=lambda one: -one[0])
    if not risen:
        return say_in(facts.language, "sheet.summary.no_change")
    areas = ", ".join(say_in(facts.language, "sheet.summary.count", word=area, people=people) for people, area in risen)
    return say_in(facts.language, "sheet.summary.moved_up", of=facts.both_times, areas=areas)


def _offers(facts: SummaryFacts) -> tuple[list[tuple[str, int | None]], list[tuple[str, int | None]]]:
    """Return what most people would like first, with short labels, and apart from these what is hidden."""
    labelled = [(_label(facts.language, offer), people) for offer, people in facts.offers]
    shown = sorted((one for one in labelled if one[1] is not None), key=lambda one: -(one[1] or 0))
    return shown, [one for one in labelled if one[1] is None]


def _label(language: str, question: str) -> str:
    """Return what is offered: the words after "Would you like to"; the whole question if it is asked in another way."""
    opening = say_in(language, "sheet.summary.offer_opening")
    at = question.lower().find(opening.lower())
    offer = question[at + len(opening) :].strip(" ?") if at >= 0 else ""
    return capital(offer) or question
