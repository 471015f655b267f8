"""A paper of the directory on its way into a file: gathered on the store lane, drawn on the work lane, saved where somebody chose."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.publications import How, Publication, Which
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.widgets.directory_wishes import PaperWish
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.screen import Surroundings
from civicdesk.workflows import access, publishing
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.publishing import Paper

_ENDINGS = {Paper.PAGE: "html"}


class DirectoryPaperRun(QObject):
    """Makes one paper at a time."""

    working = Signal(bool)
    left_out = Signal(object)
    """Why entries are not on it, as sentences."""
    told = Signal(str)
    failed = Signal(str)

    def __init__(self, page: Page, around: Surroundings) -> None:
        super().__init__(page)
        self._around = around
        self._wish = PaperWish()
        self._publication: Publication | None = None
        self.files = FileAsk(page)
        self.files.chosen.connect(self._save_to)

    def begin(self, wish: PaperWish, which: Which) -> None:
        """Gather what is to be on a paper; then ask where it goes."""
        self._wish = wish
        self.working.emit(True)
        self._around.store.submit(partial(_prepared, wish, which), done=self._ask, refused=self._explain, crashed=self._broke)

    def _ask(self, publication: Publication) -> None:
        self._publication = publication
        self.working.emit(False)
        left = sorted(publication.left_out.items())
        self.left_out.emit(tuple(say("publish.leaves_out", count=count, why=say(f"leaflet.left_out.{why}")) for why, count in left))
        paper = Paper(self._wish.paper)
        ending = _ENDINGS.get(paper, "pdf")
        self.files.save_file(f"{paper.value}.{ending}", ending)

    def _save_to(self, path: str) -> None:
        if self._publication is not None:
            self.working.emit(True)
            verb = partial(_write, self._wish, self._publication, Path(path))
            self._around.work.run(verb, done=self._saved, refused=self._explain, crashed=self._broke)

    def _saved(self, path: Path) -> None:
        count = len(self._publication.entries) if self._publication is not None else 0
        self.working.emit(False)
        told = say("directory_page.paper.saved", file=path.name, folder=path.parent.name, count=count)
        if self._wish.fold:
            told = f"{told} {say('directory_page.paper.saved_fold', file=_to_fold(path).name)}"
        self.told.emit(told)

    def _explain(self, why: CivicDeskError) -> None:
        self.working.emit(False)
        self.failed.emit(explain(why))

    def _broke(self, _notice: CrashNotice) -> None:
        self.working.emit(False)


def _prepared(wish: PaperWish, which: Which, kit: Kit) -> Publication:
    how = How(language=wish.language, large=wish.large, title=wish.title)
    return publishing.prepared(kit, Paper(wish.paper), which, how)


def _write(wish: PaperWish, publication: Publication, path: Path) -> Path:
    paper = Paper(wish.paper)
    document = publishing.drawn(paper, publication)
    access.save_paper(document, path)
    if wish.fold:
        access.save_paper(publishing.folded(paper, document), _to_fold(path))
    return path


def _to_fold(path: Path) -> Path:
    return path.with_name(f"{path.stem}-to-fold{path.suffix}")
