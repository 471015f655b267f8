"""Wiring of the page about this laptop. Its PDF is made in memory and lies nowhere but where somebody chose to save it."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Outcome
from civicdesk.records.laptop import LaptopPaper, OnThisLaptop, OwnEnrolment
from civicdesk.records.sheets import PageImage
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.laptop.state import LaptopState
from civicdesk.ui.screens.laptop.view import LaptopView
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import enrolment, laptop
from civicdesk.workflows.kit import Kit


class LaptopPresenter(Presenter):
    """From the counts to a page on paper."""

    destination = "settings"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = LaptopView()
        super().__init__(self.page, around)
        self._where = where
        self.state = LaptopState()
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._save)
        self.page.save_wanted.connect(self._ask_where)
        self.enrolment_files = FileAsk(self.page)
        self.enrolment_files.chosen.connect(self._save_enrolment)
        self.page.enrolment_wanted.connect(self._ask_where_enrolment)
        self.page.print_wanted.connect(self.print_shown)
        self.page.went_back.connect(self.went_back)

    def begin(self) -> None:
        """Count what is here."""
        self.page.render_state(self.state)
        self.around.store.submit(_paper, done=self._found, refused=self._explain)

    def print_shown(self) -> None:
        """Ctrl+P: print the page."""
        if self.state.paper is not None and self.state.can_print and not self.state.working:
            self._show(replace(self.state, working=True, told="", problem=""))
            self.around.store.submit(_pages, done=self._put_on_paper, refused=self._explain, crashed=self._broke)

    def _show(self, state: LaptopState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: tuple[LaptopPaper, OwnEnrolment]) -> None:
        self._show(replace(self.state, paper=found[0], own=found[1], can_print=bool(paper.printers())))

    def _ask_where(self) -> None:
        self.files.save_file(say("laptop_page.file_name"), "pdf")

    def _save(self, file: str) -> None:
        self._show(replace(self.state, working=True, told="", problem=""))
        self.around.store.submit(partial(_save, Path(file)), done=self._saved, refused=self._explain, crashed=self._broke)

    def _saved(self, _found: OnThisLaptop) -> None:
        self._show(replace(self.state, working=False, told=say("laptop_page.saved")))

    def _ask_where_enrolment(self) -> None:
        self.enrolment_files.save_file(say("enrolment.file_name"), "json")

    def _save_enrolment(self, file: str) -> None:
        self._show(replace(self.state, working=True, told="", problem=""))
        verb = partial(_save_enrolment, Path(file))
        self.around.store.submit(verb, done=self._enrolment_saved, refused=self._explain, crashed=self._broke)

    def _enrolment_saved(self, _nothing: None) -> None:
        self._show(replace(self.state, working=False, told=say("enrolment.saved")))

    def _put_on_paper(self, pages: tuple[PageImage, ...]) -> None:
        done = paper.print_pages(pages, next(iter(paper.printers()), ""))
        told, problem = (say("laptop_page.printed"), "") if done else ("", say("laptop_page.no_printer"))
        self._show(replace(self.state, working=False, told=told, problem=problem))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, working=False, problem=explain(why)))

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, working=False))


def _paper(kit: Kit) -> tuple[LaptopPaper, OwnEnrolment]:
    return laptop.paper(laptop.on_this_laptop(kit)), enrolment.own(kit)


def _pages(kit: Kit) -> tuple[PageImage, ...]:
    return laptop.pages(kit, paper.DPI)


def _save(file: Path, kit: Kit) -> Outcome[OnThisLaptop]:
    return laptop.save(kit, file)


def _save_enrolment(file: Path, kit: Kit) -> None:
    enrolment.save(kit, file)
