"""Wiring of forgetting a person."""

from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.ids import PersonId
from civicdesk.records.papers import Paper
from civicdesk.ui.screens.erase.state import EraseState
from civicdesk.ui.screens.erase.view import EraseView
from civicdesk.ui.widgets.paper_out import PaperOut, can_print
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import access, erasure, people
from civicdesk.workflows.kit import Kit


class ErasePresenter(Presenter):
    """Says what it reaches, asks for the card number, forgets. Facts of its place: `person`."""

    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = EraseView()
        super().__init__(self.page, around)
        self._person = PersonId(where.fact("person"))
        self._sheet: Paper | None = None
        self.state = EraseState(loading=True, printer=can_print())
        self.out = PaperOut(self.page, around.work, access.pages)
        self.out.told.connect(self._tell)
        self.out.failed.connect(self._fail)
        page = self.page
        page.went_back.connect(self.went_back)
        page.typed.connect(self._type)
        page.backups_turned.connect(self._turn)
        page.erase_wanted.connect(self._erase)
        page.print_wanted.connect(self.print_shown)
        page.save_wanted.connect(self._save)
        page.finished.connect(self._finish)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the card, and for the sheet while there still is somebody to make it for."""
        self.around.store.submit(partial(_facts, self._person), done=self._found, refused=self._explain)

    def refresh(self) -> None:
        """Keep the page as it is: the person may be gone by now."""

    def print_shown(self) -> None:
        """Ctrl+P: print the sheet for the person."""
        if self._sheet is not None and self.state.done:
            self.out.print(partial(access.draw, self._sheet))

    def _show(self, state: EraseState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: tuple[str, Paper]) -> None:
        card, self._sheet = found
        goes, stays = (tuple(section.points) for section in self._sheet.sections[:2])
        self._show(replace(self.state, card=card, goes=goes, stays=stays, loading=False))

    def _type(self, text: str) -> None:
        self._show(replace(self.state, typed=text, problem="", mistyped=False))

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self._show(replace(self.state, drop_backups=on))

    def _erase(self) -> None:
        if self.state.busy or self.state.done:
            return
        if not self.state.confirmed:
            self._show(replace(self.state, problem=say("erase.not_the_card"), mistyped=True))
            self.page.to_card()
            return
        self._show(replace(self.state, busy=True, problem="", mistyped=False))
        verb = partial(_erase, self._person, drop_backups=self.state.drop_backups)
        self.around.store.submit(verb, done=self._erased, refused=self._explain)

    def _erased(self, far: erasure.Erased) -> None:
        self._show(replace(self.state, done=True, busy=False, waiting=not far.copies_gone, removed=far.backups_removed))

    def _save(self) -> None:
        if self._sheet is not None:
            self.out.save(partial(access.draw, self._sheet), "what-was-erased.pdf")

    def _finish(self) -> None:
        self.replaced.emit(place("people"))

    def _tell(self, told: str) -> None:
        self._show(replace(self.state, told=told, problem=""))

    def _fail(self, why: str) -> None:
        self._show(replace(self.state, told="", problem=why))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, busy=False, problem=explain(why)))


def _facts(which: PersonId, kit: Kit) -> tuple[str, Paper]:
    return people.page(kit, which).person.card, erasure.paper(kit, which)


def _erase(which: PersonId, kit: Kit, *, drop_backups: bool) -> object:
    return erasure.erase(kit, which, drop_backups=drop_backups)
