"""Words of people on their way out: each passage with the consent it has, its names cut, read by one person and agreed to by a second.

Only quotes and answers in words leave, never the story around them: a quote has a consent of its own, the story has not.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from civicdesk.errors import Refused
from civicdesk.export import columns, notes, redact, redact_roster
from civicdesk.forms.pages import columns as form_columns
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import CaseId, PersonId, UserId
from civicdesk.records.releases import ExportSettings, ReleasedNote
from civicdesk.records.texts import Cut, CutKind, Reading, Said
from civicdesk.store import cases, entries, people, words
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import Kit, Right

_ID_LETTERS = 10


class Standing(StrEnum):
    """How far a passage has come."""

    UNREAD = "unread"
    READ = "read"
    """By one person; a second has to agree."""
    AGREED = "agreed"
    """It leaves with the next batch that its speaker is in."""
    KEPT_BACK = "kept back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Some words as their reader sees them."""

    id: str
    """Stands for these very words with these very cuts: whoever decides has seen them."""
    said: Said
    cuts: tuple[Cut, ...]
    """Proposed, or as the reader left them."""
    taken_back: tuple[Cut, ...] = ()
    """Proposed too, and taken back by the reader."""
    hints: tuple[tuple[int, int], ...] = ()
    """Ages and dates, (start, end): they name nobody, but together they may."""
    standing: Standing = Standing.UNREAD
    read_by: str = ""
    """Sign-in name of the reader; it never leaves."""
    mine: bool = False
    """The user has read it, so somebody else has to agree."""

    @property
    def reads(self) -> str:
        """How the words read without their cuts."""
        return redact.apply(self.said.text, self.cuts)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPage:
    """All passages that may be read, and how this project reads them."""

    passages: tuple[Passage, ...]
    allowed: bool
    """The pack lets words leave."""
    two_person: bool
    alone_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the reader decided on one passage."""

    passage: str
    """Its id."""
    cuts: tuple[Cut, ...]
    keep_back: bool = False
    person: PersonId | None = None
    """Whose words, where that is known: nobody else's are looked through then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody who types commands wants of one passage: words, not places."""

    passage: str
    add: tuple[str, ...] = ()
    """Words to be cut as well, wherever they stand in the passage."""
    keep: tuple[str, ...] = ()
    """Words whose cut is taken back."""
    keep_back: bool = False


def page(kit: Kit) -> WordsPage:
    """Return every passage that may be read for release.

    Raises:
        Refused: ROLE-RIGHT; RESTORE-PAUSED.
    """
    kit.must(Right.RELEASE)
    settings = kit.pack().export
    return WordsPage(
        passages=_passages(kit, settings) if settings.text else (),
        allowed=settings.text,
        two_person=settings.two_person,
        alone_reason="" if settings.two_person else settings.one_person_reason,
    )


def passages(kit: Kit, which: CaseId | None = None) -> tuple[Passage, ...]:
    """Return the passages that may be read: quotes of one case study, or all quotes and notes.

    Raises:
        Refused: ROLE-RIGHT; STORY-TEXT: the pack lets no words leave; STORE-UNKNOWN; STORY-CONSENT: the person has not agreed to it, or no
            longer does; STORY-OPEN: the story is not finished; STORY-NONE: there is none.
    """
    found = page(kit)
    if not found.allowed:
        raise Refused("STORY-TEXT")
    if which is not None:
        _must_allow(kit, which)
    chosen = tuple(each for each in found.passages if which is None or each.said.source == which)
    if not chosen:
        raise Refused("STORY-NONE")
    return chosen


def decide(kit: Kit, decision: Decision) -> Outcome[Passage]:
    """Keep that a person has read a passage, with the cuts that they decided on. An agreement to something else is gone.

    Raises:
        Refused: ROLE-RIGHT; STORY-TEXT; STORY-CHANGED: these words, or their cuts, are not as they were shown; STORY-CUTS.
    """
    seen = _seen(kit, decision.passage, decision.person)
    if not redact.is_whole(seen.said.text, decision.cuts):
        raise Refused("STORY-CUTS")
    settings = kit.pack().export
    words.keep(
        kit.workspace,
        words.Decided(
            said=seen.said,
            cuts=decision.cuts,
            text=redact.apply(seen.said.text, decision.cuts),
            kept_back=decision.keep_back,
            by=kit.user.id,
            at=kit.now(),
            alone_reason="" if settings.two_person else settings.one_person_reason,
        ),
    )
    return _again(kit, seen.said)


def agree(kit: Kit, passage: str, person: PersonId | None = None) -> Outcome[Passage]:
    """Agree as the second person to a passage as it would leave.

    Args:
        kit: the open workspace.
        passage: its id.
        person: whose words, where that is known: nobody else's are looked through then.

    Raises:
        Refused: ROLE-RIGHT; STORY-TEXT; STORY-CHANGED; STORY-UNREAD: nobody has read it yet; STORY-SAME-PERSON.
    """
    seen = _seen(kit, passage, person)
    reading = words.readings(kit.workspace).get(words.mark(seen.said))
    if reading is None or seen.standing is not Standing.READ:
        raise Refused("STORY-UNREAD")
    words.agree(kit.workspace, reading.number, kit.user.id, kit.now())
    return _again(kit, seen.said)


def release(kit: Kit, which: CaseId) -> tuple[bytes, int]:
    """Return the quotes of a case study that two people have read, as a table without any code, and how many; the audit says that something left.

    Raises:
        Refused: as `passages`; SEND-PRACTICE; STORY-UNREAD: there is none that was read and agreed to.
    """
    if kit.pack().export.practice:
        raise Refused("SEND-PRACTICE")
    chosen = [each for each in passages(kit, which) if each.standing is Standing.AGREED]
    if not chosen:
        raise Refused("STORY-UNREAD")
    made = notes.as_csv(
        ReleasedNote(kind=each.said.kind.value, domain=each.said.domain, text=each.reads, cuts=len(each.cuts)) for each in chosen
    )
    kit.workspace.note(Action.EXPORTED, kit.user.id, kit.now())
    return made, len(chosen)


def wished(kit: Kit, wish: Wish) -> Decision:
    """Return the decision that somebody means by words.

    Raises:
        Refused: as `decide`; STORY-WORDS: words to be cut or kept do not stand in the passage.
    """
    seen = _seen(kit, wish.passage)
    text = seen.said.text
    kept = [place for told in wish.keep for place in _places(text, told)]
    cuts = tuple(cut for cut in seen.cuts if not any(start < cut.end and cut.start < end for start, end in kept))
    for told in wish.add:
        cuts = with_cuts(text, cuts, _places(text, told))
    return Decision(passage=wish.passage, cuts=cuts, keep_back=wish.keep_back)


def with_cuts(text: str, cuts: Sequence[Cut], places: Iterable[tuple[int, int]]) -> tuple[Cut, ...]:
    """Return cuts with those that a reader adds, without the blanks around them; one that takes no letter or digit out is left out."""
    added = tuple(Cut(start=start, end=end, kind=CutKind.READER) for start, end in (_without_blanks(text, *each) for each in places))
    return redact.joined(text, (*cuts, *(cut for cut in added if redact.is_whole(text, (cut,)))))


def reads(text: str, cuts: Sequence[Cut]) -> str:
    """Return a text as it would leave."""
    return redact.apply(text, cuts)


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _places(text: str, told: str) -> tuple[tuple[int, int], ...]:
    wanted = re.escape(told.strip())
    found = tuple(match.span() for match in re.finditer(wanted, text, re.IGNORECASE)) if wanted else ()
    if not found:
        raise Refused("STORY-WORDS")
    return found


def _must_allow(kit: Kit, which: CaseId) -> None:
    case = cases.case(kit.workspace, which)
    if case.person not in words.speakers(kit.workspace):
        raise Refused("STORY-CONSENT")
    if not case.finished:
        raise Refused("STORY-OPEN")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Names of everybody whom the project knows, and who works in it."""

    names: redact_roster.Roster
    users: Mapping[UserId, str]
    alone: bool
    """The pack lets one person read alone."""


def _known(kit: Kit, settings: ExportSettings) -> _Known:
    users = people.users(kit.workspace)
    listed = entries.entries(kit.workspace)
    names = redact_roster.roster(
        (*(person.name for person in people.people(kit.workspace)), *(name for user in users for name in (user.name, user.full_name))),
        (name for entry in listed for name in (entry.name, entry.organisation)),
    )
    return _Known(names=names, users={user.id: user.name for user in users}, alone=not settings.two_person)


def _passages(kit: Kit, settings: ExportSettings) -> tuple[Passage, ...]:
    read, known = words.readings(kit.workspace), _known(kit, settings)
    return tuple(_passage(kit, said, read.get(words.mark(said)), known) for said in _said(kit, settings))


def _said(kit: Kit, settings: ExportSettings, person: PersonId | None = None) -> tuple[Said, ...]:
    speakers = words.speakers(kit.workspace)
    speakers = speakers if person is None else speakers & {person}
    return (
        *words.quotes(kit.workspace, speakers),
        *words.notes(kit.workspace, speakers, columns.InWords(kit.instrument, form_columns, settings)),
    )


def _passage(kit: Kit, said: Said, reading: Reading | None, known: _Known) -> Passage:
    proposed = redact.propose(said.text, known.names)
    cuts = proposed if reading is None else reading.cuts
    return Passage(
        id=_id(said, reading),
        said=said,
        cuts=cuts,
        taken_back=tuple(each for each in proposed if not any(each.start < cut.end and cut.start < each.end for cut in cuts)),
        hints=redact.hints(said.text),
        standing=_standing(reading, alone=known.alone),
        read_by=known.users.get(reading.read_by, "") if reading else "",
        mine=reading is not None and reading.read_by == kit.user.id,
    )


def _standing(reading: Reading | None, *, alone: bool) -> Standing:
    if reading is None:
        return Standing.UNREAD
    if reading.kept_back:
        return Standing.KEPT_BACK
    return Standing.AGREED if reading.is_agreed(alone=alone) else Standing.READ


def _id(said: Said, reading: Reading | None) -> str:
    told = (*map(str, words.mark(said)), "" if reading is None else f"{reading.kept_back} {reading.text}")
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:_ID_LETTERS]


def _seen(kit: Kit, ident: str, person: PersonId | None = None) -> Passage:
    """Return the passage that somebody has before them, if it still stands as they see it."""
    kit.must(Right.RELEASE)
    settings = kit.pack().export
    if not settings.text:
        raise Refused("STORY-TEXT")
    read = words.readings(kit.workspace)
    said = next(filter(partial(_is_seen, ident, read), _said(kit, settings, person)), None)
    if said is None:
        raise Refused("STORY-CHANGED")
    return _passage(kit, said, read.get(words.mark(said)), _known(kit, settings))


def _is_seen(ident: str, read: Mapping[words.Mark, Reading], said: Said) -> bool:
    return _id(said, read.get(words.mark(said))) == ident


def _again(kit: Kit, said: Said) -> Outcome[Passage]:
    reading = words.readings(kit.workspace)[words.mark(said)]
    return Outcome(value=_passage(kit, said, reading, _known(kit, kit.pack().export)), changed=frozenset({Kind.RELEASES}))
