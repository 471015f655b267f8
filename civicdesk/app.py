"""Composition root: makes clock, ids, chance, lanes and the window once, and hands them down. Nobody imports it."""

import json
import os
import random  # noqa: TID251 - the composition root makes chance and hands it down
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4  # noqa: TID251 - the composition root makes ids and hands them down

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from civicdesk import i18n, logs, paths
from civicdesk import settings as machine
from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.jobs import Collector, CrashNotice, Lane, notice_of, start_fresh
from civicdesk.ui.main_window import MainWindow
from civicdesk.ui.widgets.rail import Destination
from civicdesk.ui.widgets.screen import Factory, Place, Presenter, Surroundings, World, place

WORDS = (
    *("first_run", "unlock", "today", "session", "add_person", "people", "person", "consent", "interview", "check_answers", "sheet"),
    *("case_study", "send", "release", "forms", "settings", "help", "practice"),
)
RAIL = (
    ("today", "calendar-days"),
    ("people", "users"),
    ("send", "send"),
    ("forms", "clipboard-list"),
    ("settings", "settings"),
    ("help", "circle-help"),
)
SUFFIX = ".civicdesk"


def run(*, probe: bool = False, home: Path | None = None) -> int:
    """Open the window and return the exit code of the program.

    Args:
        probe: end at the first paint, and print how long it took and which modules were loaded.
        home: folder under which the workspaces lie, in place of the one in the settings.
    """
    QCoreApplication.setOrganizationName("CivicDesk")
    QCoreApplication.setApplicationName("CivicDesk")
    read = machine.read(paths.settings_file())
    logs.write_to(paths.log_folder())
    logs.event(logs.Event.STARTED)
    if read.broken:
        logs.event(logs.Event.SETTINGS_BROKEN)
    i18n.choose(read.settings.language)
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    program = Program(application, read.settings, home=home, restart=partial(start_fresh, home))
    program.ended.connect(application.quit)
    sys.excepthook = program.tell_crash
    if probe:
        program.window.painted.connect(_tell_start)
        program.window.painted.connect(program.stop)
    program.show()
    code = application.exec()
    program.end()
    return code


class Program(QObject):
    """The running window with its two lanes."""

    ended = Signal()
    """The workspace is closed; the process may end."""

    def __init__(
        self,
        application: QApplication,
        settings: machine.MachineSettings,
        *,
        home: Path | None = None,
        world: World | None = None,
        restart: Callable[[], object],
    ) -> None:
        super().__init__()
        self.settings, self._restart = settings, restart
        self.home = home or (Path(settings.home) if settings.home else paths.data_home())
        self.collector = Collector(self)
        if i18n.catalogue(i18n.chosen()).get("direction") == "rtl":
            application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        theme.apply(application, look_of(settings))
        self.store: Lane[Any] = Lane("store", self)
        self.work: Lane[Any] = Lane("work", self)
        self.around = Surroundings(
            store=self.store, work=self.work, world=world or real_world(), home=self.home, crash_file=str(paths.log_folder() / "crash.txt")
        )
        self.window = MainWindow(factories(), self.around, destinations())
        self.window.resize(settings.width, settings.height)
        self._wire()

    def show(self) -> None:
        """Show the window: Unlock if there is a workspace, else the first run."""
        here = any(self.home.glob(f"*/*{SUFFIX}")) or any(self.home.glob(f"*{SUFFIX}"))
        self.window.start_at(place("unlock" if here else "first_run"))
        self.window.show()

    def lock(self) -> None:
        """Finish what is under way, empty all views, close the workspace, start a fresh process, and end this one."""
        logs.event(logs.Event.LOCKED)
        self.window.empty()
        self.store.give_up(_close_workspace, done=self._locked, refused=self._locked)

    def stop(self) -> None:
        """Close the workspace and end."""
        self.window.empty()
        self.store.give_up(_close_workspace, done=self._closed, refused=self._closed)

    def end(self) -> None:
        """Let the lanes end; the window is gone."""
        self.work.join()
        self.store.join()
        self.window.deleteLater()
        theme.forget_pictures()

    def _wire(self) -> None:
        self.window.lock_asked.connect(self.lock)
        self.window.closing.connect(self.stop)
        self.window.touched.connect(self.collector.note_input)
        self.window.painted.connect(_settle_down)
        self.store.crashed.connect(self._note_crash)
        self.work.crashed.connect(self._note_crash)

    def _locked(self, _result: object = None) -> None:
        self._restart()
        self.ended.emit()

    def _closed(self, _result: object = None) -> None:
        size = self.window.size()
        if (size.width(), size.height()) != (self.settings.width, self.settings.height):
            machine.write(
                paths.settings_file(), machine.with_size(machine.read(paths.settings_file()).settings, size.width(), size.height())
            )
        self.ended.emit()

    def _note_crash(self, notice: CrashNotice) -> None:
        """Keep the notice in a file; it holds no words of anybody."""
        file = paths.log_folder() / "crash.txt"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(notice.text() + "\n", encoding="utf-8")
        except OSError:
            return

    def tell_crash(self, _kind: type[BaseException], why: BaseException, _trace: TracebackType | None) -> None:
        """Note a bug on the main thread and tell that it happened; the answers that were kept stay kept."""
        logs.event(logs.Event.CRASHED)
        self._note_crash(notice_of(why))
        self.window.tell("error", say("window.crash", file=self.around.crash_file), title=say("window.crash_title"))


def look_of(settings: machine.MachineSettings) -> theme.Look:
    """Return the look that the settings of this laptop ask for."""
    return theme.Look(theme=settings.theme, text_scale=settings.text_scale, reduce_motion=settings.reduce_motion)


def real_world() -> World:
    """Return the clock, ids and chance of this laptop."""
    return World(now=_now, new_id=_new_id, chance=random.SystemRandom().random)


def destinations() -> tuple[Destination, ...]:
    """Return the places of the rail that exist in this version."""
    return tuple(Destination(word=word, label=say(f"window.{word}"), icon=icon) for word, icon in RAIL if _exists(word))


def factories() -> dict[str, Factory]:
    """Return the screens that exist in this version. Each is imported when it is first shown, so that the window paints at once."""
    return {word: partial(_make, word) for word in WORDS if _exists(word)}


def _exists(word: str) -> bool:
    folder = f"civicdesk.ui.screens.{word}"
    return find_spec(folder) is not None and find_spec(f"{folder}.presenter") is not None


def _make(word: str, where: Place, around: Surroundings) -> Presenter:
    module = import_module(f"civicdesk.ui.screens.{word}.presenter")
    made: Presenter = getattr(module, f"{word.title().replace('_', '')}Presenter")(where, around)
    return made


def _now() -> datetime:
    return datetime.now().astimezone()  # noqa: TID251 - the one place that asks the clock; the zone is the laptop's


def _new_id() -> str:
    return uuid4().hex


def _close_workspace(kit: Any) -> None:
    from civicdesk.workflows import unlock

    unlock.lock(kit)


def _settle_down() -> None:
    import gc

    gc.freeze()


def _tell_start() -> None:
    """Print how long the start took, from the making of the process, and which modules are loaded."""
    started_ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    since_boot = time.clock_gettime(time.CLOCK_BOOTTIME)
    elapsed = round((since_boot - started_ticks / os.sysconf("SC_CLK_TCK")) * 1000)
    sys.stdout.write(json.dumps({"ms_since_exec": elapsed, "modules": sorted(sys.modules)}) + "\n")
    sys.stdout.flush()
