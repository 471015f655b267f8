"""Papers as tagged PDF files: the reflection sheet, the session's summary, the recovery sheet, the page about a laptop. The same facts give the same bytes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import partial

from civicdesk import i18n
from civicdesk.errors import Refused
from civicdesk.feedback.answers_page import AnswersBuilder
from civicdesk.feedback.building import Builder
from civicdesk.feedback.laptop_page import LaptopBuilder
from civicdesk.feedback.pages import Furniture, Laid, lay_out, write
from civicdesk.feedback.recovery_page import RecoveryBuilder
from civicdesk.feedback.sheet_page import SheetBuilder
from civicdesk.feedback.styles import Look, looks, paper_to_keep
from civicdesk.feedback.summary_page import SummaryBuilder
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.typefaces import check
from civicdesk.feedback.wording import names_recovery
from civicdesk.i18n import say_in
from civicdesk.records.laptop import LaptopPaper
from civicdesk.records.sheets import RecoverySheet, SessionSummary, Sheet, SheetMode


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return a reflection sheet: one side where its mode allows, more pages where the words need them; nothing is cut off.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT, SHEET-GLYPH (a character that cannot be printed rightly) or SHEET-DISCREET.
    """
    check(sheet.language, texts(sheet))
    if sheet.mode is SheetMode.DISCREET:
        _check_discreet(sheet)
    kinds: tuple[Callable[..., Builder], ...] = (SheetBuilder, AnswersBuilder) if sheet.second_page else (SheetBuilder,)
    return _set(
        looks(sheet.mode),
        [partial(kind, language=sheet.language, sheet=sheet) for kind in kinds],
        _Cover(
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
    check(summary.language, texts(summary))
    return _set(
        looks(SheetMode.STANDARD),
        [partial(SummaryBuilder, language=summary.language, summary=summary)],
        _Cover(
            title=say_in(summary.language, "sheet.summary.title"),
            mark=summary.project,
            language=summary.language,
            practice=summary.practice,
        ),
    )


def recovery_pdf(paper: RecoverySheet) -> bytes:
    """Return the paper that opens a workspace when every passphrase is forgotten, in the language of the window.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH: the project's or the file's name cannot be printed.
    """
    language = i18n.chosen()
    check(language, texts(paper))
    return _set(
        paper_to_keep(),
        [partial(RecoveryBuilder, language=language, paper=paper)],
        _Cover(title=say_in(language, "sheet.recovery.title"), mark=paper.project, language=language, practice=paper.practice),
    )


def laptop_pdf(paper: LaptopPaper) -> bytes:
    """Return the page about a laptop, for the report when it is lost, in the language of the window.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH: the name of the project or of a form cannot be printed.
    """
    language = i18n.chosen()
    check(language, texts(paper))
    return _set(
        paper_to_keep(),
        [partial(LaptopBuilder, language=language, paper=paper)],
        _Cover(title=paper.title, mark=paper.project, language=language, practice=paper.practice),
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cover:
    """What a paper says of itself beside its sections. `mark` stands at the foot of each page."""

    title: str
    mark: str
    language: str
    practice: bool


def _set(choices: Sequence[Look], builders: Sequence[Callable[..., Builder]], cover: _Cover) -> bytes:
    """Draw each part in the best setting in which it fits, one after the other."""
    chosen = [_choose(choices, build) for build in builders]
    tree = Node("Document", kids=[kid for _, part, _ in chosen for kid in part.kids])
    look = chosen[0][0]
    furniture = Furniture(
        title=cover.title,
        language=cover.language,
        foot=lambda page, of: f"{cover.mark}. {say_in(cover.language, 'sheet.page', page=page, pages=of)}",
        practice=say_in(cover.language, "sheet.practice") if cover.practice else "",
        type=look.small,
        loud=look.strong,
    )
    return write([page for _, _, laid in chosen for page in laid.pages], tree, furniture)


def _choose(choices: Sequence[Look], build: Callable[..., Builder]) -> tuple[Look, Node, Laid]:
    """Return the first setting in which all fits, else the first in which all that must be there does, else the last, which flows on."""
    fitting = None
    for look in choices:
        tree = Node("Document")
        laid = lay_out(build(look=look, tree=tree).part())
        if laid.whole:
            return look, tree, laid
        if laid.fits and fitting is None:
            fitting = look, tree, laid
    return fitting or (look, tree, laid)


def _check_discreet(sheet: Sheet) -> None:
    for where, said in (("contact", (sheet.contact,)), ("crisis lines", sheet.crisis_lines), ("notices", sheet.notices)):
        if names_recovery(sheet.language, *said):
            raise Refused("SHEET-DISCREET", where=where, stem=say_in(sheet.language, "sheet.discreet.stems"))
