"""A paper that a screen has made, onto a printer or into a file: drawn on the work lane, never kept by itself."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.sheets import PageImage
from civicdesk.ui.jobs import Lane
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.page import Page

Draw = Callable[[], bytes]


class PaperOut(QObject):
    """Prints or saves one paper at a time, and says in words what became of it."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, page: Page, lane: Lane[Any], pages_of: Callable[[bytes, int], tuple[PageImage, ...]]) -> None:
        super().__init__(page)
        self._lane, self._pages_of = lane, pages_of
        self._draw: Draw | None = None
        self.files = FileAsk(page)
        self.files.chosen.connect(self._save_to)

    def print(self, draw: Draw, printer: str = "") -> None:
        """Put a paper on a printer, one of `paper.printers()`; without a name on the usual one."""
        self._lane.run(partial(_pages, draw, self._pages_of), done=partial(self._put_on_paper, printer), refused=self._explain)

    def save(self, draw: Draw, name: str) -> None:
        """Ask where to save a paper, and save it there."""
        self._draw = draw
        self.files.save_file(name, "pdf")

    def _save_to(self, path: str) -> None:
        if self._draw is not None:
            self._lane.run(partial(_write, self._draw, Path(path)), done=self._saved, refused=self._explain)

    def _put_on_paper(self, printer: str, pages: tuple[PageImage, ...]) -> None:
        if paper.print_pages(pages, printer or next(iter(paper.printers()), "")):
            self.told.emit(say("papers.printed"))
        else:
            self.failed.emit(say("papers.printer"))

    def _saved(self, _value: object) -> None:
        self.told.emit(say("papers.saved"))

    def _explain(self, why: CivicDeskError) -> None:
        self.failed.emit(explain(why))


def can_print() -> bool:
    """Tell whether this laptop knows a printer."""
    return bool(paper.printers())


def _pages(draw: Draw, pages_of: Callable[[bytes, int], tuple[PageImage, ...]]) -> tuple[PageImage, ...]:
    return pages_of(draw(), paper.DPI)


def _write(draw: Draw, path: Path) -> None:
    from civicdesk.workflows import access  # loaded when a paper is saved: it brings the libraries of paper with it

    access.save_paper(draw(), path)
