"""Show the lists of the real window over a large workspace, without a display, and say how much memory and time that took.

python tools/bench_lists.py FILE        a process of its own: what was shown before would count along. Prints one JSON object.

The peak is counted from after unlocking on: Argon2id's own memory is gone by then.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import bench_room  # noqa: E402 - the program must be found first
from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402 - as above
from PySide6.QtWidgets import QApplication  # noqa: E402 - as above

from civicdesk.app import Program  # noqa: E402 - as above
from civicdesk.settings import MachineSettings  # noqa: E402 - as above
from civicdesk.ui.jobs import Opened  # noqa: E402 - as above
from civicdesk.ui.widgets.screen import Place, Who, World, place  # noqa: E402 - as above
from civicdesk.workflows import session, unlock  # noqa: E402 - as above
from civicdesk.workflows.kit import Kit  # noqa: E402 - as above

PATIENCE = 900.0
TYPED = ("w", "wr", "wre", "wren", "wren f", "wren fi")


class Window:
    """The whole program with its window, and whether its store is at work."""

    def __init__(self, path: Path) -> None:
        self.application = QApplication([])
        self._path, self._tools = path, bench_room.later_tools()
        world = World(now=self._tools.now, new_id=self._tools.new_id, chance=self._tools.chance)
        settings = MachineSettings(theme="light")
        self.program = Program(self.application, settings, home=path.parent, world=world, restart=lambda: None)
        self._at_work = False
        self.program.store.busy.connect(self._note)
        self.program.window.start_at(place("unlock"))
        self.program.window.show()

    def unlock(self) -> None:
        """Unlock as the window does, from the screen that asks for the passphrase."""
        signed_in: list[Who] = []
        self.program.store.own(self._open, done=signed_in.append, refused=signed_in.append)
        self.wait(lambda: bool(signed_in))
        self.presenter.signed_in.emit(signed_in[0])
        self.settle()

    @property
    def presenter(self) -> Any:
        """Return the presenter of the screen that is shown."""
        return self.program.window.presenter

    def lock(self) -> None:
        """Close the workspace in good order; otherwise all of it would be checked at the next opening."""
        left: list[object] = []
        self.program.store.give_up(partial(unlock.lock, hurry=True), done=left.append, refused=left.append)
        self.wait(lambda: bool(left))

    def ask(self, verb: Callable[[Kit], object]) -> Any:
        """Return what a verb finds in the store."""
        found: list[object] = []
        self.program.store.submit(verb, done=found.append, refused=found.append)
        self.wait(lambda: bool(found))
        return found[0]

    def show(self, where: Place) -> float:
        """Go to a screen; return the milliseconds until it is filled."""
        return self._timed(lambda: self.program.window.start_at(where))

    def type(self, text: str) -> float:
        """Type into the search box; return the milliseconds until the list has followed."""
        return self._timed(lambda: self.presenter.search(text))

    def settle(self) -> None:
        """Wait until the store has answered and the window has shown it."""
        self.wait(lambda: not self._at_work)

    def wait(self, ready: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        loop, clock, end = QEventLoop(), QTimer(), time.monotonic() + PATIENCE
        clock.timeout.connect(lambda: loop.quit() if ready() or time.monotonic() > end else None)
        clock.start(1)
        loop.exec()
        if not ready():
            raise TimeoutError

    def _timed(self, act: Callable[[], object]) -> float:
        began = time.perf_counter()
        act()
        self.settle()
        return (time.perf_counter() - began) * 1000

    def _note(self, busy: bool) -> None:  # noqa: FBT001 - the signal carries it
        self._at_work = busy

    def _open(self) -> Opened[Kit]:
        kit = unlock.open_(self._path, bench_room.NAME, bench_room.PASSPHRASE, self._tools)
        return Opened(kit, Who(name=bench_room.NAME, role="coordinator", project="Practice project", practice=True))


def main(words: list[str]) -> int:
    """Unlock the workspace in the window, show its lists, type into the search box."""
    window = Window(Path(words[0]))
    window.unlock()
    _begin_peak()
    last = window.ask(session.list_all)[-1]
    lists = {"today": place("today"), "session": place("session", session=last.id), "people": place("people"), "send": place("send")}
    figures = {"before MiB": _memory("VmRSS")}
    for name, where in lists.items():
        figures[f"{name} ms"] = window.show(where)
        figures[f"{name} MiB"] = _memory("VmRSS")
    window.show(lists["people"])
    figures["first letter ms"], *typed = [window.type(text) for text in TYPED]
    figures["typed ms"] = max(typed)
    figures["peak MiB"] = _memory("VmHWM")
    print(json.dumps(figures), flush=True)
    window.lock()
    return 0


def _begin_peak() -> None:
    """Let Linux count the highest use of memory from now on."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _memory(which: str) -> float:
    """Return the memory in use now (VmRSS) or at most (VmHWM), in MiB."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return int(told[which].split()[0]) / 1024


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # the window's threads have nothing left to do
