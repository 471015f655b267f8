"""Words of people that were read before they leave, sealed under the key of whoever said them.

What may leave is worked out at each reading: the words must still stand where they stood, with the consent that they had.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.answers import SubmissionState
from civicdesk.records.cases import LEAVES
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import PersonId, QuestionRef, SubmissionId, UserId
from civicdesk.records.releases import ReleasedNote
from civicdesk.records.texts import Cut, CutKind, Reading, Said, WordsKind
from civicdesk.store import answers, cases, consent
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, moment_or_none, open_text, stamp
from civicdesk.store.workspace import Workspace

NEEDED = (Purpose.KEEP, Purpose.RESEARCH, Purpose.STORY)
"""What a person must have agreed to before a word of theirs leaves."""
_COLUMNS = "n, person, kind, source, sealed_mark, sealed_places, sealed_text, kept_back, read_by, read_at, agreed_by, agreed_at"

Mark = tuple[PersonId, WordsKind, str, str]
"""Whose words, of which kind, where they lie, and what they were."""

Asked = Callable[[str, QuestionRef], bool]
"""Tells of an instrument and one of its questions whether its answers in words may be read for release."""

_CUT_OUT = re.compile(r"\[[^\[\]]{1,40}\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What somebody decided on words that they have just read."""

    said: Said
    cuts: tuple[Cut, ...]
    text: str
    """Without its cuts."""
    kept_back: bool
    by: UserId
    at: datetime
    alone_reason: str = ""
    """Why nobody else reads it, where the project's pack says so; empty where a second person has to."""


def speakers(ws: Workspace) -> frozenset[PersonId]:
    """Return everybody who agrees, at this moment, that their own words leave."""
    return frozenset.intersection(*(consent.allowing(ws, purpose) for purpose in NEEDED))


def quotes(ws: Workspace, persons: Collection[PersonId]) -> tuple[Said, ...]:
    """Return the quotes of these people in finished stories that they let travel so far, each once."""
    told = {
        (case.person, case.id, quote.text): " ".join(quote.tags)
        for person in sorted(persons)
        for case in cases.cases(ws, person=person)
        if case.finished
        for quote in case.quotes
        if quote.consent in LEAVES and quote.text.strip()
    }
    return tuple(
        Said(person=person, kind=WordsKind.QUOTE, source=source, domain=domain, text=text)
        for (person, source, text), domain in told.items()
    )


def notes(ws: Workspace, persons: Collection[PersonId], asked: Asked) -> tuple[Said, ...]:
    """Return what these people answered in words in finished forms.

    Args:
        ws: the open workspace.
        persons: whose.
        asked: tells of an instrument and one of its questions whether its answers may be read for release.
    """
    return tuple(
        Said(
            person=each.person, kind=WordsKind.NOTE, source=note_source(each.id, now.question), domain=_field(now.question), text=now.value
        )
        for person in sorted(persons)
        for each in answers.submissions(ws, person=person)
        if each.state is SubmissionState.FINISHED
        for now in answers.now(ws, each.id)
        if now.value and now.value.strip() and asked(each.instrument, now.question)
    )


def note_source(submission: SubmissionId, question: QuestionRef) -> str:
    """Return the name of the place where an answer lies."""
    return f"{submission} {question}"


def mark(said: Said) -> Mark:
    """Return what tells a passage from every other, also from itself in other words."""
    return said.person, said.kind, said.source, hashlib.sha256(said.text.encode()).hexdigest()


def readings(ws: Workspace) -> Mapping[Mark, Reading]:
    """Return everything that was ever read, also what stands otherwise now."""
    return {found: reading for found, reading, _ in _read(ws)}


def keep(ws: Workspace, decided: Decided) -> None:
    """Keep what somebody decided on a passage; what was decided on it before, and any agreement, is gone."""
    said = decided.said
    known = readings(ws).get(mark(said))
    with ws.writing(Action.WORDS_READ, decided.by, decided.at) as writing:
        number = writing.following("passage") if known is None else known.number
        alone = bool(decided.alone_reason)
        facts = {
            "person": said.person,
            "kind": said.kind.value,
            "source": said.source,
            "domain": said.domain,
            **{
                f"sealed_{name}": ws.vault.seal(said.person, f"passage.{number}.{name}", words.encode())
                for name, words in {"mark": mark(said)[-1], "places": _written(decided.cuts), "text": decided.text}.items()
            },
            "cuts": len(decided.cuts),
            "kept_back": int(decided.kept_back),
            "read_by": decided.by,
            "read_at": stamp(decided.at),
            "agreed_by": decided.by if alone else None,
            "agreed_at": stamp(decided.at) if alone else None,
            "alone_reason": decided.alone_reason,
        }
        if known is None:
            writing.insert("passage", facts, number)
        else:
            writing.change("passage", number, facts)


def agree(ws: Workspace, number: int, by: UserId, at: datetime) -> None:
    """Keep that a second person has read a passage as it would leave, and agrees.

    Raises:
        Refused: STORE-UNKNOWN; STORY-SAME-PERSON: it is the one who read it first. The file itself would not take it either.
    """
    found = ws.row("select read_by from passage where n = ?", [number])
    if found is None:
        raise Refused("STORE-UNKNOWN", what="passage")
    if found[0] == by:
        raise Refused("STORY-SAME-PERSON")
    with ws.writing(Action.WORDS_AGREED, by, at) as writing:
        writing.change("passage", number, {"agreed_by": by, "agreed_at": stamp(at), "alone_reason": ""})


def released(ws: Workspace, persons: Iterable[PersonId], asked: Asked, *, alone: bool = False) -> tuple[ReleasedNote, ...]:
    """Return the words of these people that may leave now, in an order that tells nothing of the people.

    Args:
        ws: the open workspace.
        persons: whose; those among them who do not agree to it, or no longer do, are left out.
        asked: tells of an instrument and one of its questions whether its answers may leave now, whatever was allowed when they were read.
        alone: take words too that one person read alone, where the pack lets one do it now.

    Returns:
        What was read, agreed to, not kept back, and stands today as it stood then. Of the same words with other cuts those alone that tell
        least: side by side, one would tell what the other leaves out.
    """
    agreeing = speakers(ws) & frozenset(persons)
    standing = {mark(said) for said in quotes(ws, agreeing)} if agreeing else set()
    leaving = [
        (found[-1], ReleasedNote(kind=found[1].value, domain=domain, text=reading.text, cuts=len(reading.cuts)))
        for found, reading, domain in _read(ws, agreeing)
        if reading.is_agreed(alone=alone) and not reading.kept_back
        if found in standing or _is_answered_so(ws, found, asked)
    ]
    least: dict[str, tuple[int, str]] = {}
    for words, note in leaving:
        least[words] = min(least.get(words, _told(note)), _told(note))
    return tuple(
        sorted((note for words, note in leaving if note.text == least[words][-1]), key=lambda note: (note.kind, note.domain, note.text))
    )


def _told(note: ReleasedNote) -> tuple[int, str]:
    """Return how much a passage tells: the letters that are left beside its cuts."""
    return sum(map(len, _CUT_OUT.split(note.text))), note.text


def _is_answered_so(ws: Workspace, found: Mark, asked: Asked) -> bool:
    """Tell whether an answer in words is in a finished form of that person, has not changed, and may still leave."""
    person, kind, source, _ = found
    if kind is not WordsKind.NOTE:
        return False
    ident, _, question = source.partition(" ")
    try:
        kept = answers.submission(ws, SubmissionId(ident))
    except Refused:
        return False
    value = next((now.value for now in answers.now(ws, kept.id) if now.question == question), None) or ""
    said = Said(person=kept.person, kind=kind, source=source, domain="", text=value)
    may = kept.state is SubmissionState.FINISHED and asked(kept.instrument, QuestionRef(question))
    return may and kept.person == person and mark(said) == found


def _read(ws: Workspace, persons: Collection[PersonId] | None = None) -> Iterator[tuple[Mark, Reading, str]]:
    for *row, domain in ws.rows(f"select {_COLUMNS}, domain from passage order by n"):
        if persons is None or row[1] in persons:
            yield *_opened(ws, row), domain


def _opened(ws: Workspace, row: Sequence[Any]) -> tuple[Mark, Reading]:
    number, person, kind, source, told, places, text, kept_back, read_by, read_at, agreed_by, agreed_at = row
    reading = Reading(
        number=number,
        cuts=_cuts(open_text(ws, person, f"passage.{number}.places", places)),
        text=open_text(ws, person, f"passage.{number}.text", text),
        kept_back=bool(kept_back),
        read_by=UserId(read_by),
        read_at=moment(read_at),
        agreed_by=UserId(agreed_by) if agreed_by else None,
        agreed_at=moment_or_none(agreed_at),
    )
    return (PersonId(person), WordsKind(kind), source, open_text(ws, person, f"passage.{number}.mark", told)), reading


def _written(cuts: Iterable[Cut]) -> str:
    return json_text([(cut.start, cut.end, cut.kind.value) for cut in cuts])


def _cuts(told: str) -> tuple[Cut, ...]:
    return tuple(Cut(start=start, end=end, kind=CutKind(kind)) for start, end, kind in json_value(told))


def _field(question: QuestionRef) -> str:
    return question.rpartition("/")[2]
