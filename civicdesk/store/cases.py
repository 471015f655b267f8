"""Case studies: each saving adds a version; titles, texts and quotes lie sealed under the person's own key."""

from dataclasses import replace
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent
from civicdesk.records.ids import CaseId, PersonId, SessionId
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, open_text, stamp
from civicdesk.store.workspace import Workspace

_COLUMNS = "n, id, version, person, session, sealed_title, sealed_texts, tags, finished, user, at"


def keep_case(ws: Workspace, case: CaseStudy) -> CaseStudy:
    """Add a version of a case study and return it with its number: one more than the newest that is kept."""
    known = ws.row("select max(version) from case_version where id = ?", [case.id])
    kept = replace(case, version=(int(known[0]) if known and known[0] is not None else 0) + 1)
    with ws.writing(Action.CASE_KEPT, case.by) as writing:
        number = writing.following("case_version")
        facts = {
            "id": kept.id,
            "version": kept.version,
            "person": kept.person,
            "session": kept.session,
            "sealed_title": ws.vault.seal(kept.person, f"case_version.{number}.title", kept.title.encode()),
            "sealed_texts": ws.vault.seal(kept.person, f"case_version.{number}.texts", json_text(kept.texts).encode()),
            "tags": json_text(kept.tags),
            "finished": int(kept.finished),
            "user": kept.by,
            "at": stamp(kept.at),
        }
        writing.insert("case_version", facts, number)
        for quote in kept.quotes:
            row = writing.following("case_quote")
            sealed = ws.vault.seal(kept.person, f"case_quote.{row}.text", quote.text.encode())
            told = {"case_version": number, "sealed_text": sealed, "prompt": quote.prompt}
            writing.insert("case_quote", {**told, "tags": json_text(quote.tags), "consent": quote.consent.value}, row)
    return kept


def case(ws: Workspace, ident: CaseId) -> CaseStudy:
    """Return a case study as it stands now.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    row = ws.row(f"select {_COLUMNS} from case_now where id = ?", [ident])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="case")
    return _case(ws, row)


def cases(ws: Workspace, *, person: PersonId | None = None, session: SessionId | None = None) -> tuple[CaseStudy, ...]:
    """Return case studies as they stand now: of a person, of a session, or all; those touched last come last."""
    given = {name: value for name, value in {"person": person, "session": session}.items() if value is not None}
    which = " and ".join(f"{name} = ?" for name in given) or "1"
    rows = ws.rows(f"select {_COLUMNS} from case_now where {which} order by n", list(given.values()))
    return tuple(_case(ws, row) for row in rows)


def versions(ws: Workspace, ident: CaseId) -> tuple[CaseStudy, ...]:
    """Return every version of a case study, the first one first."""
    rows = ws.rows(f"select {_COLUMNS} from case_version where id = ? order by version", [ident])
    return tuple(_case(ws, row) for row in rows)


def _case(ws: Workspace, row: tuple[Any, ...]) -> CaseStudy:
    number, ident, version, person, session, title, texts, tags, finished, user, at = row
    quotes = ws.rows("select n, sealed_text, prompt, tags, consent from case_quote where case_version = ? order by n", [number])
    told = json_value(open_text(ws, person, f"case_version.{number}.texts", texts))
    return CaseStudy(
        id=CaseId(ident),
        person=PersonId(person),
        session=session,
        title=open_text(ws, person, f"case_version.{number}.title", title),
        texts=tuple((prompt, text) for prompt, text in told),
        quotes=tuple(
            Quote(
                text=open_text(ws, person, f"case_quote.{place}.text", text),
                prompt=prompt,
                tags=tuple(json_value(codes)),
                consent=QuoteConsent(consent),
            )
            for place, text, prompt, codes, consent in quotes
        ),
        tags=tuple(json_value(tags)),
        finished=bool(finished),
        by=user,
        at=moment(at),
        version=version,
    )
