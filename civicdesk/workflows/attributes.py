"""What the project pack asks about a person, beyond year of birth and postcode: it decides who is counted where, and whether all are treated alike."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId
from civicdesk.records.people import Person
from civicdesk.store import people as people_store
from civicdesk.workflows.kit import Kit, Right

ASKED_ELSEWHERE = frozenset({"age", "district", "language"})
"""Columns that follow from other fields of a person."""
OWN_FIELDS = frozenset({"sex", "ethnicity"})
"""Columns that are fields of a person; all others are kept as further attributes."""
ALIKE = ("sex", "ethnicity")
"""Columns by which a release is looked at for equal treatment, wherever the pack brings their choices."""
WORDED = frozenset({"sex", "ethnicity", "housing", "employment"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that may be asked: never a must."""

    name: str
    label: str
    choices: tuple[str, ...]
    """As the pack words them; what is chosen is kept so."""


def asked(kit: Kit) -> tuple[Asked, ...]:
    """Return what the pack asks about a person, in its order."""
    pack = kit.pack()
    trees = {quasi.column: quasi.hierarchy for quasi in pack.export.quasi} | {name: name for name in ALIKE if name in pack.hierarchies}
    wanted = {
        column: pack.hierarchies[tree] for column, tree in trees.items() if column not in ASKED_ELSEWHERE and tree in pack.hierarchies
    }
    return tuple(Asked(name=column, label=_label(column), choices=_leaves(data)) for column, data in wanted.items())


def known(person: Person) -> Mapping[str, str]:
    """Return what is kept of a person, by column; what was not said is absent."""
    kept = {"sex": person.sex, "ethnicity": person.ethnicity, **dict(person.attributes)}
    return {column: value for column, value in kept.items() if value}


def change(kit: Kit, person: PersonId, said: Mapping[str, str]) -> Outcome[Person]:
    """Keep what a person says now; an empty value takes the earlier one back, a column that is not named stays.

    Raises:
        Refused: ROLE-RIGHT; PERSON-ATTRIBUTE: the pack has no such choice.
    """
    kit.must(Right.REGISTER)
    must_be_offered(kit, said)
    before = people_store.person(kit.workspace, person)
    whole = {**known(before), **said}
    further = tuple((column, value) for column, value in whole.items() if column not in OWN_FIELDS and value)
    changed = replace(before, sex=whole.get("sex", ""), ethnicity=whole.get("ethnicity", ""), attributes=further)
    if changed != before:
        people_store.change_person(kit.workspace, changed, by=kit.user.id)
    return Outcome(value=changed, changed=frozenset({Kind.PEOPLE}) if changed != before else frozenset())


def must_be_offered(kit: Kit, said: Mapping[str, str]) -> None:
    """Refuse what the pack does not offer.

    Raises:
        Refused: PERSON-ATTRIBUTE.
    """
    offered = {each.name: each.choices for each in asked(kit)}
    for column, value in said.items():
        if value and value not in offered.get(column, ()):
            raise Refused("PERSON-ATTRIBUTE", column=column)


def _label(column: str) -> str:
    return say(f"attributes.{column}") if column in WORDED else column.replace("_", " ").capitalize()


def _leaves(hierarchy: bytes) -> tuple[str, ...]:
    """Return the finest values of a hierarchy, in its order."""
    rows = csv.reader(io.StringIO(hierarchy.decode("utf-8-sig"), newline=""), delimiter=";")
    return tuple(row[0] for row in rows if row)
