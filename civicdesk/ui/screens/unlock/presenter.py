"""Wiring of the unlock window. Verbs are imported on the lane: nothing heavy is loaded before the window is painted."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Damaged, Refused, Unavailable
from civicdesk.i18n import explain, say
from civicdesk.ui.guard import bell
from civicdesk.ui.jobs import CrashNotice, Opened
from civicdesk.ui.screens.unlock.state import CODES, Asked, DoorShown, Trouble, UnlockState, WayOut
from civicdesk.ui.screens.unlock.view import UnlockView
from civicdesk.ui.widgets import habits as habit
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, Who, World, place

RESTORE = "backup"
"""The word of the screen on which a backup is put back."""


class UnlockPresenter(Presenter):
    """From a name and a passphrase to an open workspace."""

    whole_window = True

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = UnlockView()
        super().__init__(self.page, around)
        self.state = UnlockState(looking=True, can_restore=RESTORE in around.words)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.page.tried.connect(self._try)
        self.page.tried_code.connect(self._try_code)
        self.page.door_chosen.connect(self._choose)
        self.page.turned.connect(self._turn)
        self.page.new_wanted.connect(self._new)
        self.page.way_out_taken.connect(self._take_way_out)

    def begin(self) -> None:
        """Look which workspaces are here."""
        self.page.render_state(self.state)
        self.around.store.run(partial(_doors, self.around.home, self.around.world.now()), done=self._found, refused=self._explain)

    def keep_before_lock(self) -> None:
        """Forget what was typed: nobody may be there to press Enter."""
        self.page.forget()

    def _show(self, state: UnlockState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, doors: tuple[DoorShown, ...]) -> None:
        self._show(replace(self.state, doors=doors, looking=False))
        if doors:
            self._choose(self.state.door)

    def _choose(self, door: int) -> None:
        chosen = self.state.doors[door]
        self._show(replace(self.state, door=door, trouble=chosen.trouble, sentence=chosen.sentence, wait=0, asked=Asked.NOT_YET))
        self._ask_wait()

    def _turn(self, by_code: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self._show(replace(self.state, by_code=by_code, trouble=Trouble.NONE, sentence=""))

    def _take_way_out(self, way: str) -> None:
        if way == WayOut.RAISE:
            self._show(replace(self.state, asked=Asked.RUNG if bell.ring(paths.bell_file()) else Asked.NOBODY))
        elif way == WayOut.RESTORE:
            self.went.emit(place(RESTORE, workspace=self.state.doors[self.state.door].path))

    def _new(self) -> None:
        self.went.emit(place("first_run", back="yes"))

    def _try(self, name: str, passphrase: str) -> None:
        path = Path(self.state.doors[self.state.door].path)
        self._open(partial(_open, path, (name, passphrase), self.around.world))

    def _try_code(self, name: str, code: str, passphrase: str) -> None:
        path = Path(self.state.doors[self.state.door].path)
        self._open(partial(_open_with_code, path, (name, code, passphrase), self.around.world))

    def _open(self, opener: "partial[Opened[Any]]") -> None:
        self._show(replace(self.state, opening=True, trouble=Trouble.NONE, sentence="", asked=Asked.NOT_YET))
        self.around.store.own(opener, done=self._opened, refused=self._explain, crashed=self._stop_opening)

    def _opened(self, who: Who) -> None:
        self.page.secret.empty()
        habit.choose(habit.from_words(dict(who.habits)))
        self.signed_in.emit(who)

    def _stop_opening(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, opening=False))

    def _explain(self, why: CivicDeskError) -> None:
        trouble, sentence = _told(why, self.around.world.now())
        wrong = self.state.wrong + (trouble is Trouble.WRONG)
        self._show(replace(self.state, looking=False, opening=False, trouble=trouble, sentence=sentence, wrong=wrong))
        if trouble is Trouble.WRONG:
            self._ask_wait()
        elif trouble is Trouble.WAIT:
            self._wait_for(int(str(why.facts["seconds"])))

    def _ask_wait(self) -> None:
        """Ask how long to wait: it is kept beside the workspace, and outlives this program."""
        if self.state.names:
            path = Path(self.state.doors[self.state.door].path)
            self.around.store.run(partial(_waiting, path, self.around.world.now()), done=self._wait_for)

    def _wait_for(self, seconds: int) -> None:
        self._show(replace(self.state, wait=seconds))
        if seconds:
            self._clock.start()

    def _tick(self) -> None:
        wait = max(0, self.state.wait - 1)
        if not wait:
            self._clock.stop()
        self._show(replace(self.state, wait=wait))


def _doors(home: Path, now: datetime) -> tuple[DoorShown, ...]:
    from civicdesk.workflows import unlock

    return tuple(_door(door.path, door.names, now) for door in unlock.doors(home))


def _door(path: Path, names: tuple[str, ...], now: datetime) -> DoorShown:
    """Return a workspace as it is shown; one without names with what is wrong with its key file."""
    from civicdesk.workflows import unlock

    shown = DoorShown(path=str(path), label=path.stem, names=names)
    if names:
        return shown
    try:
        unlock.only_name(path)
    except (Refused, Damaged) as why:
        trouble, sentence = _told(why, now)
        return replace(shown, trouble=trouble, sentence=sentence)
    return shown


def _waiting(path: Path, now: datetime) -> int:
    from civicdesk.workflows import unlock

    return unlock.waiting(path, now)


def _told(why: CivicDeskError, now: datetime) -> tuple[Trouble, str]:
    """Return the trouble and its sentence, in the words of somebody who stands before a closed door."""
    if why.code == "STORE-FOLDER":
        trouble = Trouble.NETWORK if why.facts.get("why") == "network" else Trouble.SYNCED
        return trouble, _coded(why, f"unlock.words.{trouble.value}", home=paths.data_home())
    if why.code == "STORE-WRITE":
        return Trouble.WRITE, _coded(why, "unlock.words.write")
    if why.code == "STORE-BUSY":
        since = _moment(str(why.facts.get("since", "")), now)
        return Trouble.BUSY, explain(Unavailable(why.code, **{**why.facts, "since": since}))
    return CODES.get(why.code, Trouble.OTHER), explain(why)


def _coded(why: CivicDeskError, key: str, **facts: object) -> str:
    return f"{say(key, **facts)} ({why.code})"


def _moment(written: str, now: datetime) -> str:
    """Return a time as it is read: the hour alone if it was today; words that are no time stay as they are."""
    with suppress(ValueError):
        at = datetime.fromisoformat(written).astimezone(now.tzinfo)
        if at.date() == now.date():
            return f"{at:%H:%M}"
        return say("unlock.day", day=at.day, month=say(f"widget.month.m{at.month}"), time=f"{at:%H:%M}")
    return written


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
