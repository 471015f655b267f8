"""What links people over laptops, where a project does that: whole dates of birth, sealed, and the key under which codes are made of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.linking import LinkPerson
from civicdesk.store import people, projects
from civicdesk.store.actions import Action
from civicdesk.store.columns import open_text, stamp
from civicdesk.store.workspace import Workspace

KEY = "linkage_key"
"""Name of the secret."""


def keep_birth_date(ws: Workspace, person: PersonId, day: date, *, by: UserId) -> None:
    """Keep a whole date of birth, sealed: only a project that links people asks for it."""
    known = ws.row("select n from birth_date where person = ?", [person])
    with ws.writing(Action.PERSON_CHANGED, by) as writing:
        number = writing.following("birth_date") if known is None else int(known[0])
        sealed = ws.vault.seal(person, f"birth_date.{number}.day", day.isoformat().encode())
        facts = {"person": person, "sealed_day": sealed, "user": by, "at": stamp(ws.now())}
        if known is None:
            writing.insert("birth_date", facts, number)
        else:
            writing.change("birth_date", number, facts)


def birth_dates(ws: Workspace, persons: Collection[PersonId]) -> Mapping[PersonId, date]:
    """Return the whole dates of birth of those among these people who gave theirs."""
    rows = ws.rows("select n, person, sealed_day from birth_date order by n")
    return {
        PersonId(person): date.fromisoformat(open_text(ws, person, f"birth_date.{number}.day", day))
        for number, person, day in rows
        if person in persons
    }


def keep_key(ws: Workspace, key: bytes, *, by: UserId) -> None:
    """Keep the key of the project. Another one than before breaks every link to what was sent so far.

    Raises:
        Refused: LINK-OTHER-KEY: there is another one.
    """
    if projects.secret(ws, KEY) not in {None, key}:
        raise Refused("LINK-OTHER-KEY")
    projects.keep_secret(ws, KEY, key, by=by)


def key(ws: Workspace) -> bytes:
    """Return the key of the project.

    Raises:
        Refused: LINK-KEY: it was not taken in yet.
    """
    kept = projects.secret(ws, KEY)
    if kept is None:
        raise Refused("LINK-KEY")
    return kept


def linked(ws: Workspace, codes: Mapping[PersonId, str], statements: Iterable[Mapping[str, object]]) -> tuple[LinkPerson, ...]:
    """Return what codes are made of, for everybody with a whole date of birth who was told of it; the others are not linked.

    Args:
        ws: the open workspace.
        codes: person -> the random code under which the person is released.
        statements: of the pack; each marks in `linkage` the sentence that tells of it.
    """
    days = birth_dates(ws, _told(ws, statements) & codes.keys())
    known = {each.id: each for each in people.people(ws) if each.id in days}
    return tuple(
        LinkPerson(code=codes[person], name=known[person].name, sex=known[person].sex, birth_date=day) for person, day in days.items()
    )


def _told(ws: Workspace, statements: Iterable[Mapping[str, object]]) -> frozenset[PersonId]:
    """Return everybody whose last consent was given to words that hold such a sentence: a version from before it told them nothing."""
    sentences = {_in_a_row(str(each["linkage"])) for each in statements if each.get("linkage")}
    heard = {
        PersonId(person): text
        for person, text in ws.rows(
            "select c.person, s.text from consent c join statement s on s.n = c.statement where c.withdrawal = 0 order by c.n"
        )
    }
    return frozenset(person for person, text in heard.items() if any(each in _in_a_row(text) for each in sentences))


def _in_a_row(text: str) -> str:
    return " ".join(text.split())
