"""People: those who can unlock the workspace, and those who take part. Names and contacts lie sealed; they are searched in memory."""

import difflib
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.people import Person, Role, User
from civicdesk.records.sealing import Vault
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, number_of, open_text, seal_text, stamp
from civicdesk.store.workspace import Workspace
from civicdesk.store.writing import Writing

_COLUMNS = (
    "n, id, card, sealed_name, sealed_contact, birth_year, sex, ethnicity, district, language, sheet_format, registered_at, attributes"
)
_ALIKE = 0.8
"""Share of equal letters from which two names are shown as perhaps one person (judged)."""


@runtime_checkable
class _AddsMany(Protocol):
    """A vault that keeps the keys of many new people with one write."""

    def add_all(self, people: Iterable[PersonId]) -> None:
        """Make and keep a key for each person who has none."""


def add_user(ws: Workspace, user: User, *, by: UserId | None = None) -> None:
    """Add somebody who can unlock the workspace, or change their role."""
    facts = {"id": user.id, "name": user.name, "role": user.role.value, "safeguarding_lead": int(user.safeguarding_lead)}
    known = ws.row("select n from user where id = ?", [user.id])
    with ws.writing(Action.USER_ADDED if known is None else Action.USER_CHANGED, by) as writing:
        if known is None:
            writing.insert("user", facts)
        else:
            writing.change("user", int(known[0]), facts)


def end_user(ws: Workspace, ident: UserId, at: datetime, *, by: UserId | None = None) -> None:
    """Keep that somebody works here no longer; what they did keeps their name.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "user", ident)
    with ws.writing(Action.USER_LEFT, by) as writing:
        writing.change("user", number, {"left_at": stamp(at)})


def working(ws: Workspace) -> tuple[User, ...]:
    """Return everybody who can unlock the workspace now."""
    gone = {ident for (ident,) in ws.rows("select id from user where left_at is not null")}
    return tuple(user for user in users(ws) if user.id not in gone)


def users(ws: Workspace) -> tuple[User, ...]:
    """Return everybody who can or could unlock the workspace, in the order in which they were added."""
    rows = ws.rows("select id, name, role, safeguarding_lead from user order by n")
    return tuple(User(id=UserId(ident), name=name, role=Role(role), safeguarding_lead=bool(lead)) for ident, name, role, lead in rows)


def add_person(ws: Workspace, person: Person, *, by: UserId | None = None) -> None:
    """Add somebody who takes part. The person's own key is kept first: a key without a row is harmless.

    Raises:
        Refused: PERSON-CARD-TAKEN.
    """
    add_people(ws, (person,), by=by)


def add_people(ws: Workspace, people: Sequence[Person], *, by: UserId | None = None) -> None:
    """Add several people, all or none.

    Raises:
        Refused: PERSON-CARD-TAKEN.
    """
    _add_keys(ws.vault, [person.id for person in people])
    with ws.writing(Action.PERSON_ADDED, by) as writing:
        for person in people:
            _confirm_card_free(ws, person)
            number = writing.following("person")
            writing.insert("person", _facts(ws, person, number), number)


def change_person(ws: Workspace, person: Person, *, by: UserId | None = None) -> None:
    """Replace what is known of a person; the audit says that and when, not what.

    Raises:
        Refused: STORE-UNKNOWN, PERSON-CARD-TAKEN.
    """
    number = number_of(ws, "person", person.id)
    _confirm_card_free(ws, person)
    with ws.writing(Action.PERSON_CHANGED, by) as writing:
        _change(ws, writing, person, number)


def person(ws: Workspace, ident: PersonId) -> Person:
    """Return one person.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    row = ws.row(f"select {_COLUMNS} from person where id = ?", [ident])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="person")
    return _person(ws, row)


def ids(ws: Workspace) -> frozenset[PersonId]:
    """Return everybody who takes part, by id: no key is needed for that."""
    return frozenset(PersonId(ident) for (ident,) in ws.rows("select id from person"))


def people(ws: Workspace) -> tuple[Person, ...]:
    """Return everybody who takes part, in the order of registration. Opened once, then kept in memory until somebody is added."""
    return _everybody(ws).people


def count(ws: Workspace) -> int:
    """Return how many people take part; no name is opened for that."""
    row = ws.row("select count(*) from person")
    return int(row[0]) if row else 0


def find_people(ws: Workspace, text: str, *, limit: int = 50) -> tuple[Person, ...]:
    """Find people by card number, or by words with which the parts of a name begin; accents and capitals do not matter.

    Returns:
        Whoever has exactly this card first, then in the order of registration; nobody for a blank text.
    """
    words = _folded(text).split()
    if not words:
        return ()
    everybody = _everybody(ws)
    found = set.intersection(*map(everybody.beginning, words))
    exact = found.intersection(everybody.having_card(" ".join(words)))
    return tuple(everybody.people[place] for place in [*sorted(exact), *sorted(found - exact)][:limit])


def likely_matches(ws: Workspace, name: str, birth_year: int | None) -> tuple[Person, ...]:
    """Return people who may be the same as somebody about to be added: a like name, and no birth year that speaks against it."""
    wanted = _sorted_words(name)
    if not wanted:
        return ()
    everybody = _everybody(ws)
    matcher = difflib.SequenceMatcher(b=wanted)
    return tuple(
        known
        for known, words in zip(everybody.people, everybody.sorted_words, strict=True)
        if _near(known.birth_year, birth_year) and _are_alike(matcher, words)
    )


def next_card(ws: Workspace) -> str:
    """Return the number that follows the highest card, three digits at least."""
    row = ws.row("select max(cast(card as integer)) from person where card not glob '*[^0-9]*'")
    return f"{(int(row[0]) if row and row[0] is not None else 0) + 1:03d}"


def _add_keys(vault: Vault, people: Sequence[PersonId]) -> None:
    """Keep a key for each person; a vault that can keep many at once writes its file once."""
    if isinstance(vault, _AddsMany):
        vault.add_all(people)
    else:
        for person in people:
            vault.add(person)


def _confirm_card_free(ws: Workspace, person: Person) -> None:
    if ws.row("select 1 from person where card = ? and id <> ?", [person.card, person.id]) is not None:
        raise Refused("PERSON-CARD-TAKEN", card=person.card)


def _facts(ws: Workspace, person: Person, number: int) -> dict[str, object]:
    return {
        "id": person.id,
        "card": person.card,
        "sealed_name": seal_text(ws, person.id, f"person.{number}.name", person.name),
        "sealed_contact": seal_text(ws, person.id, f"person.{number}.contact", person.contact),
        "birth_year": person.birth_year,
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "district": person.district,
        "language": person.language,
        "sheet_format": person.sheet_format,
        "registered_at": stamp(person.registered_at),
        "attributes": json_text(person.attributes),
    }


def _change(ws: Workspace, writing: Writing, person: Person, number: int) -> None:
    writing.change("person", number, _facts(ws, person, number))


def _person(ws: Workspace, row: tuple[Any, ...]) -> Person:
    number, ident, card, name, contact, birth_year, sex, ethnicity, district, language, sheet_format, registered_at, attributes = row
    return Person(
        id=PersonId(ident),
        card=card,
        name=open_text(ws, ident, f"person.{number}.name", name),
        contact=open_text(ws, ident, f"person.{number}.contact", contact),
        birth_year=birth_year,
        sex=sex,
        ethnicity=ethnicity,
        district=district,
        language=language,
        sheet_format=sheet_format,
        registered_at=moment(registered_at),
        attributes=tuple((key, value) for key, value in json_value(attributes)),
    )


class _Everybody:
    """All people with their names open, and what is needed to find one among tens of thousands while somebody types."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self.people = people

    @cached_property
    def sorted_words(self) -> tuple[str, ...]:
        """Return each person's name without accents and capitals, its words in order of the alphabet."""
        return tuple(_sorted_words(known.name) for known in self.people)

    def beginning(self, letters: str) -> set[int]:
        """Return the places of everybody who has a part of the name, or a card, that begins so."""
        parts, places = self._parts
        first = last = bisect_left(parts, letters)
        while last < len(parts) and parts[last].startswith(letters):
            last += 1
        return set(places[first:last])

    def having_card(self, card: str) -> set[int]:
        """Return the places of everybody with exactly this card."""
        parts, places = self._parts
        first, last = bisect_left(parts, card), bisect_right(parts, card)
        return {place for place in places[first:last] if card in _cards(self.people[place])}

    @cached_property
    def _parts(self) -> tuple[list[str], list[int]]:
        """Return all parts of names and all cards in order of the alphabet, and beside each the place of its person."""
        pairs = sorted((part, place) for place, known in enumerate(self.people) for part in (*_folded(known.name).split(), *_cards(known)))
        return [part for part, _ in pairs], [place for _, place in pairs]


def _everybody(ws: Workspace) -> _Everybody:
    if "person" not in ws.remembered:
        ws.remembered["person"] = _Everybody(tuple(_person(ws, row) for row in ws.rows(f"select {_COLUMNS} from person order by n")))
    known: _Everybody = ws.remembered["person"]
    return known


def _folded(text: str) -> str:
    """Return letters without accents and capitals, for comparing."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def _sorted_words(name: str) -> str:
    return " ".join(sorted(_folded(name).split()))


def _are_alike(matcher: difflib.SequenceMatcher[str], words: str) -> bool:
    """Compare with what the matcher was made for; what cannot be alike by its length or its letters is not looked at closely."""
    matcher.set_seq1(words)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _cards(known: Person) -> tuple[str, str]:
    """Return a card number as written and as people say it, without zeros in front."""
    return _folded(known.card), _folded(known.card).lstrip("0")


def _near(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= 1
