"""Wiring of the page with everything held about one person."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.ids import PersonId
from civicdesk.ui.screens.access.state import AccessState, NameShown
from civicdesk.ui.screens.access.view import AccessView
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.paper_out import PaperOut, can_print
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import access
from civicdesk.workflows.kit import Kit


class AccessPresenter(Presenter):
    """Gathers, shows what looks like other people's names, and hands over. Facts of its place: `person`."""

    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = AccessView()
        super().__init__(self.page, around)
        self._person = PersonId(where.fact("person"))
        self.state = AccessState(loading=True, printer=can_print())
        self.folder = FileAsk(self.page)
        self.folder.chosen.connect(self._save_to)
        self.out = PaperOut(self.page, around.work, access.pages)
        self.out.told.connect(self._tell)
        self.out.failed.connect(self._fail)
        self.page.went_back.connect(self.went_back)
        self.page.turned.connect(self._turn)
        self.page.save_wanted.connect(self.folder.folder)
        self.page.print_wanted.connect(self.print_shown)
        self.page.render_state(self.state)

    def begin(self) -> None:
        """Gather once, to show what there is."""
        self.around.store.submit(partial(_gather, self._person, ()), done=self._found, refused=self._explain)

    def refresh(self) -> None:
        """Keep the page as it is: it is gathered anew when it is saved or printed."""

    def print_shown(self) -> None:
        """Ctrl+P: gather without the names that are left out, and print."""
        self._gather_for(self._print)

    def _show(self, state: AccessState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, pack: access.AccessPack) -> None:
        names = tuple(NameShown(name=each.name, around=each.around) for each in pack.names)
        sections = tuple((each.heading, len(each.lines)) for each in pack.paper.sections if each.lines)
        self._show(
            replace(self.state, card=pack.card, rows=pack.rows, names=names, sections=sections, files=len(pack.files), loading=False)
        )

    def _turn(self, name: str, on: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        left_out = self.state.left_out | {name} if on else self.state.left_out - {name}
        self._show(replace(self.state, left_out=left_out, told=""))

    def _save_to(self, folder: str) -> None:
        self._gather_for(partial(self._save, folder))

    def _gather_for(self, what: object) -> None:
        if self.state.card and not self.state.busy:
            self._show(replace(self.state, busy=True, told="", problem=""))
            verb = partial(_gather, self._person, tuple(sorted(self.state.left_out)))
            self.around.store.submit(verb, done=what, refused=self._explain)  # type: ignore[arg-type]  # a method, or a part of one

    def _print(self, pack: access.AccessPack) -> None:
        self.out.print(partial(access.draw, pack.paper))

    def _save(self, folder: str, pack: access.AccessPack) -> None:
        self.around.work.run(partial(access.save, pack, Path(folder)), done=self._saved, refused=self._explain)

    def _saved(self, names: tuple[str, ...]) -> None:
        self._tell(say("access.saved", files=" + ".join(names)))

    def _tell(self, told: str) -> None:
        self._show(replace(self.state, told=told, problem="", busy=False))

    def _fail(self, why: str) -> None:
        self._show(replace(self.state, told="", problem=why, busy=False))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, busy=False, told="", problem=explain(why)))


def _gather(which: PersonId, left_out: tuple[str, ...], kit: Kit) -> object:
    return access.gather(kit, which, left_out)
