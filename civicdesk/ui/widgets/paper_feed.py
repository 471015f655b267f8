"""Feeds a document to a printer page by page: each page is drawn on the work lane when the one before is on its way."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.sheets import PageImage
from civicdesk.ui.jobs import CrashNotice, Lane
from civicdesk.ui.widgets import paper


class PaperFeed(QObject):
    """Prints one document at a time; exactly one of its signals follows."""

    printed = Signal()
    """The printer took all of it."""
    failed = Signal(str)
    """Why not, in words. What the printer already has cannot be called back."""

    def __init__(self, parent: QObject, lane: Lane[Any]) -> None:
        super().__init__(parent)
        self._lane = lane
        self._out: paper.Printout | None = None
        self._document = b""
        self._pages = self._next = 0

    def feed(self, document: bytes, printer: str) -> None:
        """Begin to print a PDF; a document that is under way is given up."""
        self.stop()
        self._document, self._next = document, 0
        self._out = paper.to_printer(printer)
        self._lane.run(partial(_count, document), done=partial(self._counted, self._out), refused=self._explain, crashed=self._broke)

    def stop(self) -> None:
        """Give up what is under way; no signal follows."""
        if self._out is not None:
            self._out.give_up()
        self._out, self._document = None, b""

    def _counted(self, out: paper.Printout, pages: int) -> None:
        if out is self._out:
            self._pages = pages
            self._ask()

    def _ask(self) -> None:
        verb = partial(_page, self._document, self._next)
        self._lane.run(verb, done=partial(self._put, self._out), refused=self._explain, crashed=self._broke)

    def _put(self, out: paper.Printout | None, page: PageImage) -> None:
        if out is None or out is not self._out:
            return
        if not out.put(page):
            self._fail(say("sheet_page.error.printer"))
            return
        self._next += 1
        if self._next < self._pages:
            self._ask()
            return
        self._out, self._document = None, b""
        if out.finish():
            self.printed.emit()
        else:
            self.failed.emit(say("sheet_page.error.printer"))

    def _explain(self, why: CivicDeskError) -> None:
        self._fail(explain(why))

    def _broke(self, _notice: CrashNotice) -> None:
        self._fail(say("sheet_page.error.printer"))

    def _fail(self, why: str) -> None:
        if self._out is not None:
            self.stop()
            self.failed.emit(why)


def _count(document: bytes) -> int:
    from civicdesk.workflows import sheets  # with it come the libraries of paper

    return sheets.page_count(document)


def _page(document: bytes, number: int) -> PageImage:
    from civicdesk.workflows import sheets

    return sheets.page_image(document, number, paper.DPI)
