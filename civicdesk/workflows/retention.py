"""How long things are kept: who reaches a date, and what a coordinator does then. Nothing is deleted by itself."""

import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from civicdesk.errors import Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId
from civicdesk.records.people import Person
from civicdesk.store import answer_files, answers, introductions, listings, people, projects
from civicdesk.workflows.kit import Kit, Right

SETTING = "retention"
WITHIN = timedelta(days=31)
LONGEST = 600
"""Months: 50 years."""


class Kept(StrEnum):
    """What a rule is about."""

    IDENTITY = "identity"
    """Name and contact, and files: they go first, the person stays under the card number."""
    ANSWERS = "answers"
    """Everything about the person: erased."""


DEFAULT: Mapping[Kept, int] = {Kept.IDENTITY: 12, Kept.ANSWERS: 72}
"""Months after the last time that somebody took part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Somebody reaches a date. The card stands for the person; lists of this kind show no name."""

    person: PersonId
    card: str
    kept: Kept
    on: date


def rules(kit: Kit) -> Mapping[Kept, int]:
    """Return how many months each thing is kept after the last time that somebody took part."""
    told = projects.setting(kit.workspace, SETTING)
    return {Kept(kept): months for kept, months in json.loads(told).items()} if told else DEFAULT


def set_rules(kit: Kit, wanted: Mapping[Kept, int]) -> Outcome[None]:
    """Set the rules of the project.

    Raises:
        Refused: ROLE-RIGHT; RETENTION-MONTHS: not 1 to 600 months, or a name would be kept longer than the answers.
    """
    kit.must(Right.ERASE)
    if (
        set(wanted) != set(Kept)
        or not all(1 <= months <= LONGEST for months in wanted.values())
        or wanted[Kept.IDENTITY] > wanted[Kept.ANSWERS]
    ):
        raise Refused("RETENTION-MONTHS", most=LONGEST)
    told = json.dumps({kept.value: months for kept, months in wanted.items()}, sort_keys=True)
    projects.keep_setting(kit.workspace, SETTING, told, by=kit.user.id)
    return Outcome(value=None, changed=frozenset({Kind.SETTINGS}))


def due(kit: Kit, within: timedelta = WITHIN) -> tuple[Due, ...]:
    """Return who reaches a date by then, the earliest first; those who have passed it stay in the list until something is done.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.ERASE)
    wanted, until = rules(kit), kit.now().date() + within
    came = answers.last_seen(kit.workspace)
    everybody = people.people(kit.workspace)
    last = {each.id: max(each.registered_at, came.get(each.id, each.registered_at)).date() for each in everybody}
    named = {each.id for each in everybody if each.name or each.contact} | answer_files.owners(kit.workspace)
    dates = [each for person in everybody for each in _dates(person, last[person.id], wanted) if each.on <= until]
    found = [each for each in dates if each.kept is Kept.ANSWERS or each.person in named]
    return tuple(sorted(found, key=lambda each: (each.on, each.card)))


def drop_identity(kit: Kit, person: PersonId) -> Outcome[None]:
    """Take name, contact, listing and files out; the person stays under the card number, and so do all other answers.

    A signature, a face and a voice say as much as a name. That there was a file, and which, stays. An introduction under way ends.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN.
    """
    kit.must(Right.ERASE)
    known = people.person(kit.workspace, person)
    with kit.workspace.writing("person-changed", kit.user.id, kit.now()):
        people.change_person(kit.workspace, replace(known, name="", contact=""), by=kit.user.id)
        answer_files.drop_identity(kit.workspace, person, kit.now(), by=kit.user.id)
        if listings.withdraw(kit.workspace, person, kit.now(), by=kit.user.id):
            introductions.settle(kit.workspace, kit.now())
    return Outcome(value=None, changed=frozenset({Kind.PEOPLE, Kind.ANSWERS, Kind.CONNECTIONS}))


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later; the last day of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _dates(person: Person, last: date, wanted: Mapping[Kept, int]) -> list[Due]:
    return [Due(person=person.id, card=person.card, kept=kept, on=months_after(last, wanted[kept])) for kept in Kept]
