"""Wiring of the unlock window. Verbs are imported on the lane: nothing heavy is loaded before the window is painted."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain
from civicdesk.ui.jobs import CrashNotice, Opened
from civicdesk.ui.screens.unlock.state import CODES, DoorShown, Trouble, UnlockState
from civicdesk.ui.screens.unlock.view import UnlockView
from civicdesk.ui.widgets import habits as habit
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, Who, World, place


class UnlockPresenter(Presenter):
    """From a name and a passphrase to an open workspace."""

    whole_window = True

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = UnlockView()
        super().__init__(self.page, around)
        self.state = UnlockState(looking=True)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.page.tried.connect(self._try)
        self.page.tried_code.connect(self._try_code)
        self.page.door_chosen.connect(self._choose)
        self.page.turned.connect(self._turn)
        self.page.new_wanted.connect(self._new)

    def begin(self) -> None:
        """Look which workspaces are here."""
        self.page.render_state(self.state)
        self.around.store.run(partial(_doors, self.around.home), done=self._found, refused=self._explain)

    def _show(self, state: UnlockState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, doors: tuple[DoorShown, ...]) -> None:
        self._show(replace(self.state, doors=doors, looking=False))

    def _choose(self, door: int) -> None:
        self._show(replace(self.state, door=door, trouble=Trouble.NONE, sentence=""))

    def _turn(self, by_code: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self._show(replace(self.state, by_code=by_code, trouble=Trouble.NONE, sentence=""))

    def _new(self) -> None:
        self.went.emit(place("first_run", back="yes"))

    def _try(self, name: str, passphrase: str) -> None:
        path = Path(self.state.doors[self.state.door].path)
        self._open(partial(_open, path, (name, passphrase), self.around.world))

    def _try_code(self, name: str, code: str, passphrase: str) -> None:
        path = Path(self.state.doors[self.state.door].path)
        self._open(partial(_open_with_code, path, (name, code, passphrase), self.around.world))

    def _open(self, opener: "partial[Opened[Any]]") -> None:
        self._show(replace(self.state, opening=True, trouble=Trouble.NONE, sentence=""))
        self.around.store.own(opener, done=self._opened, refused=self._explain, crashed=self._stop_opening)

    def _opened(self, who: Who) -> None:
        self.page.secret.empty()
        habit.choose(habit.from_words(dict(who.habits)))
        self.signed_in.emit(who)

    def _stop_opening(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, opening=False))

    def _explain(self, why: CivicDeskError) -> None:
        trouble = CODES.get(why.code, Trouble.OTHER)
        wrong = self.state.wrong + (trouble is Trouble.WRONG)
        wait = _delay(wrong) if trouble is Trouble.WRONG else 0
        self._show(replace(self.state, looking=False, opening=False, trouble=trouble, sentence=explain(why), wrong=wrong, wait=wait))
        if wait:
            self._clock.start()

    def _tick(self) -> None:
        wait = max(0, self.state.wait - 1)
        if not wait:
            self._clock.stop()
        self._show(replace(self.state, wait=wait))


def _doors(home: Path) -> tuple[DoorShown, ...]:
    from civicdesk.workflows import unlock

    return tuple(DoorShown(path=str(door.path), label=door.path.stem, names=door.names) for door in unlock.doors(home))


def _delay(wrong: int) -> int:
    from civicdesk.workflows import unlock

    return unlock.delay(wrong)


def _open(path: Path, said: tuple[str, str], world: World) -> Opened[Any]:
    from civicdesk.workflows import unlock

    return _welcome(unlock.open_(path, *said, tools_of(world)))


def _open_with_code(path: Path, said: tuple[str, str, str], world: World) -> Opened[Any]:
    from civicdesk.workflows import unlock

    return _welcome(unlock.open_with_code(path, *said, tools_of(world)))


def tools_of(world: World) -> Any:
    """Return the tools of the verbs from the world that the window was given."""
    from civicdesk.workflows.kit import Tools

    return Tools(now=world.now, new_id=world.new_id, chance=world.chance)


def _welcome(kit: Any) -> Opened[Any]:
    from civicdesk.workflows import preferences

    project, habits = kit.project(), tuple(preferences.mine(kit).items())
    return Opened(kit, Who(name=kit.user.name, role=kit.user.role.value, project=project.name, practice=project.practice, habits=habits))
