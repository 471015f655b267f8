"""Composition root: makes clock, ids, chance, lanes and the window once, and hands them down. Nobody imports it."""

import json
import os
import random  # noqa: TID251 - the composition root makes chance and hands it down
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4  # noqa: TID251 - the composition root makes ids and hands them down

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from civicdesk import i18n, logs, paths
from civicdesk import settings as machine
from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.guard import clipboard, idle, watch
from civicdesk.ui.guard.bell import Bell
from civicdesk.ui.guard.sources import Reason, Source
from civicdesk.ui.jobs import Collector, CrashNotice, Lane, notice_of, start_fresh
from civicdesk.ui.main_window import MainWindow
from civicdesk.ui.widgets.rail import Destination
from civicdesk.ui.widgets.screen import Factory, Place, Presenter, Surroundings, World, place

WORDS = (
    *("first_run", "unlock", "today", "session", "add_person", "people", "person", "consent", "interview", "check_answers", "sheet"),
    *("sheets", "case_study", "send", "release", "forms", "settings", "backup", "users", "laptop", "help", "practice"),
    *("requests", "activity", "access", "withdraw", "correct", "erase", "keying", "library", "statistics", "course", "directory"),
    *("connections", "inbox", "hierarchies", "words"),
)
RAIL = (
    ("today", "calendar-days"),
    ("people", "users"),
    ("directory", "map-pinned"),
    ("send", "send"),
    ("forms", "clipboard-list"),
    ("settings", "settings"),
    ("help", "circle-help"),
)
SUFFIX = ".civicdesk"
CRASHES = "crash.txt"


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
    logs.watch_crashes(partial(logs.keep_crash, paths.log_folder() / CRASHES))
    logs.write_stacks_to(paths.log_folder() / "stacks.txt")
    logs.event(logs.Event.STARTED)
    if read.broken:
        logs.event(logs.Event.SETTINGS_BROKEN)
    i18n.choose(read.settings.language)
    application = QApplication(sys.argv[:1])
    qInstallMessageHandler(_note_message)
    application.setQuitOnLastWindowClosed(False)
    program = Program(application, read.settings, home=home, restart=partial(start_fresh, home))
    program.ended.connect(application.quit)
    program.window.painted.connect(program.watch_soon)
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
        screens = factories()
        self.around = Surroundings(
            store=self.store,
            work=self.work,
            world=world or real_world(),
            home=self.home,
            crash_file=str(paths.log_folder() / CRASHES),
            words=frozenset(screens),
        )
        self.window = MainWindow(screens, self.around, destinations())
        self.window.resize(settings.width, settings.height)
        self.guard = watch.Guard(_awake, self._desktop, self)
        self.clipboard = clipboard.ClipboardGuard(clipboard.of_application(), self)
        self.bell = Bell(paths.bell_file(), self)
        self._busy = self._ending = False
        idle.allow(settings.lock_minutes)
        self._wire()

    def show(self) -> None:
        """Show the window: Unlock if there is a workspace, else the first run."""
        here = any(self.home.glob(f"*/*{SUFFIX}")) or any(self.home.glob(f"*{SUFFIX}"))
        self.window.start_at(place("unlock" if here else "first_run"))
        self.window.show()

    def lock(self, *, hurry: bool = False) -> None:
        """Finish what is under way, empty all views, close the workspace, start a fresh process, and end this one.

        Nothing is asked. Sleep is held up until this process has ended: its memory knows names to the last.

        Args:
            hurry: the laptop goes to sleep within seconds, or somebody has walked away: no backup is made now.
        """
        if not self._ending:
            logs.event(logs.Event.LOCKED)
            self.window.keep()
            self._let_go()
            close = partial(_close_workspace, hurry=hurry)
            self.store.give_up(close, done=self._locked, refused=self._locked, crashed=self._locked)

    def stop(self) -> None:
        """Close the workspace and end."""
        if not self._ending:
            self._let_go()
            self.store.give_up(_close_workspace, done=self._closed, refused=self._closed, crashed=self._closed)

    def watch_soon(self) -> None:
        """Listen to the desktop as soon as the window is there for the hand."""
        QTimer.singleShot(watch.LATER_MS, self, self.watch_desktop)

    def watch_desktop(self) -> None:
        """Listen to sleep, lid, screen and users, and to another CivicDesk that asks for this window."""
        if not self._ending:
            self.guard.begin()
            self.bell.begin()

    def end(self) -> None:
        """Let the lanes end; the window is gone."""
        self.guard.watch.end()
        self.bell.end()
        self.work.join()
        self.store.join()
        self.window.deleteLater()
        theme.forget_pictures()

    def _wire(self) -> None:
        self.window.lock_asked.connect(self.lock)
        self.window.closing.connect(self.stop)
        self.window.touched.connect(self.collector.note_input)
        self.window.touched.connect(self.guard.watch.touch)
        self.window.opened.connect(self.guard.watch.begin)
        self.guard.idle.connect(self.lock)
        self.guard.wanted.connect(self._nobody_watches)
        self.bell.rung.connect(self._come_forward)
        self.store.busy.connect(self._note_busy)
        self.window.painted.connect(_settle_down)
        self.store.crashed.connect(self._note_crash)
        self.work.crashed.connect(self._note_crash)

    def _desktop(self) -> Sequence[Source]:
        return watch.desktop(int(self.window.winId()))

    def _nobody_watches(self, _why: Reason) -> None:
        """Lock if somebody is signed in or just signing in; else only forget what was typed, and let the laptop sleep."""
        if self.window.unlocked() or self._busy:
            self.lock(hurry=True)
        else:
            self.window.keep()
            self.guard.let_sleep()

    def _come_forward(self) -> None:
        if self.window.unlocked():
            self.window.come_forward()

    def _note_busy(self, busy: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self._busy = busy

    def _let_go(self) -> None:
        self._ending = True
        self.guard.watch.end()
        self.window.empty()
        self.clipboard.wipe()

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
        logs.keep_crash(paths.log_folder() / CRASHES, notice.kind, notice.places)

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


def _awake() -> float:
    """Return seconds that go on while the laptop sleeps, where the system counts such."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if paths.on_linux() else time.monotonic()


def _note_message(kind: QtMsgType, where: QMessageLogContext, _words: str | None) -> None:
    """Note that the window's library complained, by number and line: its words may quote what a field holds."""
    if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}:
        logs.event(logs.Event.WINDOW_LIBRARY, kind=int(kind.value), line=int(where.line or 0))


def _close_workspace(kit: Any, *, hurry: bool = False) -> None:
    from civicdesk.workflows import unlock

    unlock.lock(kit, hurry=hurry)


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
