"""Words of people on their way out: each quote with the consent it has, its names cut, and read by somebody before it leaves.

Only quotes leave, never the story around them: a quote has a consent of its own, the story has not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from civicdesk.casestudies import quotes
from civicdesk.errors import Refused
from civicdesk.export import notes, redact, redact_roster
from civicdesk.records.cases import CaseStudy, Quote
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import CaseId
from civicdesk.records.texts import Cut, CutKind
from civicdesk.store import cases, consent, entries, people
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import Kit, Right

NEEDED = (Purpose.KEEP, Purpose.RESEARCH, Purpose.STORY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One quote as the reader sees it."""

    number: int
    """From 1, as in the list of this case study."""
    quote: Quote
    cuts: tuple[Cut, ...]
    """Proposed; the reader decides."""
    hints: tuple[tuple[int, int], ...]
    """Ages and dates, (start, end): they name nobody, but together they may."""

    @property
    def reads(self) -> str:
        """How the quote reads without its cuts."""
        return redact.apply(self.quote.text, self.cuts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the reader did with one passage: only a passage that was read leaves."""

    number: int
    add: tuple[str, ...] = ()
    """Words to be cut as well, wherever they stand in the quote."""
    keep: tuple[str, ...] = ()
    """Words whose cut is taken back."""


def passages(kit: Kit, which: CaseId) -> tuple[Passage, ...]:
    """Return the quotes of a case study that may leave, with the cuts that are proposed.

    Raises:
        Refused: ROLE-RIGHT; SEND-PRACTICE; STORY-CONSENT: the person has not agreed to it, or no longer does; STORY-OPEN: the story is not finished;
            STORY-NONE: no quote may travel.
    """
    kit.must(Right.RELEASE)
    if kit.pack().export.practice:
        raise Refused("SEND-PRACTICE")
    case = cases.case(kit.workspace, which)
    _must_allow(kit, case)
    names = _roster(kit)
    found = tuple(
        Passage(number=number, quote=quote, cuts=redact.propose(quote.text, names), hints=redact.hints(quote.text))
        for number, quote in enumerate(case.quotes, 1)
        if quote in quotes.releasable(case)
    )
    if not found:
        raise Refused("STORY-NONE")
    return found


def release(kit: Kit, which: CaseId, reads: Iterable[Read]) -> bytes:
    """Return the quotes that were read, without their cuts, as a table without any code; the audit says that something left.

    Raises:
        Refused: as `passages`; STORY-UNREAD: nothing was read; STORY-NUMBER: there is no such quote, or it may not travel;
            STORY-WORDS: words to be cut or kept do not stand in the quote.
    """
    known = {passage.number: passage for passage in passages(kit, which)}
    read = {each.number: each for each in reads}
    if not read:
        raise Refused("STORY-UNREAD")
    if not read.keys() <= known.keys():
        raise Refused("STORY-NUMBER", number=min(read.keys() - known.keys()))
    chosen = [after_reading(known[number], each) for number, each in sorted(read.items())]
    made = notes.as_csv(notes.Note(kind="quote", domain=" ".join(each.quote.tags), text=each.quote.text, cuts=each.cuts) for each in chosen)
    kit.workspace.note(Action.EXPORTED, kit.user.id, kit.now())
    return made


def after_reading(passage: Passage, read: Read) -> Passage:
    """Return a passage with the cuts that its reader decided on.

    Raises:
        Refused: STORY-WORDS.
    """
    text = passage.quote.text
    kept = [place for words in read.keep for place in _places(text, words)]
    left = [cut for cut in passage.cuts if not any(start < cut.end and cut.start < end for start, end in kept)]
    added = [Cut(start=start, end=end, kind=CutKind.READER) for words in read.add for start, end in _places(text, words)]
    return replace(passage, cuts=redact.joined(text, (*left, *added)))


def _places(text: str, words: str) -> Iterable[tuple[int, int]]:
    wanted, low = words.strip().casefold(), text.casefold()
    if not wanted or wanted not in low or len(low) != len(text):
        raise Refused("STORY-WORDS")
    at = low.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = low.find(wanted, at + len(wanted))


def _must_allow(kit: Kit, case: CaseStudy) -> None:
    standing = consent.standing(kit.workspace, case.person)
    if not all(map(standing.allows, NEEDED)):
        raise Refused("STORY-CONSENT")
    if not case.finished:
        raise Refused("STORY-OPEN")


def _roster(kit: Kit) -> redact_roster.Roster:
    staff = (name for user in people.users(kit.workspace) for name in (user.name, user.full_name))
    listed = entries.entries(kit.workspace)
    return redact_roster.roster(
        (*(person.name for person in people.people(kit.workspace)), *staff),
        (name for entry in listed for name in (entry.name, entry.organisation)),
    )
