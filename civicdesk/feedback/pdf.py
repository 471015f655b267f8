"""Papers as tagged PDF files: the reflection sheet, the session's summary, the recovery sheet. The same facts give the same bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from civicdesk.errors import Refused
from civicdesk.feedback.pages import Furniture, Page, lay_out, write
from civicdesk.feedback.sheet_page import Setter
from civicdesk.feedback.styles import Look, looks
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.typefaces import check
from civicdesk.feedback.wording import names_recovery
from civicdesk.i18n import say_in
from civicdesk.records.sheets import RecoverySheet, SessionSummary, Sheet, SheetMode


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return a reflection sheet: one side where its mode allows, more pages where the words need them; nothing is cut off.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT, SHEET-GLYPH (a character that cannot be printed rightly) or SHEET-DISCREET.
    """
    check(sheet.language, texts(sheet))
    if sheet.mode is SheetMode.DISCREET:
        _check_discreet(sheet)
    tree, pages, look = _best(sheet)
    return write(pages, tree, _furniture(sheet, look))


def _best(sheet: Sheet) -> tuple[Node, Sequence[Page], Look]:
    """Return the largest setting in which the sheet itself takes one side; if none does, the last, which flows on."""
    for look in looks(sheet.mode):
        tree = Node("Document")
        first, *rest = Setter(sheet=sheet, look=look, tree=tree).parts()
        pages = lay_out((first,))
        if len(pages) == 1:
            break
    return tree, (*pages, *lay_out(rest)), look


def _furniture(sheet: Sheet, look: Look) -> Furniture:
    card = say_in(sheet.language, "sheet.card", card=sheet.card)
    return Furniture(
        title=say_in(sheet.language, "sheet.title"),
        language=sheet.language,
        foot=lambda page, pages: f"{card}. {say_in(sheet.language, 'sheet.page', page=page, pages=pages)}",
        practice=say_in(sheet.language, "sheet.practice") if sheet.practice else "",
        type=look.small,
        loud=look.strong,
    )


def _check_discreet(sheet: Sheet) -> None:
    for where, said in (("contact", (sheet.contact,)), ("crisis lines", sheet.crisis_lines), ("notices", sheet.notices)):
        if names_recovery(sheet.language, *said):
            raise Refused("SHEET-DISCREET", where=where, stem=say_in(sheet.language, "sheet.discreet.stems"))


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
