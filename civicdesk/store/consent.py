"""Consent: every word that was given or taken back, with the statement that was read; a view shows what holds now."""

from collections.abc import Mapping
from typing import Any

from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Standing, Statement
from civicdesk.records.ids import PersonId
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, open_text, seal_text, stamp
from civicdesk.store.workspace import Workspace
from civicdesk.store.writing import Writing

_STATEMENT = "s.version, s.language, s.text, s.sha256, s.purposes"


def keep_consent(ws: Workspace, consent: Consent) -> None:
    """Keep what a person said, or took back, together with the exact words that were read."""
    with ws.writing(Action.WITHDRAWN if consent.withdrawal else Action.CONSENT_KEPT, consent.by) as writing:
        statement = _statement_number(ws, writing, consent.statement)
        number = writing.following("consent")
        facts = {
            "person": consent.person,
            "statement": statement,
            "mode": consent.mode.value,
            "read_aloud": int(consent.read_aloud),
            "limits_explained": int(consent.limits_explained),
            "sealed_witness": seal_text(ws, consent.person, f"consent.{number}.witness", consent.witness),
            "user": consent.by,
            "session": consent.session,
            "at": stamp(consent.at),
            "withdrawal": int(consent.withdrawal),
        }
        writing.insert("consent", facts, number)
        for purpose, choice in consent.choices:
            writing.insert("consent_choice", {"consent": number, "purpose": purpose.value, "choice": choice.value})


def keep_statement(ws: Workspace, statement: Statement) -> None:
    """Keep the words of a statement before anybody was asked; said again, nothing happens."""
    with ws.writing(Action.STATEMENT_KEPT) as writing:
        _statement_number(ws, writing, statement)


def statements(ws: Workspace) -> tuple[Statement, ...]:
    """Return all statements that were ever kept, the newest last."""
    return tuple(map(_statement, ws.rows(f"select {_STATEMENT} from statement s order by s.n")))


def standing(ws: Workspace, person: PersonId) -> Standing:
    """Return what holds for a person now: the last word on each purpose."""
    rows = ws.rows("select purpose, choice, at from consent_standing where person = ? order by consent, purpose", [person])
    return Standing(
        choices=tuple((Purpose(purpose), Choice(choice)) for purpose, choice, _ in rows),
        at=moment(rows[-1][2]) if rows else None,
    )


def standings(ws: Workspace) -> Mapping[PersonId, Standing]:
    """Return what holds now for everybody who was ever asked, with one question to the file: for lists of thousands."""
    rows = ws.rows(
        "select person, group_concat(purpose || '=' || choice, ' ' order by consent, purpose), at, max(consent) "
        "from consent_standing group by person"
    )
    said: dict[str, tuple[tuple[Purpose, Choice], ...]] = {}
    for _, words, _, _ in rows:
        if words not in said:
            said[words] = tuple(
                (Purpose(purpose), Choice(choice)) for purpose, _, choice in (word.partition("=") for word in words.split())
            )
    return {PersonId(person): Standing(choices=said[words], at=moment(at)) for person, words, at, _ in rows}


def history(ws: Workspace, person: PersonId) -> tuple[Consent, ...]:
    """Return everything that a person ever said, in order."""
    rows = ws.rows(
        f"select c.n, c.mode, c.read_aloud, c.limits_explained, c.sealed_witness, c.user, c.session, c.at, c.withdrawal, {_STATEMENT} "
        "from consent c join statement s on s.n = c.statement where c.person = ? order by c.n",
        [person],
    )
    return tuple(_consent(ws, person, row) for row in rows)


def allowing(ws: Workspace, purpose: Purpose) -> frozenset[PersonId]:
    """Return everybody whose last word on a purpose is yes."""
    rows = ws.rows("select person from consent_standing where purpose = ? and choice = ?", [purpose.value, Choice.YES.value])
    return frozenset(PersonId(person) for (person,) in rows)


def _statement_number(ws: Workspace, writing: Writing, statement: Statement) -> int:
    purposes = json_text([(purpose.value, sentence) for purpose, sentence in statement.purposes])
    known = ws.row(
        "select n from statement where sha256 = ? and version = ? and language = ? and purposes = ?",
        [statement.sha256, statement.version, statement.language, purposes],
    )
    if known is not None:
        return int(known[0])
    facts = {"sha256": statement.sha256, "version": statement.version, "language": statement.language, "text": statement.text}
    return writing.insert("statement", {**facts, "purposes": purposes})


def _statement(row: tuple[Any, ...]) -> Statement:
    version, language, text, sha256, purposes = row
    told = tuple((Purpose(purpose), sentence) for purpose, sentence in json_value(purposes))
    return Statement(version=version, language=language, text=text, sha256=sha256, purposes=told)


def _consent(ws: Workspace, person: PersonId, row: tuple[Any, ...]) -> Consent:
    number, mode, read_aloud, limits_explained, witness, user, session, at, withdrawal, *statement = row
    choices = ws.rows("select purpose, choice from consent_choice where consent = ? order by n", [number])
    return Consent(
        person=person,
        statement=_statement(tuple(statement)),
        choices=tuple((Purpose(purpose), Choice(choice)) for purpose, choice in choices),
        mode=Mode(mode),
        read_aloud=bool(read_aloud),
        limits_explained=bool(limits_explained),
        witness=open_text(ws, person, f"consent.{number}.witness", witness),
        by=user,
        session=session,
        at=moment(at),
        withdrawal=bool(withdrawal),
    )
