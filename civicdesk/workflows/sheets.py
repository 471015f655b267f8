"""The sheets of a whole session, and those that wait for a printer: who is to get one, in which form, and all of them in one file."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from civicdesk.feedback import binding, guide, pdf, preview
from civicdesk.records.answers import Submission
from civicdesk.records.ids import PersonId, SessionId, SubmissionId
from civicdesk.records.sheets import PageImage, Sheet, SheetChoice, SheetMode
from civicdesk.store import answers, caseload, finished, people, sessions, sheets
from civicdesk.store.sheets import ON_PAPER, SheetAct
from civicdesk.workflows.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One sheet to be made, and what became of those that were made of the same response."""

    submission: SubmissionId
    person: PersonId
    session: SessionId | None
    card: str
    name: str
    mode: SheetMode
    language: str
    on_paper: bool
    handed_over: bool
    destroyed: bool
    waits: bool


def of_session(kit: Kit, session: SessionId) -> tuple[Planned, ...]:
    """Return the sheets of a session: one for each person who has finished a form with scores, in the order in which they came.

    Raises:
        Refused: STORE-UNKNOWN, there is no such session.
    """
    sessions.session(kit.workspace, session)
    order = [each.person for each in sessions.attendance(kit.workspace, session)]
    found = {each.person: each for each in finished.with_scores(kit.workspace, session=session)}
    return _planned(kit, [found[person] for person in [*order, *(each for each in found if each not in order)] if person in found])


def waiting(kit: Kit) -> tuple[Planned, ...]:
    """Return the sheets that wait for a printer, of the people whom the user sees and who agree that answers are kept."""
    agreed = {each.id for each in finished.with_scores(kit.workspace)}
    found = [each for each in sheets.waiting(kit.workspace) if each.submission in agreed]
    return _planned(kit, [answers.submission(kit.workspace, each.submission) for each in found])


def place_and_day(kit: Kit, session: SessionId) -> tuple[str, date]:
    """Return where and when a session was."""
    found = sessions.session(kit.workspace, session)
    return found.place, found.opened_at.date()


def file_name(day: date) -> str:
    """Return the name of a file with all sheets of a day."""
    return f"sheets-{day.isoformat()}.pdf"


def not_among(made: Collection[Path], path: Path) -> Path:
    """Return a path for a sheet that no other sheet of this run has: one person may have two from one day."""
    free = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return path if path not in made else next(each for each in free if each not in made)


class Together:
    """All sheets as one file, drawn one after the other; belongs to the thread that draws."""

    def __init__(self, language: str) -> None:
        self._binder = binding.Binder(language)

    def add(self, sheet: Sheet) -> None:
        """Draw one more sheet.

        Raises:
            Refused: SHEET-GLYPH, SHEET-RTL, SHEET-SCRIPT, SHEET-DISCREET; nothing of it is in the file.
        """
        self._binder.add(sheet)

    def finish(self) -> bytes | None:
        """Return the file, None if there is nothing in it."""
        return self._binder.finish() if self._binder.sheets else None


def draw_pdf(sheet: Sheet) -> bytes:
    """Draw one sheet as a file of its own; pure, for the work lane.

    Raises:
        Refused: SHEET-GLYPH, SHEET-RTL, SHEET-SCRIPT, SHEET-DISCREET.
    """
    return pdf.sheet_pdf(sheet)


def page_count(document: bytes) -> int:
    """Return how many pages a PDF has."""
    return preview.count(document)


def page_image(document: bytes, number: int, dpi: int) -> PageImage:
    """Return one page of a PDF as pixels; `number` counts from 0."""
    return preview.page(document, number, dpi)


def guide_pdf(language: str) -> bytes:
    """Return the two sides that help to talk through a sheet.

    Raises:
        Refused: SHEET-GLYPH, SHEET-RTL, SHEET-SCRIPT.
    """
    return guide.guide_pdf(language)


def _planned(kit: Kit, found: Iterable[Submission]) -> tuple[Planned, ...]:
    seen = caseload.seen_by(kit.workspace, kit.user.id)
    waits = {each.submission for each in sheets.waiting(kit.workspace)}
    return tuple(_plan(kit, each, waits=each.id in waits) for each in found if seen is None or each.person in seen)


def _plan(kit: Kit, submission: Submission, *, waits: bool) -> Planned:
    person = people.person(kit.workspace, submission.person)
    key = kit.key(submission.instrument)
    wished = sheets.choice(kit.workspace, submission.id) or SheetChoice.of_need(person.sheet_format, person.language)
    kept = wished.allowed(locked=key is not None and key.wording_locked)
    acts = [each.act for each in sheets.prints_of(kit.workspace, submission.id)]
    since = [each for each in acts if each in ON_PAPER or each is SheetAct.DESTROYED]
    return Planned(
        submission=submission.id,
        person=person.id,
        session=submission.session,
        card=person.card,
        name=person.name,
        mode=kept.mode,
        language=kept.language,
        on_paper=bool(since),
        handed_over=SheetAct.HANDED_OVER in acts,
        destroyed=since[-1:] == [SheetAct.DESTROYED],
        waits=waits,
    )
