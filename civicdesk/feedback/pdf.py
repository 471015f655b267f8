"""Papers as tagged PDF files: the reflection sheet, the session's summary, the recovery sheet, keys, the page about a laptop. The same facts give the same bytes."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import partial

from civicdesk import i18n
from civicdesk.errors import Refused
from civicdesk.feedback.answers_page import AnswersBuilder
from civicdesk.feedback.building import Builder
from civicdesk.feedback.easy_page import EasyBuilder
from civicdesk.feedback.fitting import Cover, Fitted, fit
from civicdesk.feedback.keys_page import KeysBuilder
from civicdesk.feedback.laptop_page import LaptopBuilder
from civicdesk.feedback.recovery_page import RecoveryBuilder
from civicdesk.feedback.sheet_page import SheetBuilder
from civicdesk.feedback.styles import looks, paper_to_keep
from civicdesk.feedback.summary_page import SummaryBuilder
from civicdesk.feedback.typefaces import check
from civicdesk.feedback.wording import names_recovery
from civicdesk.i18n import say_in
from civicdesk.records.laptop import LaptopPaper
from civicdesk.records.sheets import KeysPaper, RecoverySheet, SessionSummary, Sheet, SheetMode


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return a reflection sheet: one side where its mode allows, more pages where the words need them; nothing is cut off.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT, SHEET-GLYPH (a character that cannot be printed rightly) or SHEET-DISCREET.
    """
    return fitted_sheet(sheet).draw()


def fitted_sheet(sheet: Sheet) -> Fitted:
    """Return a reflection sheet on its pages, not drawn yet.

    Raises:
        Refused: as `sheet_pdf`; nothing of it was drawn.
    """
    check(texts(sheet))
    if sheet.mode is SheetMode.DISCREET:
        _check_discreet(sheet)
    first = EasyBuilder if sheet.mode is SheetMode.EASY else SheetBuilder
    kinds: tuple[Callable[..., Builder], ...] = (first, AnswersBuilder) if sheet.second_page else (first,)
    return fit(
        looks(sheet.mode, sheet.language),
        [partial(kind, language=sheet.language, sheet=sheet) for kind in kinds],
        Cover(
            title=say_in(sheet.language, "sheet.title"),
            mark=say_in(sheet.language, "sheet.card", card=sheet.card),
            language=sheet.language,
            practice=sheet.practice,
        ),
    )


def summary_pdf(summary: SessionSummary) -> bytes:
    """Return the summary of a session for the room. What is hidden in the record is not in the file.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH.
    """
    check(texts(summary))
    return fit(
        looks(SheetMode.STANDARD, summary.language),
        [partial(SummaryBuilder, language=summary.language, summary=summary)],
        Cover(
            title=say_in(summary.language, "sheet.summary.title"),
            mark=summary.project,
            language=summary.language,
            practice=summary.practice,
        ),
    ).draw()


def recovery_pdf(paper: RecoverySheet) -> bytes:
    """Return the paper that opens a workspace when every passphrase is forgotten, in the language of the window.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH: the project's or the file's name cannot be printed.
    """
    language = i18n.chosen()
    check(texts(paper))
    return fit(
        paper_to_keep(language),
        [partial(RecoveryBuilder, language=language, paper=paper)],
        Cover(title=say_in(language, "sheet.recovery.title"), mark=paper.project, language=language, practice=paper.practice),
    ).draw()


def keys_pdf(paper: KeysPaper) -> bytes:
    """Return the paper of an office's keys, in the language of the window."""
    language = i18n.chosen()
    return fit(
        paper_to_keep(language),
        [partial(KeysBuilder, language=language, paper=paper)],
        Cover(title=say_in(language, "sheet.keys.title"), mark=say_in(language, "sheet.keys.mark"), language=language, practice=False),
    ).draw()


def laptop_pdf(paper: LaptopPaper) -> bytes:
    """Return the page about a laptop, for the report when it is lost, in the language of the window.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH: the name of the project or of a form cannot be printed.
    """
    language = i18n.chosen()
    check(texts(paper))
    return fit(
        paper_to_keep(language),
        [partial(LaptopBuilder, language=language, paper=paper)],
        Cover(title=paper.title, mark=paper.project, language=language, practice=paper.practice),
    ).draw()


def texts(thing: object) -> Iterator[str]:
    """Yield every text of a record and of the records in it."""
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from texts(getattr(thing, one.name))
    elif isinstance(thing, tuple):
        for one in thing:
            yield from texts(one)


def _check_discreet(sheet: Sheet) -> None:
    for where, said in (("contact", (sheet.contact,)), ("crisis lines", sheet.crisis_lines), ("notices", sheet.notices)):
        if names_recovery(sheet.language, *said):
            raise Refused("SHEET-DISCREET", where=where, stem=say_in(sheet.language, "sheet.discreet.stems"))
